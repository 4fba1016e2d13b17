/** The stall on real data: two runs that the library measured, from one confidently wrong start. */

import data from "../../data/stall.js";
import { curveChart } from "../../lib/chart/curves.js";
import { choiceChips } from "../../lib/panel/choice.js";
import { h, say } from "../../lib/dom.js";
import { RIVALS } from "./neuron.js";
import { brief, exact } from "../../lib/number.js";

const nameOf = ({ rates }) => String(rates[0]);
/** The pairs of runs by the rate of cross-entropy, as a link names it. */
const PACES = Object.fromEntries(data.runs.map((pair) => [nameOf(pair), pair]));
export const LAST = data.steps;

const percent = (share) => `${brief(100 * share)} %`;
const placeOf = (step) => Math.floor(step / data.every);
const STEPS = data.runs[0].right[0].map((_, i) => i * data.every);

const ABOUT = `A classifier with ${data.features} inputs and a sigmoid learns from ${data.train} real tumours, ${data.batch} at a time. ` +
  "It begins with the weights of one that had learned them well, every sign turned: " +
  `the typical tumour\u2019s right class gets p = ${brief(data.median, 2)}. The curves are the share of ${data.test} unseen tumours that is right.`;
const WHY = `Squared error has ${brief(data.fair)} times the rate, because on an undecided example, p = 0.5, cross-entropy pulls ` +
  `${brief(data.fair)} times as hard: so there the two take the same step, and what is left between them is the stall.`;

/** When a run first has half of the tumours right, and what it has at a step. */
function story(label, rate, right, step) {
  const half = right.findIndex((share) => share >= 0.5);
  const when = half < 0 ? `fewer than half right up to step ${LAST}` : `half right by step ${STEPS[half]}`;
  return `${label} at rate ${exact(rate)}: ${when}; at step ${STEPS[placeOf(step)]} ${percent(right[placeOf(step)])}.`;
}

/**
 * @param {object} options
 * @param {import("../../data/styles.js").Style[]} options.styles in the order of RIVALS
 * @param {(pace: string) => void} options.onPace a key of PACES
 * @param {(step: number) => void} options.onStep
 */
export function stalledRuns({ styles, onPace, onStep }) {
  const pace = choiceChips("Rates: cross-entropy and squared error", data.runs.map((pair) => [nameOf(pair), pair.rates.map(exact).join(" and ")]), onPace);
  const chart = curveChart("Unseen tumours that are right, present step", onStep);
  const stories = RIVALS.map(() => h("p"));
  const now = { rates: [], right: [] };
  return {
    el: h(
      "div",
      { class: "tw-plot tw-real" },
      h("p", { class: "tw-part-title" }, "The same stall on real data"),
      h("p", { class: "tw-fair" }, ABOUT),
      pace.el,
      chart.el,
      ...stories,
      h("p", { class: "tw-fair" }, WHY),
    ),
    chart: chart.el,
    /** @param {{ pace: string, at: number | null }} values */
    draw({ pace: key, at }) {
      Object.assign(now, PACES[key]);
      const step = at ?? LAST;
      pace.set(key);
      chart.draw({
        x: { name: "step", low: 0, high: LAST, now: step, snap: data.every, stride: data.every },
        y: { name: "", low: 0, high: 1 },
        curves: RIVALS.map(({ name }, i) => ({ name, style: styles[i], xs: STEPS, ys: now.right[i], now: now.right[i][placeOf(step)] })),
        read: (x) => [`step ${x}`, ...RIVALS.map(({ label }, i) => `${label}: ${percent(now.right[i][placeOf(x)])}`)].join("\n"),
      });
      stories.forEach((line, i) => say(line, story(RIVALS[i].label, now.rates[i], now.right[i], step)));
    },
    /** The numbers at a step: a row for each loss. */
    rows: (at) => RIVALS.map(({ label }, i) => [label, exact(now.rates[i]), String(at ?? LAST), percent(now.right[i][placeOf(at ?? LAST)])]),
    words: () => stories.map((line) => line.textContent).join(" "),
  };
}
