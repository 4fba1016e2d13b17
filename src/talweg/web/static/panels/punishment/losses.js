/** The losses of an error that stand side by side, and a row of logits under cross-entropy. */

import { losses } from "../../formulas.js";
import schema from "../../settings/punishment.js";

/** The regression losses on show. */
export const REGRESSION = Object.keys(schema.show.options);

/**
 * A loss and its gradient at one error: the target is 0, so the prediction is the error.
 * @param {string} name
 * @param {number} error
 * @param {number} delta Huber's
 * @returns {[number, number]}
 */
export const cost = (name, error, delta) => losses[name].at(error, 0, name === "huber" ? { delta } : {});

const RESTING = Object.fromEntries(Object.entries(losses.cross_entropy.hyper).map(([key, range]) => [key, range.default]));

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
