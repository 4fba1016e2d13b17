/** An axis of the map: a hyperparameter, between which numbers it runs, and how they are spaced. Plain data, which a worker may be sent. */

/**
 * @import { Parameter } from "../../formulas.js"
 *
 * @typedef {object} Axis
 * @property {"rule" | "surface" | null} owner whose hyperparameter it is; null where the formulas have none left
 * @property {string} name
 * @property {"log" | "linear" | "decay" | "none"} kind "decay": by the distance from 1, on a log scale
 * @property {number} low
 * @property {number} high
 * @property {number} most the highest legal number, where the high end is not
 * @property {boolean} whole
 */

/** The map ends so near to an average of 1, which is not legal. */
export const MOST = 0.999;
/** Rates where no condition says which are stable. */
const RATES = { low: 1e-4, high: 10 };
/** An average that rests nearer to 1 than this is spaced by its distance from 1, down to NEAREST. */
const NEAR = 0.02;
const NEAREST = 1e-4;
/** Others that have no upper end run so many times below and above where they rest. */
const AROUND = 100;
/** One press of an arrow moves so far: a factor of ten in PRESSES on a log axis, the whole of another axis in twice as many. */
const PRESSES = 50;

/** @type {Axis} */
export const NONE = { owner: null, name: "", kind: "none", low: 0, high: 1, most: 1, whole: false };

/**
 * @param {"rule" | "surface"} owner
 * @param {string} name
 * @param {Parameter} range
 * @returns {Axis}
 */
export function axisOf(owner, name, range) {
  const { low, high, highOpen, integer, role } = range;
  const made = (/** @type {Axis["kind"]} */ kind, from, to, most = to) => ({ owner, name, kind, low: from, high: to, most, whole: integer });
  if (low === 0 && high === 1 && highOpen) {
    const most = 1 - NEAREST;
    return 1 - range.default <= NEAR ? made("decay", 0, most) : made("linear", 0, 1, MOST);
  }
  if (Number.isFinite(low) && Number.isFinite(high)) return made("linear", low, high);
  if (!(low >= 0)) {
    const reach = Math.max(10 * Math.abs(range.default), 1);
    return made("linear", Math.max(low, -reach), Math.min(high, reach));
  }
  if (role === "rate") return made("log", RATES.low, RATES.high);
  const rest = range.default > 0 ? range.default : 1 / AROUND;
  return made("log", Math.max(low, rest / AROUND), Math.min(high, role === "epsilon" ? 1 : rest * AROUND));
}

/**
 * Where a number lies: 0 at the low end, 1 at the high end.
 * @param {Axis} axis
 * @param {number} value
 */
export function shareOf({ kind, low, high }, value) {
  if (kind === "log") return Math.log(value / low) / Math.log(high / low);
  if (kind === "decay") return Math.log(1 - value) / Math.log(1 - high);
  return kind === "none" ? 0.5 : (value - low) / (high - low);
}

/**
 * The number that lies there, a legal one.
 * @param {Axis} axis
 * @param {number} share
 */
export function valueAt({ kind, low, high, most, whole }, share) {
  const value = kind === "log" ? low * (high / low) ** share : kind === "decay" ? 1 - (1 - high) ** share : low + (high - low) * share;
  return Math.min(whole ? Math.round(value) : value, most);
}

/**
 * So many numbers from end to end; one where there is no hyperparameter.
 * @param {Axis} axis
 * @param {number} count
 */
export function places(axis, count) {
  return axis.kind === "none" ? new Float64Array(1) : Float64Array.from({ length: count }, (_, i) => valueAt(axis, i / (count - 1)));
}

/**
 * A number with as many digits as a hand can set.
 * @param {Axis} axis
 * @param {number} value
 */
export function rounded({ kind, low, most }, value) {
  if (kind === "log") return Number(value.toPrecision(3));
  const within = Math.min(Math.max(value, low), most);
  return kind === "decay" ? Number((1 - Number((1 - within).toPrecision(3))).toFixed(8)) : Number(within.toFixed(3));
}

/**
 * Where presses of an arrow lead.
 * @param {Axis} axis
 * @param {number} value
 * @param {number} presses
 */
export function pressed(axis, value, presses) {
  const { kind, low, high, whole } = axis;
  if (kind === "none") return value;
  if (kind === "log") return rounded(axis, (value > 0 ? value : low) * 10 ** (presses / PRESSES));
  if (kind === "decay") return rounded(axis, valueAt(axis, Math.max(shareOf(axis, value) + presses / (2 * PRESSES), 0)));
  return rounded(axis, value + presses * (whole ? 1 : (high - low) / (2 * PRESSES)));
}
