/** What the panel `batches` says of its three runs, and the plot of their losses. */

import { RATES } from "./run.js";
import { sizeName } from "./card.js";
import schema from "../../settings/batches.js";
import { decadesOf } from "../../lib/chart/curves.js";
import { COUNT, LOWEST } from "./examples.js";
import { brief, exact, figures } from "../../lib/number.js";

const grouped = (n) => n.toLocaleString("en");
const count = (n, one, many = `${one}s`) => `${grouped(n)} ${n === 1 ? one : many}`;

/** What is equal for all three, and what then cannot be. */
export function fairWords({ values, steps }, walkers) {
  const amount = values.equal === "examples"
    ? `the examples seen, ${grouped(steps)} in ${count(values.passes, "pass", "passes")} over the data`
    : `the number of updates, ${steps}`;
  const rates = values.rates === "same" ? `and the rate, ${exact(values.rate)}` : "and how the rate was chosen";
  const found = values.rates === "same"
    ? ""
    : ` Each has the one of ${RATES.length} rates that ends lowest: ${walkers.map(({ rate }) => exact(rate)).join(", ")}.`;
  const price = values.equal === "examples"
    ? `Not equal is the number of updates: ${walkers.map(({ run }) => grouped(run.last)).join(", ")}.`
    : `Not equal is the work: ${walkers.map(({ run }) => grouped(run.seen[run.last])).join(", ")} examples.`;
  return `Equal for all three: the start, the order of the examples, ${amount}, ${rates}.${found} ${price}`;
}

/** How far one batch's gradient lies from the true one, in words that fit the size of it. */
function doubt({ size, found: { error } }) {
  if (size === COUNT) return "Every batch is the whole: its gradient is exact.";
  if (!Number.isFinite(error)) return "";
  const amount = error < 1 ? `${brief(100 * error, 2)} %` : `${brief(error, 2)} times`;
  return `Here one batch\u2019s gradient misses the true one by ${amount} of its length.`.replace("times of", "times");
}

/** How a walker stands, and how far its batches differ at this place. @returns {[string, string]} */
export function standing(walker, { rates }) {
  const { run, update, loss, rate } = walker;
  if (run.left !== null && update >= run.left) return [`At update ${run.left} a weight left the finite numbers: the rate ${exact(rate)} is far too large.`, ""];
  const own = rates === "best" ? ` at rate ${exact(rate)}` : "";
  return [`Loss ${figures(loss, 4)} after ${count(update, "update")}${own}, ${count(run.seen[update], "example")} seen.`, doubt(walker)];
}

/**
 * The losses above the lowest, on a log axis, against what all three have the same amount of.
 * @returns {import("../../lib/chart/curves.js").Plot}
 */
export function lossPlot(walkers, { values, steps, step }, names, styles) {
  const timeOf = (run, update) => (values.equal === "examples" ? run.seen[update] : update);
  const curves = walkers.map(({ run, update, above }, i) => ({
    name: names[i],
    style: styles[i],
    now: above,
    xs: run.course.updates.map((each) => timeOf(run, each)),
    ys: run.course.heights,
    left: run.left !== null && update >= run.left,
  }));
  const read = (time) =>
    [
      `${schema.equal.options[values.equal]}: ${time}`,
      ...walkers.map(({ size, run }, i) => {
        const place = curves[i].xs.findLastIndex((x) => x <= time);
        return `${sizeName(size)}: loss ${brief(LOWEST + run.course.heights[place], 4)}`;
      }),
    ].join("\n");
  return {
    x: { name: schema.equal.options[values.equal], low: 0, high: steps, now: step, snap: 1, stride: 1 },
    y: { name: `loss \u2212 ${brief(LOWEST)}`, log: true, ...decadesOf(curves.flatMap(({ ys }) => ys)) },
    curves,
    read,
  };
}
