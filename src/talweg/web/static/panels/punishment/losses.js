/** The losses of an error that stand side by side, and a row of logits under cross-entropy. */

import { losses } from "../../formulas.js";
import schema from "../../settings/punishment.js";

/** The losses of an error on show: those of the lesson, and guests. */
export const REGRESSION = Object.keys(schema.show.options);

/**
 * A loss and its gradient at one error: the target is 0, so the prediction is the error.
 * @param {string} name
 * @param {number} error
 * @param {number} delta of those that have one
 * @returns {[number, number]}
 */
export const cost = (name, error, delta) => losses[name].at(error, 0, { ...resting(name), delta });

const resting = (name) => Object.fromEntries(Object.entries(losses[name].hyper).map(([key, range]) => [key, range.default]));
const RESTING = resting("cross_entropy");

/**
 * Three classes, one of them right. Cross-entropy's gradient is p - y, so p is the gradient plus y.
 * @param {number[]} logits
 * @param {number} correct the index of the right class
 * @returns {{ loss: number, gradient: number[], p: number[] }}
 */
export function crossEntropy(logits, correct) {
  const y = logits.map((_, k) => Number(k === correct));
  const [loss, gradient] = losses.cross_entropy.at(logits, y, RESTING);
  return { loss, gradient: [...gradient], p: y.map((one, k) => gradient[k] + one) };
}
