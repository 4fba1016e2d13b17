/** The numbers behind a picture: a table behind a disclosure, filled only while it is open. */

import { h } from "./dom.js";

/**
 * @param {string} label of the disclosure
 * @param {string[]} columns
 * @returns {{ el: HTMLElement, draw: (caption: string, rows: () => string[][]) => void }} the first cell heads its row
 */
export function foldTable(label, columns) {
  const [caption, body] = [h("caption"), h("tbody")];
  const table = h("table", {}, caption, h("thead", {}, h("tr", {}, ...columns.map((name) => h("th", { scope: "col" }, name)))), body);
  const el = h("details", { class: "tw-fold" }, h("summary", {}, label),
    h("div", { class: "tw-scroll", tabindex: 0, role: "group", "aria-label": label }, table));
  let now = null;
  const fill = () => {
    caption.textContent = now.caption;
    body.replaceChildren(...now.rows().map(([head, ...cells]) =>
      h("tr", {}, h("th", { scope: "row" }, head), ...cells.map((cell) => h("td", {}, cell)))));
  };
  el.addEventListener("toggle", () => now && el.open && fill());
  return {
    el,
    draw(text, rows) {
      now = { caption: text, rows };
      if (el.open) fill();
    },
  };
}
