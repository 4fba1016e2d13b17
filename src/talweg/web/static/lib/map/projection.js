/** Where the map's numbers lie on the screen. */

/**
 * @import { Box, Pair } from "../../formulas.js"
 *
 * @typedef {object} Projection
 * @property {Box} view what is shown
 * @property {number} width in pixels
 * @property {number} height
 * @property {(x: number) => number} toX on the flat map
 * @property {(y: number) => number} toY
 * @property {(px: number) => number} fromX
 * @property {(py: number) => number} fromY
 * @property {(x: number, y: number) => Pair} toScreen a place on the ground as it is seen
 * @property {(px: number, py: number) => Pair} fromScreen the ground under a place of the picture
 * @property {(px: number, py: number) => [number, number, boolean]} [lift] on a model, a pixel of the flat map as it is
 *   seen, and whether ground stands before it
 */

/**
 * @param {Box} view
 * @param {number} width
 * @param {number} height
 * @returns {Projection}
 */
export function projection(view, width, height) {
  const [[left, right], [bottom, top]] = view;
  const [perX, perY] = [width / (right - left), height / (top - bottom)];
  const toX = (/** @type {number} */ x) => (x - left) * perX;
  const toY = (/** @type {number} */ y) => (top - y) * perY;
  const fromX = (/** @type {number} */ px) => left + px / perX;
  const fromY = (/** @type {number} */ py) => top - py / perY;
  return { view, width, height, toX, toY, fromX, fromY, toScreen: (x, y) => [toX(x), toY(y)], fromScreen: (px, py) => [fromX(px), fromY(py)] };
}
