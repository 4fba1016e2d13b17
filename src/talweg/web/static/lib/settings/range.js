/** Legal ranges of hyperparameters, as the formulas declare them. */

/** @import { Parameter, Range } from "../../formulas.js" */

/**
 * @param {unknown} value
 * @param {Range} range
 * @returns {value is number}
 */
export function legal(value, range) {
  if (typeof value !== "number" || !Number.isFinite(value)) return false;
  if (range.integer && !Number.isInteger(value)) return false;
  const above = range.lowOpen ? value > range.low : value >= range.low;
  const below = range.highOpen ? value < range.high : value <= range.high;
  return above && below;
}

/**
 * The nearest legal value; where the range is open at that end there is none, and the default serves.
 * @param {unknown} value
 * @param {Parameter} range
 * @param {number} [fallback]
 * @returns {number}
 */
export function nearest(value, range, fallback = range.default) {
  if (legal(value, range)) return value;
  if (typeof value !== "number" || Number.isNaN(value)) return fallback;
  const whole = range.integer && Number.isFinite(value) ? Math.round(value) : value;
  if (legal(whole, range)) return whole;
  if (whole <= range.low && !range.lowOpen) return range.low;
  if (whole >= range.high && !range.highOpen && Number.isFinite(range.high)) return range.high;
  return fallback;
}
