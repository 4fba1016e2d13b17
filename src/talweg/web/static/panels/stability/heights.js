/** What the map shows of measured runs: how far each came down, when it left, and the limit of stability where there is one. */

import { lowest } from "../../lib/map/terrain.js";
import { brief } from "../../lib/number.js";
import { valueAt } from "./axes.js";
import { isoline, lineNames } from "./isoline.js";
import { mixed } from "./tints.js";

/**
 * @import { Hyper, Rule, Surface } from "../../formulas.js"
 * @import { Axis } from "./axes.js"
 * @import { Cells } from "./cells.js"
 * @import { Colours, Picture, Place } from "./map.js"
 *
 * @typedef {{ rule: Rule, surface: Surface, h: Hyper, shape: Hyper, across: Axis, up: Axis, start: [number, number], steps: number }} Ground
 * @typedef {{ across: number, up: number, f: number }} Best a cell of the map
 */

/** Lines stand where f is a power of a thousand, down to where rounding begins. */
const DECADES = [0, -3, -6, -9, -12, -15];
/** The tints end so many decades below the start; what left is tinted by the logarithm of the step. */
const DEEPEST = -16;
const DARKEST = 0.5;
/** Where neighbours end so many decades apart, lines would be a tangle. */
const STEEPEST = 4;
/** Samples of the limit, which is smooth. */
const LIMIT = [61, 41];

/** log10 of f above the surface's lowest, or above the lowest that was reached where none is known; Infinity for what left. */
function levels({ values, left }, surface, shape) {
  const base = lowest(surface, shape) ?? bestIn({ values, left })?.f ?? 0;
  return values.map((f, i) => (left[i] < 0 ? Math.log10(Math.max(f - base, 10 ** DEEPEST)) : Infinity));
}

/**
 * The lowest end of the runs that stayed.
 * @param {Pick<Cells, "values" | "left">} cells
 * @param {number} [from] of the cells
 * @returns {{ i: number, f: number } | null}
 */
function bestIn({ values, left }, from = 0) {
  let i = -1;
  for (let k = from; k < values.length; k++) if (left[k] < 0 && (i < 0 || values[k] < values[i])) i = k;
  return i < 0 ? null : { i, f: values[i] };
}

/**
 * The best of all cells, and of those at the bottom; null where every run left.
 * @param {Cells} cells
 * @returns {{ best: Best | null, bottom: Best | null }}
 */
export function bestsOf(cells) {
  const { columns, rows, across, up } = cells;
  const [best, bottom] = [0, columns * (rows - 1)].map((from) => {
    const found = bestIn(cells, from);
    return found && { across: across[found.i % columns], up: up[Math.floor(found.i / columns)], f: found.f };
  });
  return { best, bottom };
}

/** Whether the corner at the bottom right is of runs that left, so that its name may stand there. */
const leavesAtRight = ({ columns, rows, left }) => left[Math.round(0.95 * (rows - 1)) * columns + Math.round(0.95 * (columns - 1))] >= 0;

/**
 * @param {Ground} now
 * @param {Cells} cells
 * @param {Place} place
 * @param {Colours} colours
 * @returns {Picture}
 */
export function heights({ surface, shape, start, steps }, cells, { width, height }, { tints, rust }) {
  const { columns, rows, left } = cells;
  const values = levels(cells, surface, shape);
  const above = Math.log10(Math.max(surface.at(...start, shape)[0] - (lowest(surface, shape) ?? 0), 10 ** DEEPEST));
  const deep = above - DEEPEST || 1; // from a start at the lowest place there is no way down
  const image = new ImageData(columns, rows);
  values.forEach((level, i) => {
    const early = 1 - Math.log(Math.max(left[i], 1)) / Math.log(steps + 1);
    image.data.set(left[i] < 0 ? mixed(tints, (level - DEEPEST) / deep) : mixed(rust, DARKEST * early), 4 * i);
  });
  const [scaleX, scaleY] = [width / Math.max(columns - 1, 1), height / Math.max(rows - 1, 1)];
  const at = (/** @type {number} */ column, /** @type {number} */ row) => values[Math.round(row) * columns + Math.round(column)];
  const named = DECADES.filter((e) => e < above).map((level) => ({ level, text: brief(10 ** level) }));
  return {
    image,
    lines: named.map(({ level }) => isoline({ columns, rows, values, at }, level, scaleX, scaleY, { steepest: STEEPEST })).join(""),
    names: rows > 1 ? lineNames({ columns, rows, values }, named, scaleX, scaleY, width) : [],
    gone: leavesAtRight(cells),
  };
}

/**
 * Where the rule's own condition meets its limit, as path data; empty where there is none on this surface.
 * @param {Ground} now
 * @param {Place} place
 */
export function conditionPath({ rule, surface, h, shape, across, up }, { width, height }) {
  const { stable } = rule;
  if (!stable || surface.curvature(shape) === null) return "";
  const [columns, rows] = LIMIT;
  const at = (/** @type {number} */ column, /** @type {number} */ row) => {
    const own = { h: { ...h }, shape: { ...shape } };
    for (const [axis, share] of /** @type {[Axis, number][]} */ ([[across, column / (columns - 1)], [up, 1 - row / (rows - 1)]])) {
      if (axis.owner !== null) own[axis.owner === "rule" ? "h" : "shape"][axis.name] = valueAt(axis, share);
    }
    const [left, right] = stable.sides(own.h, surface.curvature(own.shape) ?? NaN);
    return left - right;
  };
  const values = Float64Array.from({ length: columns * rows }, (_, i) => at(i % columns, Math.floor(i / columns)));
  return isoline({ columns, rows, values, at }, 0, width / (columns - 1), height / (rows - 1), { truly: true });
}
