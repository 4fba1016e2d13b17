/** From a slider's position to a value of a hyperparameter, and back. */

import { legal } from "../settings/range.js";

/** @import { Parameter } from "../../formulas.js" */

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
 * @param {Parameter} range
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
