/** Numbers as people type them. The library reads the same in `question/typed.py`: a test compares them. */

/** The white space that keyboards, pages and spreadsheets put into numbers, and what they write for a minus. */
const SPACE = /[ \t\r\n\u00a0\u2000-\u200a\u202f\u205f\u3000]+/g;
const MINUS = /[\u2010-\u2013\u2212\ufe63\uff0d]/g;
const POWERS = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";
const POWER_OF_TEN = / ?[*x\u00d7\u00b7\u22c5] ?10(?:(?:\^|\*\*) ?\(?([+-]?[0-9]+)\)?|([\u207a\u207b]?[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+))/g;
const BAR = /[/\u00f7\u2044\u2215]/;
const DECIMAL = /^([+-]?) ?([0-9.,' _\u2019]+?) ?(?:[eE]([+-]?[0-9]+))?$/;
/** Thousands in groups of three, all parted by one mark, and a decimal mark that is another one. */
const GROUPED = /^([1-9][0-9]{0,2}([.,' _\u2019])[0-9]{3}(?:\2[0-9]{3})*)(?:(?!\2)[.,]([0-9]*))?$/;
const PLAIN = /^(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)$/;

const NO_NUMBER = "That is no number: type one such as 0.25, 1/4, 25% or 3e-4.";

/** @param {string} text */
const trim = (text) => text.replace(/^ +| +$/g, "");

/**
 * The number that a text stands for; it is null, with a sentence, where that is none, or may be two.
 * @param {string} text
 * @param {string} [unit] what is printed behind the number, and may be typed again
 * @returns {{ value: number | null, says: string }}
 */
export function read(text, unit = "") {
  try {
    return { value: finite(text, unit.trim()), says: "" };
  } catch (error) {
    if (error instanceof RangeError) return { value: null, says: error.message };
    throw error;
  }
}

/**
 * The number alone, or null.
 * @param {string} text
 */
export const typed = (text) => read(text).value;

/**
 * @param {string} text
 * @param {string} unit
 */
function finite(text, unit) {
  let plain = trim(text.replace(SPACE, " ").replace(MINUS, "-")).replace(/^[=\u2248~] ?/, "");
  if (unit && plain.endsWith(unit)) plain = trim(plain.slice(0, -unit.length));
  const percent = plain.endsWith("%");
  const parts = (percent ? plain.slice(0, -1) : plain).split(BAR);
  if (parts.length > 2) throw new RangeError(NO_NUMBER);
  const [above, below = 1] = parts.map((part) => decimal(trim(part)));
  if (below === 0) throw new RangeError("Nothing can be divided by 0: type a number such as 1/4.");
  const value = above / below / (percent ? 100 : 1);
  if (!Number.isFinite(value)) throw new RangeError("That number is too large: type one that a computer can hold.");
  return value;
}

/** @param {string} text */
function decimal(text) {
  const plain = text.replace(POWER_OF_TEN, (_, digits, raised) => `e${digits ?? lowered(raised)}`);
  const found = DECIMAL.exec(plain);
  if (!found) throw new RangeError(NO_NUMBER);
  const [, sign, digits, power = "0"] = found;
  const grouped = GROUPED.exec(digits);
  const alone = grouped?.[3] === undefined && digits.split(grouped?.[2] ?? "").length === 2;
  if (grouped && grouped[2] === "," && alone) {
    const [point, none] = [".", ""].map((mark) => sign + digits.replace(",", mark));
    throw new RangeError(`${sign}${digits} may be ${point} or ${none}: type the one that you mean.`);
  }
  if (grouped && !(grouped[2] === "." && alone)) return Number(`${sign}${grouped[1].replace(/[^0-9]/g, "")}.${grouped[3] ?? ""}e${power}`);
  if (!PLAIN.test(digits)) throw new RangeError(NO_NUMBER);
  return Number(`${sign}${digits.replace(",", ".")}e${power}`);
}

/** @param {string} raised digits above the line */
const lowered = (raised) => raised.replace(/./g, (each) => (each === "\u207b" ? "-" : each === "\u207a" ? "+" : String(POWERS.indexOf(each))));
