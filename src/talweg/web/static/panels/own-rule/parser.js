/**
 * A rule that someone has typed, read by whitelist: either bare lines (`v = beta*v + lr*g`, `w = w - v`) or the whole
 * function as the library lists it (`def momentum(w, g, v, *, lr: NonNegative = 0.01): ...`).
 *
 * In bare lines w is the weight, g the gradient and t the step (1 at the first). A name that is read before a line
 * assigns it is remembered from step to step, 0 at the start. A name that no line assigns is a hyperparameter: one that
 * the library's rules know, or one declared by a line such as `brake: UnitInterval = 0.5`.
 */

import { optimizers, ranges, reserved } from "../../formulas.js";
import schema from "../../settings/own-rule.js";
import { checkName, limit, limitHyper, limitSlots, readDeclaration, readSignature } from "./signature.js";
import { quoted, Reader } from "../../lib/formula/tree.js";
import { Mistake, nearestName, scan } from "../../lib/formula/words.js";

/** A text is no longer than this, in characters. */
export const LONGEST = schema.text.most;
const MOST_LINES = 40;
const GIVEN = ["w", "g", "t"];

/** The hyperparameters that the library's rules know, as the first of them declares each. */
const SHELF = new Map(Object.values(optimizers).reverse().flatMap((rule) => Object.entries(rule.hyper)));

/**
 * @import { Pair, Parameter } from "../../formulas.js"
 * @import { Node } from "../../lib/formula/tree.js"
 * @import { Word } from "../../lib/formula/words.js"
 *
 * @typedef {{ text: string, reader: Reader }} Source
 * @typedef {Parameter & { kind: string }} Declared a hyperparameter, with its range's name in Python
 */

/**
 * @typedef {object} Statement
 * @property {string} name what is assigned; "" for a returned value
 * @property {Node} tree
 * @property {number} line of the text, from 0
 * @property {Pair} span where its expression stands in the text
 */

/**
 * @typedef {object} Draft
 * @property {string} text
 * @property {string | null} name of the function; null for bare lines
 * @property {string[]} slots
 * @property {number[]} starts
 * @property {boolean} clocked whether it reads t
 * @property {Record<string, Declared>} hyper
 * @property {Statement[]} assignments
 * @property {Statement[]} results the new w and the slots; empty for bare lines, which hold them at their end
 * @property {Word[]} bare functions without their np.
 * @property {Set<string>} declared the functions it calls that are the library's own
 */

/**
 * Read a rule.
 * @param {string} text
 * @returns {Draft}
 * @throws {Mistake} at the first character that cannot stand, with what is allowed
 */
export function parse(text) {
  if (text.length > LONGEST) {
    throw new Mistake({ at: LONGEST, text: "" }, `a rule has at most ${LONGEST.toLocaleString("en")} characters; cut what comes after`);
  }
  const reader = new Reader(scan(text));
  const source = { text, reader };
  blank(reader);
  if (reader.word.kind === "end") throw new Mistake(reader.word, "nothing is written here; write a rule such as w = w - lr * g");
  const draft = reader.is("def") ? readFunction(source) : readLines(source);
  return { text, bare: reader.bare, declared: reader.declared, ...draft };
}

/**
 * The name in Python of the range that a hyperparameter of the library has.
 * @param {Parameter} range
 */
function kindOf(range) {
  const [kind] = Object.entries(ranges).find(([, each]) => each.summary === range.summary && each.role === range.role) ?? [];
  if (!kind) throw new Error(`no range is called ${range.summary}`);
  return kind;
}

function blank(reader) {
  while (reader.word.kind === "line") reader.next();
}

function endOfLine(reader) {
  const { word } = reader;
  if (word.kind !== "line" && word.kind !== "end") throw new Mistake(word, `${quoted(word)} is not expected here; one statement a line`);
  blank(reader);
}

const lineAt = (text, at) => text.slice(0, at).split("\n").length - 1;

/**
 * @param {Source} source
 * @param {string} name
 * @returns {Statement}
 */
function readExpression({ text, reader }, name) {
  const begin = reader.word.at;
  const tree = reader.whole();
  return { name, tree, line: lineAt(text, begin), span: [begin, reader.last.at + reader.last.text.length] };
}

/**
 * The rest of `name = expression`.
 * @param {Source} source
 * @param {Word} word
 */
function readAssignment(source, word) {
  const { reader } = source;
  if (reserved.includes(word.text) && !reader.is("=")) {
    throw new Mistake(word, `${quoted(word)} is not part of a rule; every line is name = expression`);
  }
  const name = checkName(word);
  reader.expect("=", `write ${name} = and an expression`);
  return readExpression(source, name);
}

/**
 * Every name in a tree, in the order of the text.
 * @param {Node} node
 * @returns {Generator<Word>}
 */
function* namesIn(node) {
  if (node.kind === "name") yield node.word;
  for (const part of node.parts) yield* namesIn(part);
}

/** A name without a value; a hyperparameter would be declared `above` or `in the signature`. */
function noValue(word, known, where) {
  const near = nearestName(word.text, known);
  const declare = word.text === "t"
    ? "to use the number of the step, write t into the signature"
    : `to make it a hyperparameter, write ${where}: ${word.text}: NonNegative = 0.5`;
  const hint = near ? `did you mean ${near}? Or, ${declare}` : declare;
  return new Mistake(word, `${quoted(word)} has no value here; known are ${[...known].join(", ")}; ${hint}`);
}

/** @param {Source} source */
function readLines(source) {
  const { reader } = source;
  /** @type {Draft["hyper"]} */
  const hyper = {};
  /** @type {(Statement & { word: Word })[]} */
  const statements = [];
  while (reader.word.kind !== "end") {
    const word = reader.next();
    if (word.text === "return") throw new Mistake(word, "bare lines end without return; assign w, such as w = w - lr * g");
    if (reader.is(":")) {
      const [name, range] = readDeclaration(reader, word);
      if (Object.hasOwn(hyper, name) || GIVEN.includes(name)) throw new Mistake(word, `${quoted(word)} has a meaning already; choose another name`);
      hyper[name] = range;
      limitHyper(word, hyper);
    } else statements.push({ ...readAssignment(source, word), word });
    limit(word, "lines", statements.length, MOST_LINES);
    endOfLine(reader);
  }
  return { name: null, results: [], ...settleNames(statements, hyper) };
}

/**
 * What each name of bare lines is: given, a slot, a hyperparameter, or a line's own.
 * @param {(Statement & { word: Word })[]} statements
 * @param {Draft["hyper"]} hyper
 */
function settleNames(statements, hyper) {
  const assigned = new Set(statements.map(({ name }) => name));
  const known = new Set([...GIVEN, ...Object.keys(hyper)]);
  /** @type {string[]} */
  const slots = [];
  let clocked = false;
  for (const { name, tree, word: target } of statements) {
    for (const word of namesIn(tree)) {
      const read = word.text;
      clocked ||= read === "t";
      if (known.has(read)) continue;
      const range = SHELF.get(read);
      if (range) {
        hyper[read] = { ...range, kind: kindOf(range) };
        limitHyper(word, hyper);
      } else if (assigned.has(read)) {
        slots.push(read);
        limitSlots(word, slots);
      } else throw noValue(word, known, "above");
      known.add(read);
    }
    if (Object.hasOwn(hyper, name)) throw new Mistake(target, `${quoted(target)} is a hyperparameter and keeps its value; give this line another name`);
    known.add(name);
  }
  if (!assigned.has("w")) {
    throw new Mistake(statements.at(-1)?.word ?? { at: 0, text: "" }, "no line assigns w, the weight; end with a line such as w = w - lr * g");
  }
  return { slots, starts: slots.map(() => 0), clocked, hyper, assignments: statements };
}

function readFunction(source) {
  const { reader } = source;
  reader.next();
  const name = checkName(reader.next());
  const { slots, starts, hyper, clocked } = readSignature(reader);
  reader.expect(":", "end the signature with :");
  endOfLine(reader);
  const known = new Set(["w", "g", ...(clocked ? ["t"] : []), ...slots, ...Object.keys(hyper)]);
  const check = (tree) => {
    for (const word of namesIn(tree)) if (!known.has(word.text)) throw noValue(word, known, "in the signature");
  };
  const assignments = [];
  while (!reader.is("return")) {
    const word = reader.next();
    if (word.kind === "end") throw new Mistake(word, `a function ends in a line such as return ${["w - lr * g", ...slots].join(", ")}`);
    const statement = readAssignment(source, word);
    if (Object.hasOwn(hyper, statement.name)) throw new Mistake(word, `${quoted(word)} is a hyperparameter and keeps its value; give this line another name`);
    check(statement.tree);
    assignments.push(statement);
    known.add(statement.name);
    limit(word, "lines", assignments.length, MOST_LINES);
    endOfLine(reader);
  }
  const word = reader.next();
  const results = [];
  do results.push(readExpression(source, "")); while (reader.skip(","));
  endOfLine(reader);
  if (reader.word.kind !== "end") throw new Mistake(reader.word, "nothing comes after return; take it away");
  for (const { tree } of results) check(tree);
  if (results.length !== slots.length + 1) throw new Mistake(word, `this must return ${["the new w", ...slots].join(", ")}, in that order`);
  return { name, slots, starts, clocked, hyper, assignments, results };
}
