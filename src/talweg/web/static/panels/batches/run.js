/** Training with batches of one size: where the two weights go, and how long it takes. */

import { optimizers } from "../../formulas.js";
import { COUNT, LOWEST, meanLoss } from "./examples.js";
import { shuffled } from "./shuffle.js";

const { sgd } = optimizers;
const SETTLED = Object.fromEntries(Object.entries(sgd.hyper).map(([key, range]) => [key, range.default]));
/** The true loss costs a whole pass, so a curve measures it in about so many places. */
const PLACES = 120;
/** The sweep tries these rates. */
export const RATES = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30];

/**
 * @typedef {object} Work
 * @property {number} size examples in a batch; the last batch of a pass holds what is left
 * @property {number} rate
 * @property {number[]} start
 * @property {number} seed
 * @property {"examples" | "updates"} unit what is counted
 * @property {number} most of these at most
 */

/**
 * @typedef {object} Training
 * @property {Float64Array} x by update
 * @property {Float64Array} y
 * @property {Float64Array} seen by update: how many examples it and those before it have looked at
 * @property {number} last the last update
 * @property {number | null} left the update at which a weight stopped being finite
 */

/**
 * Plain SGD over shuffled passes, until the work is done.
 * @param {Work} work
 * @returns {Training}
 */
export function train({ size, rate, start, seed, unit, most }) {
  const hyper = { ...SETTLED, lr: rate };
  const [wx, wy] = start.map((w) => [w, ...sgd.starts]);
  const [x, y, looked] = [[wx[0]], [wy[0]], [0]];
  let left = null;
  for (let seen = 0, t = 0; left === null;) {
    const from = seen % COUNT;
    const to = Math.min(from + size, COUNT);
    seen += to - from;
    t += 1;
    if ((unit === "examples" ? seen : t) > most) break;
    const [, gx, gy] = meanLoss(wx[0], wy[0], shuffled(COUNT, seed, Math.floor((seen - 1) / COUNT)), from, to);
    sgd.step(wx, gx, t, hyper);
    sgd.step(wy, gy, t, hyper);
    if (!Number.isFinite(wx[0] + wy[0])) left = t;
    x.push(wx[0]);
    y.push(wy[0]);
    looked.push(seen);
  }
  return { x: Float64Array.from(x), y: Float64Array.from(y), seen: Float64Array.from(looked), last: x.length - 1, left };
}

/**
 * The last update that was done within an amount of work.
 * @param {Training} run
 * @param {Work["unit"]} unit
 * @param {number} amount
 */
export function updateAt(run, unit, amount) {
  if (unit === "updates") return Math.min(amount, run.last);
  let [low, high] = [0, run.last];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (run.seen[middle] <= amount) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** How far the true loss lies above its lowest, at one update. */
export const excess = (run, update) => meanLoss(run.x[update], run.y[update])[0] - LOWEST;

/**
 * The course of the true loss, above its lowest: at each update, or at evenly chosen ones where there are many.
 * @param {Training} run
 * @returns {{ updates: number[], heights: number[] }}
 */
export function course(run) {
  const stride = Math.max(1, Math.ceil(run.last / PLACES));
  const updates = [];
  for (let update = 0; update < run.last; update += stride) updates.push(update);
  updates.push(run.last);
  return { updates, heights: updates.map((update) => excess(run, update)) };
}

/**
 * The rate of RATES that ends lowest.
 * @param {Omit<Work, "rate">} work
 */
export function bestRate(work) {
  const ends = RATES.map((rate) => {
    const run = train({ ...work, rate });
    return run.left === null ? excess(run, run.last) : Infinity;
  });
  return RATES[ends.indexOf(Math.min(...ends))];
}
