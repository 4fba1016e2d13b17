/** A panel's state as a query string: `race.surface=valley&race.hyper.adam.lr=0.1`, and back. */

const LONGEST = 60;

const isTable = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const shorten = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}\u2026` : text);

function scalar(text) {
  const plain = text.trim();
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : shorten(plain);
}

function decodeOne(resting, text) {
  if (typeof resting === "string") return text; // perhaps a whole rule: the panel judges it, and says so shortly
  if (Array.isArray(resting) || (resting === null && text.includes(","))) {
    return text === "" ? [] : text.split(",", 64).map(scalar);
  }
  return scalar(text);
}

/** Own properties only: a key such as `__proto__` becomes plain data. */
function put(table, path, value) {
  const [head, ...rest] = path;
  const inner = Object.hasOwn(table, head) && isTable(table[head]) ? table[head] : {};
  const next = rest.length ? put(inner, rest, value) : value;
  return Object.fromEntries([...Object.entries(table), [head, next]]);
}

/**
 * Read one panel's values from a query. They are untrusted: the panel judges them.
 * @param {Record<string, any>} table the panel's defaults
 * @param {string} name the panel's name, the prefix of its keys
 * @param {URLSearchParams} query
 * @returns {{ values: Record<string, any>, notices: string[] }}
 */
export function decode(table, name, query) {
  let values = structuredClone(table);
  const notices = [];
  for (const [key, text] of query) {
    if (!key.startsWith(`${name}.`)) continue;
    const path = key.slice(name.length + 1).split(".");
    const known = Object.hasOwn(table, path[0]) && (isTable(table[path[0]]) ? path.length <= 3 && path.length > 1 : path.length === 1);
    if (!known) notices.push(`The link sets \u201c${shorten(path.join("."))}\u201d, which this panel does not have; it is left out.`);
    else if (path.length === 1) values = { ...values, [path[0]]: decodeOne(table[path[0]], text) };
    else values = put(values, path, scalar(text));
  }
  return { values, notices };
}

function leaves(value, path) {
  if (!isTable(value)) return [[path, Array.isArray(value) ? value.join(",") : String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}

/**
 * Only what differs from the defaults.
 * @param {Record<string, any>} table
 * @param {string} name
 * @param {Record<string, any>} values
 * @returns {[string, string][]}
 */
export function encode(table, name, values) {
  return Object.keys(table)
    .filter((key) => !same(values[key], table[key]))
    .flatMap((key) => leaves(values[key], `${name}.${key}`));
}

/**
 * A query string that keeps commas readable.
 * @param {[string, string][]} pairs
 * @returns {string} with its question mark, or ""
 */
export function queryText(pairs) {
  const part = (text) => encodeURIComponent(text).replaceAll("%2C", ",");
  return pairs.length ? `?${pairs.map(([key, text]) => `${part(key)}=${part(text)}`).join("&")}` : "";
}
