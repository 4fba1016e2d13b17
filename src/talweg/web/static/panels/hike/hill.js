/** The hills of the hike: a surface, its shape and a start, all drawn from one seed; and what a walker feels there. */

import { optimizers, surfaces } from "../../formulas.js";
import { uniform } from "../../lib/noise.js";
import schema from "../../settings/hike.js";

const anywhere = (low, high) => (share) => low + share * (high - low);
const anySize = (low, high) => (share) => low * (high / low) ** share;

/** The kinds of ground, and between which bounds the shape of each may lie. */
const KINDS = [
  { surface: surfaces.valley, shape: { kappa: anySize(4, 40) } },
  { surface: surfaces.rotated_valley, shape: { kappa: anySize(4, 30), angle: anywhere(-1.2, 1.2) } },
  { surface: surfaces.rosenbrock, shape: { b: anySize(2, 20) } },
  { surface: surfaces.sharp_and_flat, shape: { sharpness: anySize(4, 25) } },
  { surface: surfaces.cliff, shape: { height: anySize(1, 4), steep: anywhere(5, 9) } },
  { surface: surfaces.himmelblau, shape: {} },
  { surface: surfaces.beale, shape: {} },
  { surface: surfaces.saddle, shape: {} },
  { surface: surfaces.three_hump_camel, shape: {} },
];

/** Hill 1 is then a narrow valley that lies across the compass: where straight down is not the way. */
const SALT = 7;

/** Starts are looked for among this many places, in the inner part of the map, and this far from every minimum. */
const [PLACES, INNER, AWAY] = [24, 0.8, 0.2];

/** Places on the map are kept to this many decimals: enough for the eye, and short in a link. */
const DECIMALS = 4;
const kept = (value) => Number(value.toFixed(DECIMALS)) || 0;

/**
 * @import { Pair, Surface } from "../../formulas.js"
 *
 * @typedef {object} Hill
 * @property {Surface} surface
 * @property {Record<string, number>} shape
 * @property {Pair} start
 * @property {number} reach the longer side of the map
 */

/** Neither in a pit nor on the highest rim: of the places far enough from every minimum, the one of middle height. */
function startOn(surface, shape, reach, draw) {
  const place = () => surface.view.map(([low, high]) => Number(((low + high) / 2 + INNER * (draw() - 0.5) * (high - low)).toFixed(2)));
  const far = ([x, y]) => surface.minima.every(([a, b]) => Math.hypot(x - a, y - b) > AWAY * reach);
  const places = Array.from({ length: PLACES }, place).filter(far).map((at) => ({ at, f: surface.at(...at, shape)[0] }));
  const middle = places.sort((a, b) => a.f - b.f)[places.length >> 1];
  return middle ? middle.at : surface.start;
}

/**
 * The hill with this number: the same in every browser.
 * @param {number} seed
 * @returns {Hill}
 */
export function hillAt(seed) {
  const draw = uniform(seed + SALT);
  const { surface, shape: bounds } = KINDS[Math.floor(draw() * KINDS.length)];
  const shape = Object.fromEntries(Object.entries(bounds).map(([key, between]) => [key, Number(between(draw()).toPrecision(2))]));
  const reach = Math.max(...surface.view.map(([low, high]) => high - low));
  return { surface, shape, start: startOn(surface, shape, reach, draw), reach };
}

/**
 * The next number whose hill is of another kind.
 * @param {number} seed
 * @returns {number}
 */
export function anotherHill(seed) {
  const { surface } = hillAt(seed);
  let next = seed;
  do next = next < schema.seed.high ? next + 1 : schema.seed.low; while (hillAt(next).surface === surface);
  return next;
}

/** A bearing of the compass: degrees clockwise from north, in [0, 360). */
const bearing = (east, north) => ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360;

/** The step of plain gradient descent at lr = 1: the slope underfoot, downhill. */
function downhill(gradient) {
  return gradient.map((g) => {
    const walker = [0, ...optimizers.sgd.starts];
    optimizers.sgd.step(walker, g, 1, { lr: 1 });
    return walker[0];
  });
}

/**
 * All that a walker knows of the ground: the height and the slope underfoot.
 * @param {Hill} hill
 * @param {number[]} at
 * @returns {{ f: number, slope: number, heading: number, level: boolean }} `heading` is the bearing straight downhill,
 *   north where the ground is level
 */
export function underfoot({ surface, shape }, [x, y]) {
  const [f, ...gradient] = surface.at(x, y, shape);
  const down = downhill(gradient);
  const slope = Math.hypot(...down);
  const level = !(slope > 0);
  return { f, slope, heading: level ? 0 : bearing(...down), level };
}

/**
 * Where a step ends. The map has an edge, and no step goes beyond it.
 * @param {Hill} hill
 * @param {Pair} from
 * @param {number} toward the bearing
 * @param {number} length
 * @returns {{ to: Pair, cut: boolean }} `cut` when the edge has shortened the step
 */
export function landing({ surface: { view } }, from, toward, length) {
  const angle = (toward * Math.PI) / 180;
  const part = [Math.sin(angle), Math.cos(angle)];
  const room = Math.min(...part.map((share, i) => (share ? (view[i][share > 0 ? 1 : 0] - from[i]) / share : Infinity)));
  const along = (/** @type {0 | 1} */ i) => Math.min(Math.max(kept(from[i] + Math.min(length, room) * part[i]), view[i][0]), view[i][1]);
  return { to: [along(0), along(1)], cut: length > room };
}

/**
 * The aim that leads from one place to another.
 * @param {Pair} from
 * @param {Pair} to
 * @param {number} heading straight downhill
 * @returns {{ turn: number, length: number }} `turn` in whole degrees off the slope, to the right
 */
export function aimAt(from, to, heading) {
  const [east, north] = to.map((value, i) => value - from[i]);
  const turn = Math.round(((bearing(east, north) - heading + 540) % 360) - 180);
  return { turn, length: Math.hypot(east, north) };
}
