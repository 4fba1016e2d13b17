/** The rules that walk the learner's hill: from the same start, with the same number of gradients. */

import { optimizers } from "../../formulas.js";
import { descend } from "../../lib/race/descent.js";
import { ruleStyle } from "../../lib/chart/style.js";
import { nearest } from "../../lib/settings/range.js";
import { bestRate } from "../../lib/race/sweep.js";

/**
 * @import { Rule } from "../../formulas.js"
 * @import { Run, Setup, Walker } from "../../lib/race/descent.js"
 */

const RULES = ["sgd", "momentum", "adam"];
const YOU = { name: "you", rule: { label: "You" }, h: {}, sweep: null, style: { ink: "tw-ink-you", dash: "", shape: "star" } };

const resting = (/** @type {Rule} */ rule) => Object.fromEntries(Object.entries(rule.hyper).map(([key, range]) => [key, range.default]));

/**
 * The rate at which a rule's first step has this length: the first step grows with the rate.
 * @param {Rule} rule
 * @param {number} length
 * @param {Setup} setup
 */
function strideRate(rule, length, setup) {
  const { x, y } = descend(rule, { ...resting(rule), lr: 1 }, { ...setup, steps: 1 });
  const lr = length / Math.hypot(x[1] - x[0], y[1] - y[0]);
  return nearest(Number(lr.toPrecision(4)), rule.hyper.lr);
}

/**
 * @param {string} name
 * @param {Setup} setup
 * @param {string} equal
 * @param {number} stride
 */
function rival(name, setup, equal, stride) {
  const rule = optimizers[name];
  const sweep = equal === "best" ? bestRate(rule, resting(rule), setup) : null;
  const lr = equal === "stride" ? strideRate(rule, stride, setup) : sweep?.lr;
  const h = lr === undefined ? resting(rule) : { ...resting(rule), lr };
  return { entry: { name, rule, h, sweep, style: ruleStyle(name) }, run: descend(rule, h, setup) };
}

/** @type {{ key: string, rivals: ReturnType<typeof rival>[] }} */
let known = { key: "", rivals: [] };

/**
 * The rivals depend on the hill, the number of gradients and the terms, not on the step that is shown.
 * @param {ReturnType<typeof import("./settings.js").settingsOf>} now
 */
function rivalsOn({ seed, taken, surface, shape, start, stops, equal }) {
  const stride = Math.hypot(...stops[1].map((value, i) => value - start[i]));
  const key = [seed, taken, equal, stride].join(" ");
  const setup = { surface, shape, start, steps: taken };
  if (known.key !== key) known = { key, rivals: RULES.map((name) => rival(name, setup, equal, stride)) };
  return known.rivals;
}

/**
 * Who is on the hill: the learner alone, and with the blindfold lifted the rules too.
 * @param {ReturnType<typeof import("./settings.js").settingsOf>} now
 * @returns {{ entries: Walker[], runs: Record<string, Run> }}
 */
export function walkers(now) {
  const rivals = now.lifted ? rivalsOn(now) : [];
  return {
    entries: [YOU, ...rivals.map(({ entry }) => entry)],
    runs: Object.fromEntries([["you", now.you], ...rivals.map(({ entry, run }) => [entry.name, run])]),
  };
}
