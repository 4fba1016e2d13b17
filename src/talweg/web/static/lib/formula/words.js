/** The words of a rule that someone has typed: numbers, names, signs and line ends, each with its place in the text. */

/**
 * @typedef {object} Word
 * @property {string} kind number, name, sign, comment, line, end or strange
 * @property {string} text
 * @property {number} at where it begins
 */

const WORD = new RegExp(
  [
    "(?<space>[ \\t\\r]+)",
    "(?<line>\\n)",
    "(?<comment>#[^\\n]*)",
    "(?<number>(?:\\d(?:_?\\d)*\\.?(?:\\d(?:_?\\d)*)?|\\.\\d(?:_?\\d)*)(?:[eE][+-]?\\d+)?)",
    "(?<name>[A-Za-z_][A-Za-z0-9_]*)",
    "(?<sign>\\*\\*|<=|>=|[-+*/<>=(),:.])",
  ].join("|"),
  "y",
);

/** @type {Record<string, string>} */
const INSTEAD = {
  "^": "write a power as **, such as g**2",
  "²": "write a power as **, such as g**2",
  "³": "write a power as **, such as g**3",
  "\u00d7": "write * for times",
  "·": "write * for times",
  "÷": "write / for a quotient",
  "\u2212": "write - for minus",
  "\u2013": "write - for minus",
  "≤": "write <=",
  "≥": "write >=",
  "√": "write sqrt(x)",
  "π": "write np.pi",
  "β": "write beta",
  "|": "write abs(x)",
  "[": "write ( ) as brackets",
  "{": "write ( ) as brackets",
  ";": "write one statement a line",
  "!": "the comparisons are < <= > >=",
};

/** What a rule is made of, for whoever left it. */
export const ALLOWED = "a rule is made of numbers, names, + - * / **, brackets, comparisons and functions such as sqrt";

/** A mistake in the text: its place, and what is allowed there instead. */
export class Mistake extends Error {
  /**
   * @param {{ at: number, text: string }} word where it is
   * @param {string} message the problem, a semicolon, and what would be accepted
   */
  constructor({ at, text }, message) {
    super(message);
    this.at = at;
    this.length = Math.max(1, text.length);
  }
}

/**
 * The place of a character as people count it: from line 1, column 1.
 * @param {string} text
 * @param {number} at
 */
export function placeOf(text, at) {
  const before = text.slice(0, at).split("\n");
  return { line: before.length, column: before[before.length - 1].length + 1 };
}

/**
 * Cut a text into words. Nothing is refused here: what no rule knows comes out as `strange`.
 * @param {string} text
 * @returns {Word[]} the last of them is the end
 */
export function scan(text) {
  /** @type {Word[]} */
  const words = [];
  let at = 0;
  while (at < text.length) {
    WORD.lastIndex = at;
    const found = WORD.exec(text);
    const [kind] = Object.entries(found?.groups ?? {}).find(([, part]) => part !== undefined) ?? ["strange"];
    const [own] = found ?? text.slice(at); // a character, where it is none of them
    if (kind !== "space") words.push({ kind, text: own, at });
    at += own.length;
  }
  words.push({ kind: "end", text: "", at: text.length });
  return words;
}

/** @param {Word} word that no rule knows @returns {Mistake} */
export function strange(word) {
  const code = word.text.codePointAt(0) ?? 0;
  const shown = code < 0x20 ? "" : `\u201c${word.text}\u201d `;
  const number = code > 0x7e || code < 0x20 ? `(U+${code.toString(16).toUpperCase().padStart(4, "0")}) ` : "";
  const letter = /\p{L}/u.test(word.text) ? "a name is made of the letters a to z, digits and _" : ALLOWED;
  return new Mistake(word, `${shown}${number}is not allowed; ${Object.hasOwn(INSTEAD, word.text) ? INSTEAD[word.text] : letter}`);
}

/**
 * How many letters must be changed, put in or taken out to make `a` into `b`.
 * @param {string} a
 * @param {string} b
 */
function apart(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + Number(a[i - 1] !== b[j - 1])));
    }
    row = next;
  }
  return row[b.length];
}

/**
 * The name that someone may have meant.
 * @param {string} name
 * @param {Iterable<string>} known
 * @returns {string | null}
 */
export function nearestName(name, known) {
  let best = null;
  let least = name.length > 1 ? Math.max(1, Math.floor(name.length / 3)) + 1 : 1;
  for (const each of known) {
    const distance = name.length > 30 ? Infinity : apart(name.toLowerCase(), each);
    if (distance < least) [best, least] = [each, distance];
  }
  return best;
}
