/** The real examples of the panel `batches`, and the mean loss of a two-weight classifier over any of them. */

import data from "../../data/batches.js";
import { losses } from "../../formulas.js";
import { lattice } from "./lattice.js";

const [first, second] = data.columns.map((column) => Float64Array.from(column));
const labels = Float64Array.from(data.labels);
const { at: lossAt } = losses.binary_cross_entropy;
/** @type {import("../../formulas.js").Hyper} */
const NONE = {};

export const { features, start, minimum } = data;
export const COUNT = labels.length;
const everyone = Int32Array.from(labels.keys());

/**
 * The mean loss over examples and its gradient, which is the mean of their gradients.
 * @param {number} x the weight of the first feature
 * @param {number} y the weight of the second
 * @param {ArrayLike<number>} [chosen] examples, by number
 * @param {number} [from] the first place of `chosen` that counts
 * @param {number} [to] the place after the last
 * @returns {[number, number, number]}
 */
export function meanLoss(x, y, chosen = everyone, from = 0, to = chosen.length) {
  let [f, fx, fy] = [0, 0, 0];
  for (let k = from; k < to; k++) {
    const i = chosen[k];
    const [value, slope] = lossAt(x * first[i] + y * second[i], labels[i], NONE);
    f += value;
    fx += slope * first[i];
    fy += slope * second[i];
  }
  const count = to - from;
  return [f / count, fx / count, fy / count];
}

/** The lowest mean loss that two weights can reach. */
export const LOWEST = meanLoss(...minimum)[0];

/**
 * What the maps draw: the mean loss over all examples, smooth between places a quarter of a unit apart.
 * @type {import("../../lib/map/terrain.js").Ground}
 */
export const surface = {
  name: "mean loss of the examples",
  label: "The mean loss over all examples",
  hyper: {},
  start,
  minima: [minimum],
  view: data.view,
  at: lattice(meanLoss, 0.25),
};
