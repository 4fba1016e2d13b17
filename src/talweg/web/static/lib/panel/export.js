/** Saving what a panel shows: a picture as SVG or PNG, and its data as CSV. */

import { h, pen, say } from "../dom.js";
import { snapshot } from "./snapshot.js";

/** A PNG has so many points for each CSS pixel. */
const FINE = 2;

const cell = (value) => {
  const text = value === null || value === undefined ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/**
 * @param {any[][]} rows the first one names the columns
 * @returns {string} numbers with all their digits
 */
export const csvText = (rows) => rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");

/**
 * Rows from columns of unequal length: what a column lacks is left empty.
 * @param {Record<string, ArrayLike<any>>} columns
 * @returns {any[][]}
 */
export function rowsOf(columns) {
  const lists = Object.values(columns);
  const count = Math.max(0, ...lists.map((list) => list.length));
  return [Object.keys(columns), ...Array.from({ length: count }, (_, i) => lists.map((list) => list[i]))];
}

function download(name, blob) {
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

async function png({ text, width, height }) {
  const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = h("canvas", { width: FINE * width, height: FINE * height });
    pen(canvas).drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done) => canvas.toBlob(done, "image/png"));
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * A small disclosure that saves a panel's pictures and data.
 * @param {object} options
 * @param {string} options.name the files' name without its ending
 * @param {HTMLElement | [string, HTMLElement][]} options.picture the element that holds the picture, or several by name
 * @param {() => any[][]} options.table the data, its first row names the columns
 * @param {(picture: string) => import("./snapshot.js").Named[]} [options.legend] which line is whose, where the picture itself does not say
 * @param {() => string} [options.link] the address that shows the same
 * @returns {{ el: HTMLElement }}
 */
export function exportMenu({ name, picture, table, legend = () => [], link = () => location.href }) {
  /** @type {[string, HTMLElement][]} */
  const pictures = Array.isArray(picture) ? picture : [["Picture", picture]];
  const choice = h("select", { "aria-label": "Which picture" }, ...pictures.map(([label], i) => h("option", { value: i }, label)));
  const said = h("span", { class: "tw-said", role: "status" });
  const chosen = () => pictures[Number(choice.value) || 0];
  const file = (ending) => `${[name, ...(pictures.length > 1 ? [chosen()[0].toLowerCase().replace(/[^a-z0-9]+/g, "-")] : [])].join("-")}.${ending}`;
  const take = () => snapshot(chosen()[1], { title: `${name}: ${chosen()[0]}`, link: link(), entries: legend(chosen()[0]) });
  const button = (label, make) =>
    h("button", {
      type: "button",
      on: {
        click: async () => {
          const [ending, blob] = await make();
          download(ending === "csv" ? `${name}.csv` : file(ending), blob);
          say(said, `Saved as ${ending.toUpperCase()}`);
          setTimeout(() => say(said, ""), 2500);
        },
      },
    }, label);
  const el = h(
    "details",
    { class: "tw-save" },
    h("summary", {}, "Save"),
    h(
      "div",
      { class: "tw-tools" },
      pictures.length > 1 ? choice : null,
      button("SVG", () => ["svg", new Blob([take().text], { type: "image/svg+xml" })]),
      button("PNG", async () => ["png", await png(take())]),
      button("CSV", () => ["csv", new Blob([csvText(table())], { type: "text/csv" })]),
      said,
    ),
  );
  return { el };
}
