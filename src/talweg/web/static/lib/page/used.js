/** Which panels this learner has used: kept in this browser and sent nowhere. */

const KEY = "talweg-panels";
/** A key that only leads on uses nothing. */
const LEADING = ["Tab", "Shift", "Control", "Alt", "Meta", "Escape"];
const CONTROLS = "input, select, textarea, button, summary, [role='slider'], canvas";

/** What this page knows, for browsers that keep nothing. */
let known = /** @type {string[]} */ ([]);

/** @returns {string[]} the names of the panels */
export function usedPanels() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    known = Array.isArray(kept) ? [...new Set(kept.filter((name) => typeof name === "string"))] : [];
  } catch {
    // Storage can be forbidden, or hold another's words; what this page knows then stands.
  }
  return known;
}

/** @param {string[]} names */
function save(names) {
  known = names;
  try {
    if (names.length) localStorage.setItem(KEY, JSON.stringify(names));
    else localStorage.removeItem(KEY);
  } catch {
    // Then it lasts for this page.
  }
}

export const forgetUsed = () => save([]);

/**
 * Note the panel once one of its controls has been used.
 * @param {HTMLElement} host
 * @param {string} name
 */
export function noteUse(host, name) {
  const stop = new AbortController();
  const note = (/** @type {Event} */ event) => {
    if (event instanceof KeyboardEvent && LEADING.includes(event.key)) return;
    if (!(event.target instanceof Element && event.target.closest(CONTROLS))) return;
    stop.abort();
    if (!usedPanels().includes(name)) save([...known, name]);
  };
  for (const kind of ["click", "input", "keydown"]) host.addEventListener(kind, note, { capture: true, signal: stop.signal });
}
