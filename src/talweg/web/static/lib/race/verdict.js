/** What became of a run, in words and with its numbers. */

import { diverged as FAR } from "../../formulas.js";
import { brief, exact } from "../number.js";

/** @import { Entry, Run, Settings, Walker } from "./descent.js" */

export const RULE_OF_LEAVING = `A run has left, and ends here, once f is not finite or more than ${FAR.toLocaleString("en")} times what it was ` +
  `at the start (or 1, where that was less).`;

/** An expression of a stability condition with its numbers filled in. */
function withNumbers(expression, h, curvature) {
  return expression.trim()
    .replace(/[A-Za-z_]\w*/g, (word) => (word === "curvature" ? brief(curvature, 6) : word in h ? exact(h[word]) : word))
    .replaceAll("*", "\u00d7").replaceAll("-", "\u2212");
}

const inWords = (expression) => expression.trim().replace(/\bcurvature\b/g, "\u03bbmax").replaceAll("*", "\u00d7");

/** `lr × λmax = 0.12 × 20 = 2.4` */
function side(expression, value, h, curvature) {
  const filled = withNumbers(expression, h, curvature);
  const result = brief(value, 6);
  return [inWords(expression), filled, result].filter((part, i, all) => part !== all[i - 1]).join(" = ");
}

/**
 * The stability condition of this rule on this surface, with its numbers; null where there is no closed form.
 * @param {Pick<Entry, "rule" | "h">} entry
 * @param {Pick<Settings, "surface" | "shape">} settings
 * @returns {{ broken: boolean, text: string } | null}
 */
export function condition({ rule, h }, { surface, shape }) {
  const curvature = surface.curvature(shape);
  if (!rule.stable || curvature === null || curvature === undefined) return null;
  const [left, right] = rule.stable.sides(h, curvature);
  const [leftText, rightText] = rule.stable.text.split(/<=?/);
  const holds = rule.stable.strict === false ? left <= right : left < right;
  const within = rule.stable.strict === false ? "within" : "below";
  const limit = side(rightText, right, h, curvature);
  const text = `${side(leftText, left, h, curvature)}, ${holds ? "which stays" : "must stay"} ${within} ${limit}`;
  return { broken: !holds, text };
}

function reason(entry, settings) {
  const known = condition(entry, settings);
  if (known?.broken) return `: ${known.text}.`;
  if (known) return `, although ${known.text}.`;
  if (settings.surface.curvature(settings.shape) === null) return ". This surface has no single curvature, so no closed-form condition applies.";
  return ". No closed-form condition is known for this rule.";
}

/**
 * The sentence under the map about one rule, or null when there is nothing to warn of.
 * @param {Pick<Entry, "rule" | "h">} entry
 * @param {Run} run
 * @param {Pick<Settings, "surface" | "shape" | "unit">} settings
 * @returns {string | null}
 */
export function warning(entry, run, settings) {
  const { label } = entry.rule;
  if (run.diverged === 0) return `${label} cannot start: f is not finite there.`;
  if (run.diverged !== null) return `${label} diverged at ${settings.unit ?? "step"} ${run.diverged}${reason(entry, settings)}`;
  const known = condition(entry, settings);
  return known?.broken ? `${label} is unstable, though not yet past the bound: ${known.text}.` : null;
}

/**
 * The state of a run at a step, in a word or two.
 * @param {Run} run
 * @param {number} step
 * @param {string} [unit] what is counted
 * @returns {string}
 */
export function status(run, step, unit = "step") {
  if (run.diverged !== null && step >= run.diverged) return `diverged at ${unit} ${run.diverged}`;
  if (run.began !== undefined && step < run.began) return `rehearsing until ${unit} ${run.began}`;
  return run.diverged === null ? "running" : `will diverge at ${unit} ${run.diverged}`;
}

/**
 * One line for those who listen.
 * @param {Pick<Settings, "step" | "unit"> & { entries: Walker[] }} settings
 * @param {Record<string, Run>} runs
 * @returns {string}
 */
export function spoken({ entries, step, unit = "step" }, runs) {
  if (!entries.length) return "No rule is shown.";
  const parts = entries.map(({ name, rule }) => {
    const run = runs[name];
    const gone = run.diverged !== null && step >= run.diverged;
    return gone ? `${rule.label} diverged at ${unit} ${run.diverged}` : `${rule.label} ${brief(run.f[step])}`;
  });
  return `${unit} ${step}: ${parts.join(", ")}`;
}
