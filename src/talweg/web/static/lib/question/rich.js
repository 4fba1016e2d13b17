/** What all the forms of a question are drawn with. */

import { h } from "../dom.js";

/** @import { Key, Slip } from "../../../types/question.d.ts" */

export const LETTERS = "ABCDEFGHIJ";

/**
 * An element that holds finished HTML from the library.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} attributes
 * @param {string} html
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export const rich = (tag, attributes, html) => {
  const el = h(tag, attributes);
  el.innerHTML = html;
  return el;
};

/**
 * Why an answer is wrong, and why the right one is right.
 * @param {Key} key
 * @param {Slip[]} slips
 */
export const reasons = (key, slips) => [...slips.map(({ why }) => rich("p", {}, why)), rich("div", {}, key.why)];
