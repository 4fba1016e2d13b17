/** What all the forms of a question are drawn with. */

import { h } from "../dom.js";

export const LETTERS = "ABCDEFGHIJ";

/**
 * An element that holds finished HTML from the library.
 * @param {string} tag
 * @param {Record<string, any>} attributes
 * @param {string} html
 */
export const rich = (tag, attributes, html) => {
  const el = h(tag, attributes);
  el.innerHTML = html;
  return el;
};

/**
 * Why an answer is wrong, and why the right one is right.
 * @param {import("./forms.js").Key} key
 * @param {import("./forms.js").Slip[]} slips
 */
export const reasons = (key, slips) => [...slips.map(({ why }) => rich("p", {}, why)), rich("div", {}, key.why)];
