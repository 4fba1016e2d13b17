/** The race as numbers: a table at the present step, and every step as CSV. */

import { h } from "./dom.js";
import { figures } from "./number.js";
import { status } from "./verdict.js";

const COLUMNS = ["x", "y", "f"];

/**
 * @param {any} settings
 * @param {Map<string, import("./descent.js").Run>} runs
 * @returns {string} rule, step, x, y, f, status; full precision
 */
export function csv({ entries }, runs) {
  const lines = ["rule,step,x,y,f,status"];
  for (const { name } of entries) {
    const run = runs.get(name);
    for (let k = 0; k <= run.last; k++) {
      lines.push([name, k, run.x[k], run.y[k], run.f[k], run.diverged === k ? "diverged" : "running"].join(","));
    }
  }
  return `${lines.join("\r\n")}\r\n`;
}

function download(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A row keeps the place where its run ended, when it ended before the present step. */
function row({ name, rule }, runs, step) {
  const run = runs.get(name);
  const k = Math.min(step, run.last);
  return h("tr", {}, h("th", { scope: "row" }, rule.label), ...COLUMNS.map((column) => h("td", {}, figures(run[column][k]))),
    h("td", { class: "tw-word" }, status(run, step)));
}

/** @returns {{ el: HTMLElement, draw: (settings: any, runs: Map<string, any>) => void }} */
export function numbersTable() {
  const caption = h("caption");
  const body = h("tbody");
  const table = h("table", {}, caption,
    h("thead", {}, h("tr", {}, ...["Rule", ...COLUMNS, "State"].map((name) => h("th", { scope: "col" }, name)))), body);
  let now = null;
  const save = h("button", { type: "button", on: { click: () => now && download(`race-${now[0].surface.name}.csv`, csv(...now)) } },
    "Download all steps (CSV)");
  const el = h("details", { class: "tw-fold" }, h("summary", {}, "The numbers"),
    h("div", { class: "tw-scroll", tabindex: 0, role: "region", "aria-label": "The numbers at this step" }, table), save);
  const fill = () => {
    const [settings, runs] = now;
    caption.textContent = `At step ${settings.step}, to six significant figures`;
    body.replaceChildren(...settings.entries.map((entry) => row(entry, runs, settings.step)));
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
