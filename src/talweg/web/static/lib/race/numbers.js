/** The race as numbers: a table at the present step, and every step as rows to save. */

import { foldTable } from "../panel/fold-table.js";
import { figures } from "../number.js";
import { status } from "./verdict.js";

/** @import { Entry, Run, Settings } from "./descent.js" */

/** @type {("x" | "y" | "f")[]} */
const COLUMNS = ["x", "y", "f"];

/**
 * Every step of every rule, with all digits.
 * @param {Pick<Settings, "entries" | "unit">} settings
 * @param {Record<string, Run>} runs
 * @returns {any[][]} rule, step (or gradient), lr, x, y, f, status
 */
export function raceRows({ entries, unit = "step" }, runs) {
  /** @type {any[][]} */
  const rows = [["rule", unit, "lr", "x", "y", "f", "status"]];
  for (const { name, h: hyper } of entries) {
    const run = runs[name];
    const word = (/** @type {number} */ k) => (run.diverged === k ? "diverged" : k < (run.began ?? 0) ? "rehearsing" : "running");
    for (let k = 0; k <= run.last; k++) rows.push([name, k, hyper.lr, run.x[k], run.y[k], run.f[k], word(k)]);
  }
  return rows;
}

/**
 * A row keeps the place where its run ended, when it ended before the present step.
 * @param {Entry} entry
 * @param {Record<string, Run>} runs
 * @param {number} step
 * @param {string} [unit]
 */
function row({ name, rule }, runs, step, unit) {
  const run = runs[name];
  const k = Math.min(step, run.last);
  return [rule.label, ...COLUMNS.map((column) => figures(run[column][k])), status(run, step, unit)];
}

/** @returns {{ el: HTMLElement, draw: (settings: Settings, runs: Record<string, Run>) => void }} */
export function numbersTable() {
  const { el, draw } = foldTable("The numbers", ["Rule", ...COLUMNS, "State"], { spoken: "The numbers at this step", worded: true });
  return {
    el,
    draw: ({ entries, step, unit }, runs) =>
      draw(`At ${unit ?? "step"} ${step}, to six significant figures`, () => entries.map((entry) => row(entry, runs, step, unit))),
  };
}
