/** What came out of a comparison: its verdicts, its table, and what should be known before they are believed. */

import { h } from "../lib/dom.js";

/** @import { End, Experiment } from "./experiment.js" */

export const capital = (/** @type {string} */ text) => text.charAt(0).toUpperCase() + text.slice(1);

/** @param {End} end */
export function verdictParts({ status, verdicts = [], table, warnings = [], again }) {
  const said = status === "done" ? verdicts : [];
  return [
    ...said.map(({ said, winner }) => h("p", { class: winner ? "lab-won" : "lab-even" }, capital(`${said}.`))),
    ...(table ? [tableOf(table, "The comparison")] : []),
    ...warnings.map((words) => h("p", { class: "lab-note" }, `Note: ${words}.`)),
    ...(again ? [h("p", { class: "lab-note" }, "The same again: ", h("code", {}, again))] : []),
  ];
}

/**
 * The tables of those that are laid beside, and where they would be compared.
 * @param {import("./beside.js").Other[]} others
 * @param {string} together the link that asks for all rules at once; none where they are too many
 * @param {boolean} losses whether they were learnt by different losses
 */
export function othersParts(others, together, losses) {
  if (!others.length) return [];
  return [
    h("p", { class: "lab-note" }, "Each comparison has its own tuning and seeds, so there is no verdict between them. ", inOne(together, losses)),
    ...others.flatMap(({ letter, title, experiment: { began, end } }) => [
      h("h3", {}, `${letter}: ${title}`),
      h(
        "p",
        { class: "lab-note" },
        `${began.steps} steps. ${end?.verdicts?.map(({ said }) => capital(`${said}.`)).join(" ") || (end ? end.said : "It goes on.")}`,
      ),
      end?.table ? tableOf(end.table, `Comparison ${letter}`) : null,
    ]).filter((each) => each !== null),
  ];
}

/**
 * Where those that are laid beside would have a verdict between them.
 * @param {string} together
 * @param {boolean} losses
 */
function inOne(together, losses) {
  if (losses) return "Two losses have one on the command line: talweg compare digits:loss=focal adam --also digits:loss=mse";
  return together ? h("a", { href: together }, "Ask for all these rules in one") : "All these rules are too many for one.";
}

/**
 * @param {string[][]} table
 * @param {string} label
 */
function tableOf([head, ...rows], label) {
  return h(
    "div",
    { class: "tw-scroll", tabindex: 0, role: "group", "aria-label": label },
    h(
      "table",
      { class: "lab-table" },
      h("thead", {}, h("tr", {}, ...head.map((cell) => h("th", { scope: "col" }, cell)))),
      h("tbody", {}, ...rows.map(([first, ...rest]) => h("tr", {}, h("th", { scope: "row" }, first), ...rest.map((cell) => h("td", {}, cell))))),
    ),
  );
}
