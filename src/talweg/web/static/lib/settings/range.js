/** Legal ranges of numbers, as the formulas and the panels' schemas declare them. */

import { exact } from "../number.js";

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
  const whole = range.integer && Number.isFinite(value) ? Math.floor(value + 0.5) : value;
  if (legal(whole, range)) return whole;
  if (whole <= range.low && !range.lowOpen) return range.low;
  if (whole >= range.high && !range.highOpen && Number.isFinite(range.high)) return range.high;
  return fallback;
}

/**
 * A range in words: `[0, 1)`, or `the whole numbers of [1, 9]`.
 * @param {Omit<Range, "default" | "summary">} range
 * @returns {string}
 */
export function spanText({ low, high, lowOpen, highOpen, integer }) {
  const [left, right] = [low, high].map((end) => exact(end).replace("Infinity", "inf"));
  const text = `${lowOpen ? "(" : "["}${left}, ${right}${highOpen ? ")" : "]"}`;
  return integer ? `the whole numbers of ${text}` : text;
}
