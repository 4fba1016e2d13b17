/** The learner's rule line by line, with what each line gave at the present step: for x and for y. */

import { h, say } from "../../lib/dom.js";
import { figures } from "../../lib/number.js";
import { paint } from "./paint.js";

const five = (value) => figures(value, 5);
const pair = (values) => `(${values.map(five).join(", ")})`;

/** @param {() => void} onToggle it was opened or closed */
export function ruleTrace(onToggle) {
  const words = h("p", { class: "tw-words" });
  const body = h("tbody");
  const heads = ["x", "y"].map((name) => h("th", { scope: "col" }, "for ", h("i", {}, name)));
  const table = h(
    "table",
    { class: "tw-code" },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, h("span", { class: "tw-unseen" }, "Line of the rule")), ...heads)),
    body,
  );
  const el = h("details", { class: "tw-fold tw-trace", on: { toggle: onToggle } }, h("summary", {}, "This step, line by line"), words, table);
  let present = null;
  const build = (text) =>
    paint(text).map((line) =>
      h(
        "tr",
        {},
        h("td", { class: "tw-source" }, h("code", {}, ...(line.textContent ? line.childNodes : [" "]))),
        h("td", { class: "tw-filled" }),
        h("td", { class: "tw-filled" }),
      )
    );
  return {
    el,
    get open() {
      return el.open;
    },
    /**
     * @param {string} text of the rule that ran
     * @param {number} step
     * @param {ReturnType<import("../../lib/race/descent.js").dissect> | null} parts null where no step was taken
     */
    draw(text, step, parts) {
      if (!el.open) return;
      if (present !== text) body.replaceChildren(...build(text));
      present = text;
      say(
        words,
        parts
          ? `Step ${step}, so t = ${step}: from w = ${pair(parts.from)}, where the gradient is g = ${pair(parts.gradient)}.`
          : "Step 0 is the start: nothing has been computed yet. Move on by one step to see the first numbers.",
      );
      [...body.children].forEach((row, index) => {
        const given = [0, 1].map((i) =>
          (parts?.lines[i] ?? []).filter(([line]) => line === index)
            .map(([, name, value]) => `${name} = ${five(value)}`).join("\n")
        );
        row.classList.toggle("tw-filled-line", given.some(Boolean));
        given.forEach((text, i) => say(row.children[i + 1], text));
      });
    },
  };
}
