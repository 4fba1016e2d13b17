/** What has been read, and the best quick check, by lesson: kept in this browser and sent nowhere. */

const KEY = "talweg-progress";

/** What this page knows, for browsers that keep nothing. */
let known = {};
const listeners = new Set();

/**
 * @typedef {object} Check
 * @property {number} right
 * @property {number} of
 */

/**
 * @typedef {object} Progress
 * @property {string[]} read the ids of the sections that have been read
 * @property {Check | null} check the best quick check
 */

const count = (value) => Number.isInteger(value) && value >= 0;

/** Anyone can write to a browser's storage: what has not our shape is left out. */
function judged(given) {
  const own = given !== null && typeof given === "object" ? given : {};
  const read = Array.isArray(own.read) ? own.read.filter((id) => typeof id === "string") : [];
  const { right, of } = own.check ?? {};
  return { read: [...new Set(read)], check: count(right) && count(of) && right <= of && of > 0 ? { right, of } : null };
}

function load() {
  try {
    const table = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    known = Object.fromEntries(Object.entries(table ?? {}).map(([lesson, own]) => [lesson, judged(own)]));
  } catch {
    // Storage can be forbidden, or hold another's words; what this page knows then stands.
  }
  return known;
}

function save(table) {
  known = table;
  try {
    if (Object.keys(table).length) localStorage.setItem(KEY, JSON.stringify(table));
    else localStorage.removeItem(KEY);
  } catch {
    // Then it lasts for this page.
  }
  for (const callback of listeners) callback();
}

/**
 * @param {string} lesson
 * @returns {Progress}
 */
export const progressOf = (lesson) => (Object.hasOwn(load(), lesson) ? known[lesson] : judged(null));

const change = (lesson, values) => save({ ...load(), [lesson]: { ...progressOf(lesson), ...values } });

/**
 * @param {string} lesson
 * @param {string} id the section that was read or answered
 */
export function noteRead(lesson, id) {
  const { read } = progressOf(lesson);
  if (!read.includes(id)) change(lesson, { read: [...read, id] });
}

/**
 * The best stays: the larger share, and of two equal shares the one of more questions.
 * @param {string} lesson
 * @param {number} right
 * @param {number} of
 */
export function noteCheck(lesson, right, of) {
  const { check: best } = progressOf(lesson);
  const { check } = judged({ check: { right, of } });
  if (!check) return;
  const gain = best ? right * best.of - best.right * of || of - best.of : 1;
  if (gain > 0) change(lesson, { check });
}

/**
 * Forget a lesson.
 * @param {string} lesson
 * @returns {() => void} bring it back
 */
export function forget(lesson) {
  const { [lesson]: own, ...others } = load();
  save(others);
  return () => own && save({ ...load(), [lesson]: own });
}

/**
 * Call back whenever something has changed, here or in another tab.
 * @param {() => void} callback
 */
export function onProgress(callback) {
  listeners.add(callback);
  addEventListener("storage", ({ key }) => (key === KEY || key === null) && callback());
  addEventListener("pageshow", ({ persisted }) => persisted && callback());
}
