/** How fast momentum settles in the valley: the closed form of formulas.js, and its best settings by search. */

import { convergence, optimizers, surfaces } from "../../formulas.js";

/** "Settled" means that the error has shrunk so many times. */
export const SHRINK = 1000;
const ROUNDS = 90;
/** The largest rate that can settle is 4 / curvature, at beta = 1; the search and the map reach a little beyond. */
const REACH = { low: 0.03, high: 9 };

/** The eigenvalues of the valley's Hessian, read off its gradient, which is linear. */
const curvatures = (kappa) => [surfaces.valley.at(1, 0, { kappa })[1], surfaces.valley.at(0, 1, { kappa })[2]];

const steepest = (kappa) => Math.max(...curvatures(kappa));

/**
 * The factor per step by which the slower of the two directions shrinks.
 * @param {number} kappa
 * @returns {(lr: number, beta: number) => number}
 */
export function radiusIn(kappa) {
  const [along, across] = curvatures(kappa);
  const { at } = convergence.momentum;
  return (lr, beta) => Math.max(at(lr, beta, along, {}), at(lr, beta, across, {}));
}

/**
 * The exponents of ten between which the map shows lr.
 * @param {number} curvature the largest
 */
export const exponentsAt = (curvature) => ({ low: Math.log10(REACH.low / curvature), high: Math.log10(REACH.high / curvature) });

const exponents = (kappa) => exponentsAt(steepest(kappa));

/** The place of the lowest value of a function that falls and then rises. */
function lowestPlace(f, low, high) {
  let [a, b] = [low, high];
  for (let i = 0; i < ROUNDS; i++) {
    const [left, right] = [a + (b - a) / 3, b - (b - a) / 3];
    if (f(left) <= f(right)) b = right;
    else a = left;
  }
  return (a + b) / 2;
}

/**
 * The best rate at one beta.
 * @param {number} kappa
 * @param {number} beta
 */
export function bestAt(kappa, beta) {
  const radius = radiusIn(kappa);
  const { low, high } = exponents(kappa);
  const lr = 10 ** lowestPlace((e) => radius(10 ** e, beta), low, high);
  return { lr, beta, radius: radius(lr, beta) };
}

/** The best rate and beta together. */
export function bestOfAll(kappa) {
  return bestAt(kappa, lowestPlace((beta) => bestAt(kappa, beta).radius, 0, 1));
}

/**
 * Steps until the error has shrunk SHRINK times, in the long run.
 * @param {number} radius
 * @returns {number} Infinity where it never does
 */
export const stepsToShrink = (radius) => (radius < 1 ? Math.max(1, Math.ceil(Math.log(SHRINK) / -Math.log(radius))) : Infinity);

/** The radius that takes so many steps. */
export const radiusFor = (steps) => SHRINK ** (-1 / steps);

/**
 * The rate below which momentum settles, where the two sides of its condition meet.
 * @param {number} kappa
 * @returns {(beta: number) => number}
 */
export function limitIn(kappa) {
  const curvature = steepest(kappa);
  const { stable } = optimizers.momentum;
  const excess = (/** @type {number} */ lr, /** @type {number} */ beta) => {
    const [left, right] = stable?.sides({ lr, beta }, curvature) ?? [NaN, NaN];
    return left - right;
  };
  // It rises with lr along a straight line, of which two places are known.
  return (beta) => excess(0, beta) / (excess(0, beta) - excess(1, beta));
}

/**
 * The radius over the whole map.
 * @param {number} kappa
 * @param {number} columns from the lowest lr to the highest
 * @param {number} rows from beta = 1, at the top, to 0
 * @returns {import("./isoline.js").Field & { rates: Float64Array, betas: Float64Array }}
 */
export function survey(kappa, columns, rows) {
  const radius = radiusIn(kappa);
  const { low, high } = exponents(kappa);
  const values = new Float64Array(columns * rows);
  const rateAt = (column) => 10 ** (low + ((high - low) * column) / (columns - 1));
  const betaAt = (row) => 1 - row / (rows - 1);
  const rates = Float64Array.from({ length: columns }, (_, column) => rateAt(column));
  const betas = Float64Array.from({ length: rows }, (_, row) => betaAt(row));
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, i++) values[i] = radius(rates[column], betas[row]);
  }
  return { columns, rows, values, rates, betas, at: (column, row) => radius(rateAt(column), betaAt(row)) };
}
