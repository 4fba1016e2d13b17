/** A rule at its own best rate: a sweep on a log grid, then a finer one around the best. */

import { descend } from "./descent.js";
import { legal } from "../settings/range.js";

/**
 * @import { Hyper, Rule } from "../../formulas.js"
 * @import { Setup } from "./descent.js"
 */

/** The sweep's rates: exponents of ten from LOW to HIGH, COARSE to a decade, then FINE between neighbours. */
export const SWEEP = { low: -5, high: 1, coarse: 6, fine: 11 };

/**
 * What a rule reaches with these hyperparameters.
 * @param {Rule} rule
 * @param {Hyper} h
 * @param {Setup} setup
 * @returns {number} f after the last step, Infinity when the run left
 */
export function trial(rule, h, setup) {
  const run = descend(rule, h, setup);
  return run.diverged === null ? run.f[run.last] : Infinity;
}

/**
 * @param {Rule} rule
 * @param {Hyper} h hyperparameters; `lr` is replaced
 * @param {Setup} setup
 * @returns {{ lr: number, tried: number, edge: boolean } | null} null when every rate diverges or the rule has none
 */
export function bestRate(rule, h, setup) {
  if (!rule.hyper.lr) return null;
  const score = (exponent) => {
    const lr = Number((10 ** exponent).toPrecision(4));
    return { lr, exponent, f: legal(lr, rule.hyper.lr) ? trial(rule, { ...h, lr }, setup) : Infinity };
  };
  const lower = (a, b) => (b.f < a.f ? b : a);
  const grid = Array.from({ length: (SWEEP.high - SWEEP.low) * SWEEP.coarse + 1 }, (_, i) => score(SWEEP.low + i / SWEEP.coarse));
  const coarse = grid.reduce(lower);
  const gap = 2 / SWEEP.coarse / (SWEEP.fine + 1);
  const around = Array.from({ length: SWEEP.fine }, (_, i) => score(coarse.exponent + gap * (i - (SWEEP.fine - 1) / 2)));
  const best = around.reduce(lower, coarse);
  if (!Number.isFinite(best.f)) return null;
  const edge = coarse === grid[0] || coarse === grid.at(-1);
  return { lr: best.lr, tried: grid.length + around.length, edge };
}
