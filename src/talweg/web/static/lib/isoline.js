/** Lines of one value through a sampled field, by marching squares with straight edges. */

import { JOINS } from "./contour.js";

/**
 * @param {{ columns: number, rows: number, values: Float64Array }} field row by row from the top
 * @param {number} level
 * @param {number} scaleX pixels between columns
 * @param {number} scaleY pixels between rows
 * @returns {string} path data
 */
export function isoline({ columns, rows, values }, level, scaleX, scaleY) {
  const share = (a, b) => (a === b ? 0.5 : (level - a) / (b - a));
  const tenth = (value) => Math.round(value * 10) / 10;
  const corner = [0, 0, 0, 0];
  /** The place where an edge of the cell meets the level, as path data. */
  const place = (edge, column, row) => {
    const [a, b, c, e] = corner;
    const across = edge === 0 ? share(a, b) : edge === 2 ? share(e, c) : edge === 1 ? 1 : 0;
    const down = edge === 1 ? share(b, c) : edge === 3 ? share(a, e) : edge === 2 ? 1 : 0;
    return `${tenth((column + across) * scaleX)} ${tenth((row + down) * scaleY)}`;
  };
  let d = "";
  for (let row = 0; row < rows - 1; row++) {
    for (let column = 0; column < columns - 1; column++) {
      const i = row * columns + column;
      const a = values[i];
      const b = values[i + 1];
      const c = values[i + columns + 1];
      const e = values[i + columns];
      const above = (a > level ? 1 : 0) | (b > level ? 2 : 0) | (c > level ? 4 : 0) | (e > level ? 8 : 0);
      if (above === 0 || above === 15) continue;
      [corner[0], corner[1], corner[2], corner[3]] = [a, b, c, e];
      for (const [from, to] of JOINS[above]) d += `M${place(from, column, row)}L${place(to, column, row)}`;
    }
  }
  return d;
}
