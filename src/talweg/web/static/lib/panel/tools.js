/** The buttons at the foot of a panel. */

import { h } from "../dom.js";
import { copyButton, panelLink } from "./speech.js";

/**
 * @param {{ model: import("../model/events.js").Model, el: Element, save: { el: Element } }} panel
 * @param {Record<string, () => void>} buttons what each does, by its label
 * @param {Element} [first] what stands before them
 * @returns {HTMLElement}
 */
export function panelTools({ save, ...panel }, buttons, first) {
  const link = panelLink(panel);
  const made = Object.entries(buttons).map(([label, click]) => h("button", { type: "button", on: { click } }, label));
  return h("div", { class: "tw-tools" }, first, ...made, link ? copyButton("Copy link", link) : null, save.el);
}
