/** One logistic neuron: a weight, the input 1, a sigmoid. What it says, and how it learns under a loss. */

import { functions, losses, optimizers } from "../../formulas.js";

const { binary_cross_entropy: crossEntropy, squared_sigmoid: squared } = losses;
const { sgd } = optimizers;
const SETTLED = Object.fromEntries(Object.entries(sgd.hyper).map(([key, range]) => [key, range.default]));

/** The two losses of a logit that are set against each other. */
export const RIVALS = [crossEntropy, squared];

/** The probability that a logit gives to the label. */
const sureness = (z, y) => functions.sigmoid.apply(y ? z : -z);

/**
 * Everything about one prediction.
 * @param {number} z
 * @param {number} y 0 or 1
 * @returns {{ p: number, right: number, slope: number, times: number, losses: number[], gradients: number[] }}
 *   `slope` is sigmoid'(z), `times` how many times as hard cross-entropy pulls; in the order of RIVALS
 */
export function predict(z, y) {
  const both = RIVALS.map((loss) => loss.at(z, y, {}));
  // The gradients are p - y and 2 (p - y) p (1 - p).
  const slope = sureness(z, 1) * sureness(z, 0);
  return {
    p: sureness(z, 1),
    right: sureness(z, y),
    slope,
    times: 1 / (2 * slope),
    losses: both.map(([value]) => value),
    gradients: both.map(([, gradient]) => gradient),
  };
}

/**
 * Gradient descent from the weight z, at the input 1.
 * @param {import("../../formulas.js").Loss} loss one of RIVALS
 * @param {{ z: number, y: number, lr: number, steps: number }} setup
 * @returns {{ right: number[], weight: number[], half: number | null, left: number | null }} the probability of the
 *   right class and the weight at every step; the step at which the right class first has half; where the run left
 */
export function learn(loss, { z, y, lr, steps }) {
  const walker = [z, ...sgd.starts];
  const hyper = { ...SETTLED, lr };
  /** @type {[number[], number[]]} */
  const [right, weight] = [[], []];
  /** @type {number | null} */
  let half = null;
  for (let t = 0;; t++) {
    weight.push(walker[0]);
    if (!Number.isFinite(walker[0])) return { right, weight, half, left: t };
    right.push(sureness(walker[0], y));
    if (half === null && right[t] >= 0.5) half = t;
    if (t === steps) return { right, weight, half, left: null };
    sgd.step(walker, loss.at(walker[0], y, {})[1], t + 1, hyper);
  }
}
