/** Which part of the ground a map shows: the middle and an enlargement; and from where a relief model is seen. */

import race from "../../settings/race.js";

/**
 * @import { Box, Pair } from "../../formulas.js"
 * @typedef {[number, number, number]} View its middle and how many times it is enlarged
 */

/** How many times the map may be enlarged. */
const [ZOOM] = race.view.ranges;
/** Turn about the vertical and height of the eye above the horizon, in degrees. */
export const TURN = race.angle.ranges[0];
const TILT = race.angle.ranges[1];
/** @type {Pair} */
export const ANGLE = [TURN.default, TILT.default];

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
/** Fine enough for one pixel at any enlargement, and short in a link. */
const round = (value, digits) => Number(value.toPrecision(digits));
/** @param {Pair} span */
const middle = (span) => (span[0] + span[1]) / 2;

/**
 * @param {Box} whole of the whole map
 * @param {View | null} view
 * @returns {Box} what is shown
 */
export function frameOf(whole, view) {
  if (!view) return whole;
  /** @type {(axis: 0 | 1) => Pair} */
  const span = (axis) => {
    const half = (whole[axis][1] - whole[axis][0]) / view[2] / 2;
    return [view[axis] - half, view[axis] + half];
  };
  return [span(0), span(1)];
}

/**
 * @param {Box} whole
 * @param {View | null} view
 * @returns {View} also where it is null: the whole map
 */
const explicit = (whole, view) => view ?? [middle(whole[0]), middle(whole[1]), 1];

/**
 * @param {Box} whole
 * @param {Box} home where the middle must stay
 * @param {View} view
 * @returns {View | null} the nearest legal view; null where it is the whole map
 */
export function settleView(whole, home, view) {
  const zoom = round(clamp(view[2], ZOOM.low, ZOOM.high), 4);
  const [x, y] = [round(clamp(view[0], ...home[0]), 7), round(clamp(view[1], ...home[1]), 7)];
  const rest = explicit(whole, null);
  const near = [x, y].every((v, i) => Math.abs(v - rest[i]) < 1e-3 * (whole[i][1] - whole[i][0]));
  return near && Math.abs(zoom - 1) < 1e-3 ? null : [x, y, zoom];
}

/**
 * Enlarge and keep one place where it is.
 * @param {Box} whole
 * @param {Box} home
 * @param {View | null} view
 * @param {number} factor
 * @param {Pair} [fixed] x, y of the place; the middle when left out
 */
export function zoomed(whole, home, view, factor, fixed) {
  const [x, y, zoom] = explicit(whole, view);
  const next = clamp(zoom * factor, ZOOM.low, ZOOM.high);
  const [fx, fy] = fixed ?? [x, y];
  const keep = zoom / next;
  return settleView(whole, home, [fx + (x - fx) * keep, fy + (y - fy) * keep, next]);
}

/**
 * Move what is shown by so much of the surface's units.
 * @param {Box} whole
 * @param {Box} home
 * @param {View | null} view
 * @param {number} dx
 * @param {number} dy
 */
export function moved(whole, home, view, dx, dy) {
  const [x, y, zoom] = explicit(whole, view);
  return settleView(whole, home, [x + dx, y + dy, zoom]);
}

/**
 * Turn the eye; the turn goes round, the tilt stops.
 * @param {Pair} angle
 * @param {number} byTurn in degrees
 * @param {number} byTilt in degrees
 * @returns {Pair}
 */
export function turned([turn, tilt], byTurn, byTilt) {
  const around = ((((turn + byTurn + 180) % 360) + 360) % 360) - 180;
  return [round(around, 4), round(clamp(tilt + byTilt, TILT.low, TILT.high), 4)];
}
