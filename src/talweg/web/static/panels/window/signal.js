/** A signal over time: the presets, and what was drawn by hand. */

import { uniform } from "../../lib/noise.js";
import schema from "../../settings/window.js";

/** Steps of the signal. */
export const LENGTH = schema.drawn.ranges.length;
/** The push of the preset "step" begins and ends here. */
const PUSH = { from: 10, to: 35 };

const fill = (value) => Array.from({ length: LENGTH }, (_, i) => value(i));

/** Each preset's signal, for a seed. */
export const PRESETS = {
  constant: () => fill(() => 1),
  alternating: () => fill((i) => (i % 2 ? -1 : 1)),
  step: () => fill((i) => (i >= PUSH.from && i < PUSH.to ? 1 : 0)),
  noise(seed) {
    const draw = uniform(seed);
    return fill(() => snap(2 * draw() - 1));
  },
};

/**
 * The nearest value that can be drawn.
 * @param {number} value
 * @returns {number}
 */
export const snap = (value) => Math.min(Math.max(Math.round(value * 20) / 20, -1), 1) || 0;

/**
 * A signal with the steps from one place to another drawn anew, in a straight line.
 * @param {number[]} signal
 * @param {{ at: number, value: number }} from
 * @param {{ at: number, value: number }} to
 * @returns {number[]}
 */
export function stroke(signal, from, to) {
  const drawn = [...signal];
  const count = Math.abs(to.at - from.at);
  for (let i = 0; i <= count; i++) {
    const share = count ? i / count : 1;
    drawn[from.at + Math.sign(to.at - from.at) * i] = snap(from.value + share * (to.value - from.value));
  }
  return drawn;
}
