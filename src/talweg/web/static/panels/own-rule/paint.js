/** The text of a rule in colour, line by line, with the mistake marked where it is. */

import { constants, functions, ranges, reserved } from "../../formulas.js";
import { h } from "../../lib/dom.js";
import { scan } from "../../lib/formula/words.js";

/** @import { Word } from "../../lib/formula/words.js" */

/**
 * The classes that Pygments gives on the server, so that a rule looks here as it does in a listing.
 * @param {Word} word
 * @param {Word} [before]
 * @param {Word} [after]
 */
function classOf(word, before, after) {
  if (word.kind === "comment") return "c1";
  if (word.kind === "number") return "mf";
  if (word.kind !== "name") return null;
  if (before?.text === "def") return "nf";
  if (word.text === "np" || Object.hasOwn(ranges, word.text)) return "nb";
  if (Object.hasOwn(functions, word.text) && after?.text === "(") return "nb";
  if (before?.text === "." && Object.hasOwn(constants, word.text)) return "nb";
  return reserved.includes(word.text) ? "k" : null;
}

/**
 * @param {string} text
 * @param {{ at: number } | null} [mistake]
 * @returns {HTMLElement[]} one for each line
 */
export function paint(text, mistake = null) {
  let line = h("span");
  const lines = [line];
  const words = scan(text);
  let done = 0;
  words.forEach((word, i) => {
    const wrong = mistake?.at === word.at;
    line.append(text.slice(done, word.at)); // the space between two words
    done = word.at + word.text.length;
    if (word.kind === "line" || word.kind === "end") {
      if (wrong) line.append(h("mark", { class: "tw-wrong" }, " "));
      if (word.kind === "line") lines.push(line = h("span"));
      return;
    }
    const inner = h("span", { class: classOf(word, words[i - 1], words[i + 1]) }, word.text);
    line.append(wrong ? h("mark", { class: "tw-wrong" }, inner) : inner);
  });
  return lines;
}
