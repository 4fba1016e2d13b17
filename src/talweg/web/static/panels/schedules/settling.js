/** Many noisy runs of one rule under one schedule: how close they settle, as a median and a band. */

import { diverged as FAR } from "../../formulas.js";
import { gaussian } from "../../lib/noise.js";

/** So many runs, and so many left out of the band at either end. */
export const RUNS = 20;
export const OUTSIDE = 2;

const noise = [];

/** The same noise for every schedule: run k draws it from seed k + 1. */
function noiseOf(run, steps) {
  if (!(noise[run]?.length >= 2 * steps)) noise[run] = gaussian(run + 1, 2 * steps);
  return noise[run];
}

/**
 * @typedef {object} Settled
 * @property {Float64Array} values the median of f after each step
 * @property {Float64Array} low
 * @property {Float64Array} high
 * @property {number} left how many runs diverged
 * @property {number | null} diverged the step at which the median left
 */

/**
 * @param {import("../../formulas.js").Rule} rule
 * @param {Record<string, number>} h its hyperparameters without the rate
 * @param {(t: number) => number} rate at t = 0, 1, ...
 * @param {{ surface: import("../../formulas.js").Surface, shape: Record<string, number>, start: number[], steps: number, sigma: number }} setup
 * @returns {Settled}
 */
export function settleDown(rule, h, rate, { surface, shape, start, steps, sigma }) {
  const all = new Float64Array(RUNS * (steps + 1)).fill(Infinity);
  const own = Array.from({ length: steps }, (_, t) => ({ ...h, lr: rate(t) }));
  let left = 0;
  for (let run = 0; run < RUNS; run++) {
    const drawn = noiseOf(run, steps);
    const [sx, sy] = start.map((w) => [w, ...rule.starts]);
    let [f, gx, gy] = surface.at(sx[0], sy[0], shape);
    const bound = FAR * Math.max(1, Math.abs(f));
    all[run] = f;
    for (let t = 0; t < steps; t++) {
      rule.step(sx, gx + sigma * drawn[2 * t], t + 1, own[t]);
      rule.step(sy, gy + sigma * drawn[2 * t + 1], t + 1, own[t]);
      [f, gx, gy] = surface.at(sx[0], sy[0], shape);
      if (!(Math.abs(f) <= bound)) {
        left++;
        break;
      }
      all[(t + 1) * RUNS + run] = f;
    }
  }
  return { ...quantiles(all, steps), left };
}

function quantiles(all, steps) {
  const [values, low, high] = [0, 0, 0].map(() => new Float64Array(steps + 1));
  for (let t = 0; t <= steps; t++) {
    const sorted = all.subarray(t * RUNS, (t + 1) * RUNS).sort();
    values[t] = (sorted[RUNS / 2 - 1] + sorted[RUNS / 2]) / 2;
    low[t] = sorted[OUTSIDE];
    high[t] = sorted[RUNS - 1 - OUTSIDE];
  }
  const gone = values.findIndex((value) => !Number.isFinite(value));
  return { values, low, high, diverged: gone < 0 ? null : gone };
}
