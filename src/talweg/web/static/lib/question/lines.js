/**
 * Lines of a formula as people type them, and what they come to beside the right ones: at rows of numbers, and over whole
 * runs. The library does the same in `question/lines.py`: a test compares them. Nothing typed is ever run as text.
 */

import { constants } from "../../formulas.js";
import { quoted, Reader } from "../formula/tree.js";
import { compile } from "../formula/values.js";
import { Mistake, nearestName, scan } from "../formula/words.js";
import { brief } from "../number.js";

/**
 * @import { Inputs, Key, Slip, Verdict } from "../../../types/question.d.ts"
 * @import { Node } from "../formula/tree.js"
 */

export const LONGEST = 200;
const [MOST_BRACKETS, DEEPEST] = [20, 60];
/** Values are the same that differ by less than this share of them, or of a thousandth of the largest. */
const [SAME, SMALL] = [1e-6, 1e-3];
const [RUNS, STEPS, CURVATURE] = [2, 40, 1];

/** What keyboards and pages write for the signs of a formula, and for names. @type {Record<string, string>} */
const SIGNS = {
  "\u00a0": " ",
  "\u2212": "-",
  "\u2013": "-",
  "\u00d7": "*",
  "\u00b7": "*",
  "\u22c5": "*",
  "\u2217": "*",
  "\u00f7": "/",
  "\u2215": "/",
  "\u2044": "/",
  "^": "**",
  "\u00b2": "**2",
  "\u00b3": "**3",
  "\u03b5": "eps",
  "\u03f5": "eps",
  "\u2264": "<=",
  "\u2265": ">=",
};
const GREEK = "alpha beta gamma delta - zeta eta theta iota kappa - mu nu xi - pi rho - sigma tau - phi chi psi omega";
for (const [place, name] of GREEK.split(" ").entries()) if (name !== "-") SIGNS[String.fromCodePoint(0x3b1 + place)] = name;
for (let digit = 0; digit < 10; digit++) SIGNS[String.fromCodePoint(0x2080 + digit)] = String(digit);

const { pi, e } = constants;

/**
 * The names in a tree, each once.
 * @param {Node} node
 * @returns {Set<string>}
 */
const namesIn = (node) => new Set([...(node.kind === "name" ? [node.name] : []), ...node.parts.flatMap((part) => [...namesIn(part)])]);

/** @param {Node} node @returns {number} */
const depth = (node) => 1 + Math.max(0, ...node.parts.map(depth));

/**
 * The line that says what `name` becomes; `name =` may stand in front of it.
 * @param {string} text
 * @param {string} name
 * @param {string[]} known
 * @returns {Node}
 * @throws {Mistake} for what is no line of the formula subset
 */
export function readLine(text, name, known) {
  const start = { at: 0, text: "" };
  if (text.length > LONGEST) throw new Mistake(start, `a line has at most ${LONGEST} characters, got ${text.length}`);
  const plain = [...text].map((each) => SIGNS[each] ?? each).join("").replace(new RegExp(`^[ \\t]*${name}[ \\t]*(?:=(?!=)|:=|<-|\u2190)`), "");
  if (plain.length > LONGEST) throw new Mistake(start, `a line has at most ${LONGEST} characters`);
  const odd = /[^\x20-\x7e\t]|#/.exec(plain);
  const words = scan(plain);
  const stroke = words.find(({ text: own }) => /^[0-9.].*_/.test(own));
  if (odd) throw new Mistake({ at: odd.index, text: odd[0] }, `${code(odd[0])} is not allowed; a line is made of numbers, names and signs`);
  if (stroke) throw new Mistake(stroke, `${quoted(stroke)} is no number here; write it without _`);
  if (words.length === 1) throw new Mistake(start, "nothing is written here; write arithmetic, such as w - lr * g");
  checkBrackets(words);
  const numbers = Object.fromEntries(Object.entries({ pi, e }).filter(([each]) => !known.includes(each)));
  const reader = new Reader(words, numbers);
  const tree = reader.whole();
  const { word } = reader;
  if (word.text === ",") throw new Mistake(word, "a comma stands only between the numbers of a function; write . as the decimal point");
  if (word.kind !== "end") throw new Mistake(word, `${quoted(word)} is not expected here; write the right-hand side alone`);
  for (const each of namesIn(tree)) if (!known.includes(each)) throw unknown(each, known);
  if (!Number.isFinite(tree.value ?? 0)) throw new Mistake(start, "this is no number");
  if (depth(tree) > DEEPEST) throw new Mistake(start, `a line is at most ${DEEPEST} levels deep`);
  return tree;
}

/** @param {string} sign */
const code = (sign) => `\u201c${sign < " " ? "\ufffd" : sign}\u201d (U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")})`;

/** @param {string} name @param {string[]} known */
function unknown(name, known) {
  const near = nearestName(name, known);
  return new Mistake(
    { at: 0, text: name },
    `\u201c${name.slice(0, 30)}\u201d is not known; ${near ? `did you mean ${near}?` : `known are ${known.join(", ")}`}`,
  );
}

/** @param {import("../formula/words.js").Word[]} words */
function checkBrackets(words) {
  let open = 0;
  for (const word of words) {
    open += word.text === "(" ? 1 : word.text === ")" ? -1 : 0;
    if (open > MOST_BRACKETS) throw new Mistake(word, `at most ${MOST_BRACKETS} brackets stand within one another`);
  }
}

/**
 * What the line at `place` may use: the names, and what the lines above it compute.
 * @param {{ lines: string[], names: string[] }} asked
 * @param {number} place
 */
export const knownAt = ({ lines, names }, place) => [...new Set([...names, ...lines.slice(0, place)])];

/** @param {string[]} texts @param {Inputs} inputs */
const readAll = (texts, inputs) => texts.map((text, place) => readLine(text, inputs.lines[place], knownAt(inputs, place)));

/**
 * What each line comes to at one row of numbers; lines above it have the values of `right`, or else their own.
 * @param {Node[]} trees
 * @param {Inputs} inputs
 * @returns {(given: Map<string, number>, right?: number[]) => number[]}
 */
function working(trees, { lines, names }) {
  const order = [...new Set([...names, ...lines])];
  const compiled = trees.map((tree) => compile(tree, (name) => order.indexOf(name)));
  return (given, right) => {
    const numbers = Float64Array.from(order, (name) => given.get(name) ?? NaN);
    return compiled.map((each, place) => {
      const found = Number(each(numbers));
      numbers[order.indexOf(lines[place])] = right ? right[place] : found;
      return found;
    });
  };
}

/**
 * Where the values agree, but for rounding.
 * @param {number[]} found
 * @param {number[]} right
 */
function same(found, right) {
  const most = Math.max(...right.map(Math.abs));
  return found.map((each, place) => Math.abs(each - right[place]) <= SAME * Math.max(Math.abs(right[place]), SMALL * most));
}

/** @param {Inputs} inputs @param {number} row */
const given = ({ names, rows }, row) => new Map(names.map((name, place) => [name, rows[row][place]]));

/**
 * By line, its values at every row.
 * @param {Node[]} trees
 * @param {Inputs} inputs
 * @param {number[][]} [right]
 */
function worth(trees, inputs, right) {
  const work = working(trees, inputs);
  const found = inputs.rows.map((_, row) => work(given(inputs, row), right?.map((line) => line[row])));
  return trees.map((_, place) => found.map((each) => each[place]));
}

/**
 * By line, its values at every step of a run that begins at a row.
 * @param {Node[]} trees
 * @param {Inputs} inputs
 * @param {number} row
 */
function running(trees, inputs, row) {
  const { lines, run } = inputs;
  const { weight = null, gradient = null, clock = null, first = 0 } = run ?? {};
  const [now, work] = [given(inputs, row), working(trees, inputs)];
  const bottom = now.get(gradient ?? "") ?? NaN;
  for (const name of lines) if (now.has(name) && name !== weight) now.set(name, 0);
  const found = Array.from({ length: STEPS }, (_, step) => {
    if (weight && gradient) now.set(gradient, CURVATURE * ((now.get(weight) ?? NaN) - bottom));
    if (clock) now.set(clock, first + step);
    const values = work(now);
    lines.forEach((name, place) => now.has(name) && now.set(name, values[place]));
    return values;
  });
  return lines.map((_, place) => found.map((each) => each[place]));
}

/**
 * Where a whole run leaves the right one, in a sentence; nothing where it does not.
 * @param {Node[]} trees
 * @param {Node[]} right
 * @param {Inputs} inputs
 */
function astray(trees, right, inputs) {
  for (let row = 0; inputs.run && row < Math.min(RUNS, inputs.rows.length); row++) {
    const [mine, theirs] = [trees, right].map((each) => running(each, inputs, row));
    const agree = mine.map((line, place) => same(line, theirs[place]));
    for (let step = 0; step < STEPS; step++) {
      const place = agree.findIndex((line) => !line[step]);
      if (place < 0) continue;
      const what = Number.isFinite(mine[place][step]) ? "goes another way" : "gives no number";
      return `A single step agrees, but in a whole run your line for <code>${inputs.lines[place]}</code> ${what} at step ${step + 1}.`;
    }
  }
  return "";
}

/** @param {number} value */
const shown = (value) => (Number.isFinite(value) ? brief(value) : "no number");

/**
 * Where the line at a place, which is not known, goes wrong.
 * @param {Inputs} inputs
 * @param {number} place
 * @param {Node[]} pair its own tree and the right one
 * @param {number[][]} found
 * @param {number[][]} wanted
 */
function remark(inputs, place, pair, found, wanted) {
  const { lines, names } = inputs;
  const row = same(found[place], wanted[place]).indexOf(false);
  const known = new Map([...given(inputs, row), ...lines.slice(0, place).map((name, line) => /** @type {const} */ ([name, wanted[line][row]]))]);
  const used = new Set(pair.flatMap((tree) => [...namesIn(tree)]));
  const where = [...new Set([...names, ...lines])].filter((name) => used.has(name))
    .map((name) => `<code>${name} = ${shown(known.get(name) ?? NaN)}</code>`).join(", ");
  const [right, yours] = [wanted, found].map((each) => shown(each[place][row]));
  return `<code>${lines[place]}</code> should become ${right}${where && ` where ${where}`}; your line gives ${yours}.`;
}

/** What is wrong, and comes from no misconception that is known. @param {string} why */
const nameless = (why) => ({ right: false, why, misconception: null, see: null });

/** Which of several lines are right. @param {Inputs} inputs @param {boolean[]} agrees */
function praise({ lines }, agrees) {
  const good = lines.filter((_, line) => agrees[line]).map((name) => `<code>${name}</code>`);
  return good.length ? `${good.join(" and ")} ${good.length === 1 ? "is" : "are"} right. ` : "";
}

/**
 * The wrong answers that lines hold, and where. Of two that explain some of the same lines the one that explains more counts.
 * @param {string[]} answer
 * @param {Slip[]} slips
 * @param {(slip: Slip, place: number) => boolean} agrees
 */
function held(answer, slips, agrees) {
  const found = slips.map((slip) => ({ slip, places: answer.flatMap((text, place) => (text === slip.answer[place] ? [] : [place])) }))
    .filter(({ slip, places }) => places.every((place) => agrees(slip, place)));
  const wider = (one, other) => other.length > one.length && one.every((each) => other.includes(each));
  return found.filter(({ places }) => !found.some((other) => wider(places, other.places)));
}

/**
 * Judge lines by the key, as the library does.
 * @param {Key} key
 * @param {string[]} texts
 * @returns {Verdict}
 */
export function judgeLines({ answer, inputs, slips }, texts) {
  const [trees, right] = [texts, answer].map((each) => readAll(each, inputs));
  const wanted = worth(right, inputs);
  const found = worth(trees, inputs, wanted);
  const agrees = found.map((line, place) => same(line, wanted[place]).every(Boolean));
  const lost = agrees.every(Boolean) ? astray(trees, right, inputs) : "";
  const holds = (slip, place) => !agrees[place] && same(found[place], worth(readAll(slip.answer, inputs), inputs, wanted)[place]).every(Boolean);
  const known = held(answer, slips, holds);
  const named = [...new Map(known.map(({ slip }) => [slip.misconception, slip])).values()];
  const left = agrees.findIndex((fine, place) => !fine && !known.some(({ places }) => places.includes(place)));
  const told = left < 0 ? lost : (named.length ? "" : praise(inputs, agrees)) + remark(inputs, left, [trees[left], right[left]], found, wanted);
  const all = told ? [...named, nameless(told)] : named;
  return { right: all.length === 0, slips: all };
}
