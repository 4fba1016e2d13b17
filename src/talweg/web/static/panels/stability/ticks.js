/** The names and marks along an axis of the map. */

import { symbol } from "../../lib/race/setup.js";
import { brief } from "../../lib/number.js";
import { shareOf } from "./axes.js";

/**
 * @import { Axis } from "./axes.js"
 * @typedef {{ share: number, text: string, major: boolean }} Tick
 */

/** Names of decades stand this far apart; a decade that is longer has marks between, and one longer still their names; in pixels. */
const [APART, MARKED, NAMED] = [44, 90, 150];

/** What an axis is called on the map. */
export const nameOf = (/** @type {Axis} */ { name }) => symbol(name);

/**
 * @param {Axis} axis
 * @param {number} pixels its length
 * @returns {Tick[]}
 */
export function ticksOf(axis, pixels) {
  const tick = (/** @type {number} */ value, major = true, text = brief(value, 6)) => ({ share: shareOf(axis, value), text, major });
  const { kind, low, high } = axis;
  if (kind === "none") return [];
  if (kind === "decay") {
    return [0, ...Array.from({ length: Math.round(-Math.log10(1 - high)) }, (_, i) => Number((1 - 10 ** -(i + 1)).toFixed(8)))].map((value) => tick(value));
  }
  if (kind === "linear") return Array.from({ length: 6 }, (_, i) => tick(Number((low + ((high - low) * i) / 5).toPrecision(6))));
  const [first, last] = [Math.log10(low), Math.log10(high)];
  const decade = pixels / (last - first);
  const every = Math.max(1, Math.ceil(APART / decade));
  const ticks = [];
  for (let e = Math.floor(first); e <= last; e++) {
    for (const m of decade > MARKED ? [1, 2, 5] : [1]) {
      const [value, major] = [Number(`${m}e${e}`), m === 1 && e % every === 0];
      const shown = tick(value, major, major || (m > 1 && decade > NAMED) ? brief(value) : "");
      if (shown.share >= 0 && shown.share <= 1) ticks.push(shown);
    }
  }
  return ticks;
}
