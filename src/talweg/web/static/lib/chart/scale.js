/** Scales: from a slider's position to a value, and from values to ticks on an axis. */

import { legal } from "../settings/range.js";

const POSITIONS = 500;

const round = (value, digits) => Number(value.toPrecision(digits));

function logarithmic(low, high, zero) {
  const bottom = Math.log10(low);
  const span = Math.log10(high) - bottom;
  const first = zero ? 1 : 0;
  return {
    toPosition: (v) => (v <= 0 ? 0 : first + ((POSITIONS - first) * (Math.log10(v) - bottom)) / span),
    toValue: (p) => (zero && p < 1 ? 0 : round(10 ** (bottom + (span * (p - first)) / (POSITIONS - first)), 3)),
  };
}

/** Distance from 1 on a log scale, so that 0.9, 0.99 and 0.999 lie equally far apart. */
function decay(most) {
  const depth = Math.max(4, Math.ceil(-Math.log10(1 - most)));
  return {
    toPosition: (v) => (POSITIONS * -Math.log10(1 - v)) / depth,
    toValue: (p) => round(1 - round(10 ** ((-depth * p) / POSITIONS), 2), 12),
  };
}

function linear(low, high, integer) {
  return {
    toPosition: (v) => (POSITIONS * (v - low)) / (high - low),
    toValue: (p) => {
      const value = low + ((high - low) * p) / POSITIONS;
      return integer ? Math.round(value) : round(value, 3);
    },
  };
}

function shape(range, value, resting) {
  if (range.low === 0 && range.high === 1 && range.highOpen) return decay(Math.min(Math.max(value, resting), 1 - 1e-12));
  if (Number.isFinite(range.low) && Number.isFinite(range.high)) return linear(range.low, range.high, range.integer);
  if (range.low >= 0) {
    const around = resting > 0 ? resting : 1e-3;
    const low = Math.min(10 ** (Math.floor(Math.log10(around)) - 2), value > 0 ? 10 ** Math.floor(Math.log10(value)) : Infinity);
    const high = Math.max(10 ** (Math.ceil(Math.log10(around)) + 2), value > 0 ? 10 ** Math.ceil(Math.log10(value)) : 0);
    const zero = !range.lowOpen && range.low === 0;
    return logarithmic(Math.max(low, Number.MIN_VALUE), Math.min(high, Number.MAX_VALUE), zero);
  }
  const reach = Math.max(10 * Math.abs(resting), Math.abs(value), 10);
  return linear(Math.max(range.low, -reach), Math.min(range.high, reach), range.integer);
}

/**
 * How a native range input shows one hyperparameter.
 * @param {import("../settings/range.js").Range} range
 * @param {number} value the present value, always within the slider's reach
 * @param {number} [resting] the value the slider snaps to (the default)
 * @returns {{ positions: number, toPosition: (v: number) => number, toValue: (p: number) => number }}
 */
export function sliderScale(range, value, resting = range.default) {
  const { toPosition, toValue } = shape(range, value, resting);
  const position = (v) => Math.round(Math.min(Math.max(toPosition(v), 0), POSITIONS));
  const rest = position(resting);
  const snapped = (p) => {
    const v = p === rest ? resting : toValue(p);
    return legal(v, range) ? v : resting;
  };
  return { positions: POSITIONS, toPosition: position, toValue: snapped };
}

/**
 * Round numbers that divide an interval.
 * @param {number} low
 * @param {number} high
 * @param {number} count about how many
 * @returns {number[]}
 */
export function ticks(low, high, count) {
  const raw = (high - low) / count;
  if (!(raw > 0) || !Number.isFinite(raw)) return [];
  const power = 10 ** Math.floor(Math.log10(raw));
  const distance = (m) => Math.abs(Math.log((m * power) / raw));
  const step = power * [1, 2, 5, 10].reduce((a, b) => (distance(b) < distance(a) ? b : a));
  const marks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) marks.push(round(i * step, 12));
  return marks;
}

/**
 * Powers of ten that divide a log axis.
 * @param {number} low exponent
 * @param {number} high exponent
 * @param {number} most how many at most
 * @returns {number[]} exponents
 */
export function decades(low, high, most) {
  const stride = Math.max(1, Math.ceil((high - low) / most));
  const marks = [];
  for (let e = Math.ceil(low / stride) * stride; e <= high; e += stride) marks.push(e);
  return marks;
}
