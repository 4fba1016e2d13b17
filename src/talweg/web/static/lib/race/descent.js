/** One rule walking down one surface. It orchestrates; the arithmetic is the formulas'. */

import { diverged as FAR } from "../../formulas.js";

/**
 * @import { Hyper, Line, Pair, Rule, Surface } from "../../formulas.js"
 *
 * @typedef {object} Setup
 * @property {Surface} surface
 * @property {Hyper} shape its hyperparameters
 * @property {Pair} start
 * @property {number} steps
 */

/**
 * @typedef {object} Run
 * @property {Float64Array} x
 * @property {Float64Array} y
 * @property {Float64Array} f
 * @property {number} last the last step taken
 * @property {number | null} diverged the step at which the run left, where it also ends
 * @property {number} [began] the step at which it set out, where that was not at once
 */

/**
 * One rule in a race.
 * @typedef {object} Entry
 * @property {string} name
 * @property {Rule} rule
 * @property {Hyper} h its hyperparameters here
 * @property {import("../../data/styles.js").Style} style
 * @property {{ lr: number, tried: number, edge: boolean, searching: boolean } | null} [sweep] where it runs at its own best rate
 * @property {import("./rehearsal.js").Rehearsal | null} [rehearsal] where it pays for the search
 */

/**
 * One who walks, as pictures show it.
 * @typedef {Pick<Entry, "name" | "style"> & { rule: Pick<Rule, "label"> }} Walker
 */

/**
 * What the parts of a race draw.
 * @typedef {Setup & { entries: Entry[], step: number, unit?: string }} Settings
 */

/**
 * One coordinate of a walker, with the rule's slots as they start.
 * @param {Pick<Rule, "starts">} rule
 * @param {number} w
 */
const walker = (rule, w) => [w, ...rule.starts];

/**
 * Run a rule for a number of steps, or until it leaves: f is not finite, or far above its value at the start.
 * @param {Pick<Rule, "starts" | "step">} rule
 * @param {Hyper} h its hyperparameters
 * @param {Setup} setup
 * @returns {Run}
 */
export function descend(rule, h, { surface, shape, start, steps }) {
  const [x, y, f] = [0, 0, 0].map(() => new Float64Array(steps + 1).fill(NaN));
  const [sx, sy] = [walker(rule, start[0]), walker(rule, start[1])];
  let [value, gx, gy] = surface.at(sx[0], sy[0], shape);
  const bound = FAR * Math.max(1, Math.abs(value));
  [x[0], y[0], f[0]] = [sx[0], sy[0], value];
  if (!Number.isFinite(value)) return { x, y, f, last: 0, diverged: 0 };
  for (let t = 1; t <= steps; t++) {
    rule.step(sx, gx, t, h);
    rule.step(sy, gy, t, h);
    [value, gx, gy] = surface.at(sx[0], sy[0], shape);
    [x[t], y[t], f[t]] = [sx[0], sy[0], value];
    if (!(Math.abs(value) <= bound)) return { x, y, f, last: t, diverged: t };
  }
  return { x, y, f, last: steps, diverged: null };
}

/**
 * Everything one step computed, line by line, for both coordinates.
 * @param {Pick<Rule, "starts" | "step" | "trace">} rule
 * @param {Hyper} h
 * @param {Setup} setup
 * @param {number} step 1 or more: the step that leads there
 * @returns {{ from: Pair, gradient: Pair, lines: [Line[], Line[]] }}
 */
export function dissect(rule, h, { surface, shape, start }, step) {
  const [sx, sy] = [walker(rule, start[0]), walker(rule, start[1])];
  for (let t = 1; t < step; t++) {
    const [, gx, gy] = surface.at(sx[0], sy[0], shape);
    rule.step(sx, gx, t, h);
    rule.step(sy, gy, t, h);
  }
  /** @type {Pair} */
  const from = [sx[0], sy[0]];
  const [, gx, gy] = surface.at(sx[0], sy[0], shape);
  return { from, gradient: [gx, gy], lines: [rule.trace(sx, gx, step, h), rule.trace(sy, gy, step, h)] };
}
