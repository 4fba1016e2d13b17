/** The race as numbers: a table at the present step, and every step as rows to save. */

import { h } from "./dom.js";
import { figures } from "./number.js";
import { status } from "./verdict.js";

const COLUMNS = ["x", "y", "f"];

/**
 * Every step of every rule, with all digits.
 * @param {any} settings
 * @param {Map<string, import("./descent.js").Run>} runs
 * @returns {any[][]} rule, step (or gradient), lr, x, y, f, status
 */
export function raceRows({ entries, unit = "step" }, runs) {
  const rows = [["rule", unit, "lr", "x", "y", "f", "status"]];
  for (const { name, h: hyper } of entries) {
    const run = runs.get(name);
    const word = (k) => (run.diverged === k ? "diverged" : k < run.began ? "rehearsing" : "running");
    for (let k = 0; k <= run.last; k++) rows.push([name, k, hyper.lr, run.x[k], run.y[k], run.f[k], word(k)]);
  }
  return rows;
}

/** A row keeps the place where its run ended, when it ended before the present step. */
function row({ name, rule }, runs, step, unit) {
  const run = runs.get(name);
  const k = Math.min(step, run.last);
  return h("tr", {}, h("th", { scope: "row" }, rule.label), ...COLUMNS.map((column) => h("td", {}, figures(run[column][k]))),
    h("td", { class: "tw-word" }, status(run, step, unit)));
}

/** @returns {{ el: HTMLElement, draw: (settings: any, runs: Map<string, any>) => void }} */
export function numbersTable() {
  const caption = h("caption");
  const body = h("tbody");
  const table = h("table", {}, caption,
    h("thead", {}, h("tr", {}, ...["Rule", ...COLUMNS, "State"].map((name) => h("th", { scope: "col" }, name)))), body);
  let now = null;
  const el = h("details", { class: "tw-fold" }, h("summary", {}, "The numbers"),
    h("div", { class: "tw-scroll", tabindex: 0, role: "group", "aria-label": "The numbers at this step" }, table));
  const fill = () => {
    const [settings, runs] = now;
    caption.textContent = `At ${settings.unit ?? "step"} ${settings.step}, to six significant figures`;
    body.replaceChildren(...settings.entries.map((entry) => row(entry, runs, settings.step, settings.unit)));
  };
  el.addEventListener("toggle", () => now && el.open && fill());
  return {
    el,
    draw(settings, runs) {
      now = [settings, runs];
      if (el.open) fill();
    },
  };
}
