/** What batches of one size advise at one place: an arrow each, beside the one of all examples. */

import { attrs, svg } from "../../lib/dom.js";
import { COUNT, meanLoss } from "./examples.js";
import { marker } from "../../lib/chart/style.js";
import { shuffled } from "./shuffle.js";

/** @import { Pair } from "../../formulas.js" */

/** So many batches are asked. */
export const ASKED = 16;
/** Passes of the training count up from 0; the orders from which these batches are drawn lie apart from them. */
const APART = 1_000_000;
/** On the noisiest map an arrow is this long on average, as a share of the map's width. */
const REACH = 0.22;

const lengths = (arrows) => arrows.map((arrow) => Math.hypot(...arrow));
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * @param {number} x
 * @param {number} y
 * @param {number} size
 * @param {number} seed
 * @returns {{ whole: Pair, asked: Pair[], length: number, error: number }} the gradient over all examples, those
 *   of ASKED batches drawn at random, their mean length, and how far they miss the whole, in its own lengths (the root
 *   of the mean square)
 */
export function batchGradients(x, y, size, seed) {
  /** @type {(loss: ReturnType<typeof meanLoss>) => Pair} */
  const slope = ([, gx, gy]) => [gx, gy];
  const whole = slope(meanLoss(x, y));
  const asked = Array.from({ length: ASKED }, (_, k) => (size === COUNT ? whole : slope(meanLoss(x, y, shuffled(COUNT, seed, APART + k), 0, size))));
  const missed = asked.map(([gx, gy]) => (gx - whole[0]) ** 2 + (gy - whole[1]) ** 2);
  return { whole, asked, length: mean(lengths(asked)), error: Math.sqrt(mean(missed)) / Math.hypot(...whole) };
}

/**
 * Pixels for a gradient of 1: one scale for every map.
 * @param {ReturnType<typeof batchGradients>[]} all
 * @param {number} width of a map
 */
export function scaleOf(all, width) {
  const longest = Math.max(0, ...all.map(({ length }) => length).filter(Number.isFinite));
  return longest > 0 ? (REACH * width) / longest : 0;
}

const xy = (x, y) => `${x.toFixed(1)} ${y.toFixed(1)}`;

/**
 * An arrow downhill: against the gradient. The page's y points down, so its sign turns twice.
 * @param {Pair} from
 * @param {Pair} gradient
 * @param {number} scale
 * @param {number} head
 */
function arrow([px, py], [gx, gy], scale, head) {
  const [dx, dy] = [-gx * scale, gy * scale];
  const long = Math.hypot(dx, dy);
  if (!(long > 1)) return "";
  const [tipX, tipY, angle, barb] = [px + dx, py + dy, Math.atan2(dy, dx), Math.min(head, 0.7 * long)];
  const wing = (turn) => xy(tipX - barb * Math.cos(angle + turn), tipY - barb * Math.sin(angle + turn));
  return `M${xy(px, py)}L${xy(tipX, tipY)}M${wing(0.45)}L${xy(tipX, tipY)}L${wing(-0.45)}`;
}

/**
 * The arrows, with the walker on top of them.
 * @param {SVGElement} group
 * @param {{ ink: string, shape: string }} style of the batches' arrows and of the walker
 */
export function gradientArrows(group, { ink, shape }) {
  const parts = ["batch-halo", `batch-arrow ${ink}`, "whole-halo", "whole-arrow", `head ${ink}`].map((name) => svg("path", { class: `tw-${name}` }));
  group.replaceChildren(...parts);
  /**
   * @param {ReturnType<typeof batchGradients>} found
   * @param {Pair} at the walker, in pixels
   * @param {number} scale pixels for a gradient of 1
   */
  return ({ whole, asked }, at, scale) => {
    const here = at.every(Number.isFinite); // a run that left has no place from which to ask
    const many = here ? asked.map((g) => arrow(at, g, scale, 6)).join("") : "";
    const one = here ? arrow(at, whole, scale, 10) : "";
    const walker = here ? marker(shape, at[0], at[1], 5.5) : "";
    [many, many, one, one, walker].forEach((d, i) => attrs(parts[i], { d }));
  };
}
