/** What a rule declares: names, hyperparameters with their range and default, and a whole signature. */

import { ranges } from "../../formulas.js";
import { exact } from "../../lib/number.js";
import { legal } from "../../lib/settings/range.js";
import { checkWord, quoted } from "../../lib/formula/tree.js";
import { Mistake, nearestName } from "../../lib/formula/words.js";

/**
 * @import { Declared } from "./parser.js"
 * @import { Reader } from "../../lib/formula/tree.js"
 * @import { Word } from "../../lib/formula/words.js"
 */

const FIRST = "a rule takes w and g first: the weight and the gradient";
const [MOST_SLOTS, MOST_HYPER, LONGEST_NAME] = [8, 8, 30];

/**
 * A word that may become a name.
 * @param {Word} word
 */
export function checkName(word) {
  if (word.kind !== "name") throw new Mistake(word, `${quoted(word)} is no name; a line is name = expression`);
  checkWord(word);
  if (word.text.length > LONGEST_NAME) throw new Mistake(word, `this name is too long; a name has at most ${LONGEST_NAME} characters`);
  return word.text;
}

/**
 * The rest of `name: Range = number`.
 * @param {Reader} reader
 * @param {Word} word
 * @returns {[string, Declared]}
 */
export function readDeclaration(reader, word) {
  const name = checkName(word);
  reader.expect(":", `give ${name} its legal range, such as ${name}: NonNegative = 0.1`);
  const kind = reader.next();
  const kinds = Object.keys(ranges);
  if (!Object.hasOwn(ranges, kind.text)) {
    const near = nearestName(kind.text, kinds);
    throw new Mistake(kind, `${quoted(kind)} is no range; ${near ? `did you mean ${near}?` : `the ranges are ${kinds.join(", ")}`}`);
  }
  const range = ranges[kind.text];
  reader.expect("=", `give ${name} a default, such as ${name}: ${kind.text} = ${range.integer ? 1 : 0.5}`);
  const value = readNumber(reader);
  if (!legal(value.number, range)) throw new Mistake(value.word, `${name} must lie in ${range.summary}, got ${exact(value.number)}`);
  return [name, { default: value.number, ...range, kind: kind.text }];
}

/** @param {Reader} reader */
function readNumber(reader) {
  const minus = reader.skip("-");
  const { word } = reader;
  if (word.kind !== "number") throw new Mistake(word, `${quoted(word)} is no number; write one, such as 0.5`);
  const value = Number(reader.expression(Infinity).value);
  return { word, number: minus ? -value : value };
}

/** Refuse one more than there may be. */
export function limit(word, noun, count, most) {
  if (count > most) throw new Mistake(word, `this is one too many; a rule has at most ${most} ${noun}`);
}

/** One more hyperparameter, and one more slot. */
export const limitHyper = (word, hyper) => limit(word, "hyperparameters", Object.keys(hyper).length, MOST_HYPER);
export const limitSlots = (word, slots) => limit(word, "slots that it remembers", slots.length, MOST_SLOTS);

/**
 * `(w, g, v, t, *, lr: NonNegative = 0.01)`
 * @param {Reader} reader
 */
export function readSignature(reader) {
  const seen = new Set();
  /** @type {Pick<import("./parser.js").Draft, "slots" | "starts" | "hyper">} */
  const { slots, starts, hyper } = { slots: [], starts: [], hyper: {} };
  let clocked = false;
  let starred = false;
  const fresh = (word) => {
    const name = checkName(word);
    if (seen.has(name)) throw new Mistake(word, `${quoted(word)} stands twice in the signature; choose another name`);
    seen.add(name);
    return name;
  };
  reader.expect("(", "write the arguments in brackets: (w, g, *, lr: NonNegative = 0.01)");
  do {
    if (reader.is(")")) break;
    const word = reader.next();
    if (word.text === "*" && !starred) starred = true;
    else if (starred) {
      const [name, range] = readDeclaration(reader, word);
      fresh(word);
      hyper[name] = range;
      limitHyper(word, hyper);
    } else {
      const name = fresh(word);
      const start = reader.skip("=") ? readNumber(reader).number : 0;
      if (seen.size <= 2 && name !== ["w", "g"][seen.size - 1]) throw new Mistake(word, FIRST);
      if (name === "t") clocked = true;
      else if (seen.size > 2) {
        slots.push(name);
        starts.push(start);
        limitSlots(word, slots);
      }
    }
  } while (reader.skip(","));
  reader.expect(")", "write , between the arguments and ) after the last");
  if (!seen.has("g")) throw new Mistake(reader.last, FIRST);
  return { slots, starts, hyper, clocked };
}
