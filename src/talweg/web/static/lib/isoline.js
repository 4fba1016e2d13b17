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
  let d = "";
  for (let row = 0; row < rows - 1; row++) {
    for (let column = 0; column < columns - 1; column++) {
      const i = row * columns + column;
      const [a, b, c, e] = [values[i], values[i + 1], values[i + columns + 1], values[i + columns]];
      const above = (a > level ? 1 : 0) | (b > level ? 2 : 0) | (c > level ? 4 : 0) | (e > level ? 8 : 0);
      if (above === 0 || above === 15) continue;
      const edge = [
        () => [column + share(a, b), row], () => [column + 1, row + share(b, c)],
        () => [column + share(e, c), row + 1], () => [column, row + share(a, e)],
      ];
      for (const [from, to] of JOINS[above]) {
        const [[x0, y0], [x1, y1]] = [edge[from](), edge[to]()];
        d += `M${(x0 * scaleX).toFixed(1)} ${(y0 * scaleY).toFixed(1)}L${(x1 * scaleX).toFixed(1)} ${(y1 * scaleY).toFixed(1)}`;
      }
    }
  }
  return d;
}
