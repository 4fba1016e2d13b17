/** A surface sampled on a grid over the map: heights above the lowest ground, slopes, and the contour levels. */

/**
 * @import { Box, Hyper, Surface } from "../../formulas.js"
 * @typedef {Pick<Surface, "name" | "label" | "hyper" | "start" | "minima" | "view" | "at">} Ground what a map needs of a surface
 */

/** The spread of the levels is judged by one sample in so many. */
const SAMPLE = 3;

/** Contours in a decade, by how many decades the ground spans: a map that is much enlarged spans very few. */
const DENSITIES = [[9, 1], [0.9, 5], [0.3, 20], [0.06, 100], [0.012, 500], [0.0024, 2500]];
const FINEST = 12_500;

/**
 * @typedef {object} Terrain
 * @property {number} columns
 * @property {number} rows
 * @property {Float64Array} height above `base`, row by row from the top
 * @property {Float64Array} dx slope to the right, per grid cell
 * @property {Float64Array} dy slope downwards, per grid cell
 * @property {Float32Array} level log10(height) * perDecade: whole numbers are contours
 * @property {number} base
 * @property {number} perDecade contours in a decade
 * @property {number} low the lowest level drawn
 * @property {number} high the highest level there is
 */

/**
 * The lowest known value of the surface, or null when it has no known minimum.
 * @param {Pick<Surface, "minima" | "at">} surface
 * @param {Hyper} shape
 * @returns {number | null}
 */
export function lowest(surface, shape) {
  const values = surface.minima.map(([x, y]) => surface.at(x, y, shape)[0]).filter(Number.isFinite);
  return values.length ? Math.min(...values) : null;
}

/**
 * @param {Pick<Surface, "minima" | "at">} surface
 * @param {Hyper} shape
 * @param {Box} view in the surface's units
 * @param {number} columns
 * @param {number} rows
 * @param {number} speck a level that encloses fewer samples is not drawn
 * @returns {Terrain}
 */
export function survey(surface, shape, view, columns, rows, speck) {
  const [[left, right], [bottom, top]] = view;
  const [stepX, stepY] = [(right - left) / (columns - 1), (bottom - top) / (rows - 1)];
  const count = columns * rows;
  const [height, dx, dy] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  let least = Infinity;
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, i++) {
      const [f, fx, fy] = surface.at(left + column * stepX, top + row * stepY, shape);
      height[i] = f;
      dx[i] = fx * stepX;
      dy[i] = fy * stepY;
      if (f < least) least = f;
    }
  }
  const base = Math.min(lowest(surface, shape) ?? least, least);
  const log = new Float32Array(count);
  for (let i = 0; i < count; i++) log[i] = Math.log10(height[i] -= base);
  return { columns, rows, height, dx, dy, base, ...levels(log, speck) };
}

/**
 * Five contours in a decade, or more or fewer where the ground is flatter or steeper than usual.
 * @param {Float32Array} log of the heights
 * @param {number} speck
 */
function levels(log, speck) {
  const sorted = log.filter((value, i) => i % SAMPLE === 0 && Number.isFinite(value)).sort();
  if (sorted.length < 2) return { level: log, perDecade: 5, low: 0, high: -1 };
  const bottom = sorted[Math.min(Math.round(speck / SAMPLE), sorted.length - 1)];
  const top = sorted[sorted.length - 1];
  const span = top - bottom;
  const perDecade = DENSITIES.find(([least]) => span > least)?.[1] ?? FINEST;
  const level = log.map((value) => value * perDecade);
  return { level, perDecade, low: Math.ceil(bottom * perDecade), high: Math.floor(top * perDecade) };
}
