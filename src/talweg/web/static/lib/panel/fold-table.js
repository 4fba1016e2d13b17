/** The numbers behind a picture: a table behind a disclosure, filled only while it is open. */

import { h } from "../dom.js";

/**
 * @param {string} label of the disclosure
 * @param {string[]} columns
 * @param {{ spoken?: string, worded?: boolean }} [options] what the table is called, and whether its last column is words
 * @returns {{ el: HTMLElement, draw: (caption: string, rows: () => string[][], columns?: string[]) => void }} the first cell heads its row
 */
export function foldTable(label, columns, { spoken = label, worded = false } = {}) {
  const [caption, head, body] = [h("caption"), h("tr"), h("tbody")];
  const table = h("table", {}, caption, h("thead", {}, head), body);
  const el = h(
    "details",
    { class: "tw-fold" },
    h("summary", {}, label),
    h("div", { class: "tw-scroll", tabindex: 0, role: "group", "aria-label": spoken }, table),
  );
  let now = null;
  const cell = (text, i, { length }) => h("td", { class: worded && i === length - 1 ? "tw-word" : null }, text);
  const fill = () => {
    caption.textContent = now.caption;
    head.replaceChildren(...now.columns.map((name) => h("th", { scope: "col" }, name)));
    body.replaceChildren(...now.rows().map(([first, ...rest]) => h("tr", {}, h("th", { scope: "row" }, first), ...rest.map(cell))));
  };
  el.addEventListener("toggle", () => now && el.open && fill());
  return {
    el,
    draw(text, rows, names = columns) {
      now = { caption: text, rows, columns: names };
      if (el.open) fill();
    },
  };
}
