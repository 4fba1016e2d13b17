/** What momentum remembers: its answers to plain signals, found by stepping its own formula with lr = 1. */

import { optimizers } from "../../formulas.js";

const rule = optimizers.momentum;
const [W, V] = [0, 1 + rule.slots.indexOf("v")];

/** The velocity after one step from `v` under the gradient `g`. */
function next(v, g, beta) {
  const walker = [0, ...rule.starts];
  walker[V] = v;
  rule.step(walker, g, 1, { lr: 1, beta });
  return walker[V];
}

/**
 * The velocity after each step.
 * @param {ArrayLike<number>} signal the gradient at each step
 * @param {number} beta
 * @returns {Float64Array}
 */
export function velocities(signal, beta) {
  const walker = [0, ...rule.starts];
  const found = new Float64Array(signal.length);
  for (let i = 0; i < signal.length; i++) {
    rule.step(walker, signal[i], i + 1, { lr: 1, beta });
    found[i] = walker[V];
    walker[W] = 0;
  }
  return found;
}

/**
 * Where v settles under a signal of height 1. A step is v' = a v + b g; both are read off the formula itself.
 * @param {number} beta
 * @param {1 | -1} turn what the signal is multiplied by at each step: 1 is steady, -1 alternates
 * @returns {number}
 */
export function settled(beta, turn) {
  const [kept, taken] = [next(1, 0, beta), next(0, 1, beta)];
  return taken / (1 - turn * kept);
}

/**
 * The weight of a gradient k steps back: what one push of 1 has become.
 * @param {number} count
 * @param {number} beta
 * @returns {{ weights: Float64Array, totals: Float64Array }} beta^k, and the sum of the weights up to k
 */
export function memory(count, beta) {
  const push = Float64Array.from({ length: count }, (_, k) => (k === 0 ? 1 : 0));
  return { weights: velocities(push, beta), totals: velocities(new Float64Array(count).fill(1), beta) };
}
