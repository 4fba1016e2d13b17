/** Which part of the ground a map shows: the middle and an enlargement; and from where a relief model is seen. */

import race from "../../settings/race.js";

/** How many times the map may be enlarged. */
const [ZOOM] = race.view.ranges;
/** Turn about the vertical and height of the eye above the horizon, in degrees. */
export const TURN = race.angle.ranges[0];
const TILT = race.angle.ranges[1];
export const ANGLE = [TURN.default, TILT.default];

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
/** Fine enough for one pixel at any enlargement, and short in a link. */
const round = (value, digits) => Number(value.toPrecision(digits));
const middle = (span) => (span[0] + span[1]) / 2;

/**
 * @param {number[][]} whole [[left, right], [bottom, top]] of the whole map
 * @param {number[] | null} view
 * @returns {number[][]} what is shown
 */
export function frameOf(whole, view) {
  if (!view) return whole;
  return whole.map(([low, high], i) => [view[i] - (high - low) / view[2] / 2, view[i] + (high - low) / view[2] / 2]);
}

/** @returns {number[]} the view, also where it is null: the whole map */
const explicit = (whole, view) => view ?? [...whole.map(middle), 1];

/**
 * @param {number[][]} whole
 * @param {number[][]} home where the middle must stay
 * @param {number[] | null} view
 * @returns {number[] | null} the nearest legal view
 */
export function settleView(whole, home, view) {
  const zoom = round(clamp(view[2], ZOOM.low, ZOOM.high), 4);
  const centre = [0, 1].map((i) => round(clamp(view[i], ...home[i]), 7));
  const rest = explicit(whole, null);
  const near = centre.every((v, i) => Math.abs(v - rest[i]) < 1e-3 * (whole[i][1] - whole[i][0]));
  return near && Math.abs(zoom - 1) < 1e-3 ? null : [...centre, zoom];
}

/**
 * Enlarge and keep one place where it is.
 * @param {number[][]} whole
 * @param {number[][]} home
 * @param {number[] | null} view
 * @param {number} factor
 * @param {number[]} [fixed] x, y of the place; the middle when left out
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
 * @param {number[][]} whole
 * @param {number[][]} home
 * @param {number[] | null} view
 * @param {number} dx
 * @param {number} dy
 */
export function moved(whole, home, view, dx, dy) {
  const [x, y, zoom] = explicit(whole, view);
  return settleView(whole, home, [x + dx, y + dy, zoom]);
}

/**
 * Turn the eye; the turn goes round, the tilt stops.
 * @param {number[]} angle
 * @param {number} turn in degrees
 * @param {number} tilt in degrees
 * @returns {number[]}
 */
export function turned([turn, tilt], byTurn, byTilt) {
  const around = ((((turn + byTurn + 180) % 360) + 360) % 360) - 180;
  return [round(around, 4), round(clamp(tilt + byTilt, TILT.low, TILT.high), 4)];
}
