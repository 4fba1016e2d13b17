/** Lines of one value through a sampled field, by marching squares with straight edges. */

import { JOINS } from "../../lib/map/contour.js";

/** An edge is halved so often before the rest of it counts as straight. */
const HALVES = 5;

/** Names stand this far apart at least, in pixels, from left to right and downwards; a letter is so wide. */
const APART = { across: 34, down: 15 };
const LETTER = 7;

/**
 * @typedef {object} Field
 * @property {number} columns
 * @property {number} rows
 * @property {Float64Array} values row by row from the top
 * @property {(column: number, row: number) => number} at the value between the samples
 */

/**
 * @param {Field} field
 * @param {number} level
 * @param {number} scaleX pixels between columns
 * @param {number} scaleY pixels between rows
 * @param {{ truly?: boolean, steepest?: number }} [how] `truly`: ask the field where an edge meets the level, for a straight
 *   line between two samples misses it near a kink; `steepest`: no line where four neighbours differ by more
 * @returns {string} path data
 */
export function isoline({ columns, rows, values, at }, level, scaleX, scaleY, { truly = false, steepest = Infinity } = {}) {
  const tenth = (value) => Math.round(value * 10) / 10;
  const corner = [0, 0, 0, 0];
  /** The share of an edge, from the value a to the value b, at which it meets the level. */
  const share = (a, b, along) => {
    let [from, to] = [0, 1];
    for (let i = 0; truly && i < HALVES; i++) {
      const middle = (from + to) / 2;
      const value = along(middle);
      if (value > level === a > level) [from, a] = [middle, value];
      else [to, b] = [middle, value];
    }
    return a === b ? (from + to) / 2 : from + ((to - from) * (level - a)) / (b - a);
  };
  /** The place where an edge of the cell meets the level, as path data. */
  const place = (edge, column, row) => {
    const [a, b, c, e] = corner;
    const [right, below] = [edge === 1 ? 1 : 0, edge === 2 ? 1 : 0];
    const across = edge % 2 ? right : share(below ? e : a, below ? c : b, (t) => at(column + t, row + below));
    const down = edge % 2 ? share(right ? b : a, right ? c : e, (t) => at(column + right, row + t)) : below;
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
      if (above === 0 || above === 15 || Math.max(a, b, c, e) - Math.min(a, b, c, e) > steepest) continue;
      [corner[0], corner[1], corner[2], corner[3]] = [a, b, c, e];
      for (const [from, to] of JOINS[above]) d += `M${place(from, column, row)}L${place(to, column, row)}`;
    }
  }
  return d;
}

/**
 * Where the lines' names fit: from the left along a low row, where lines stand upright, the rest down a column left of `bestX`.
 * @param {Pick<Field, "columns" | "rows" | "values">} field
 * @param {{ level: number, text: string }[]} levels
 * @param {number} scaleX
 * @param {number} scaleY
 * @param {number} bestX
 * @returns {{ x: number, y: number, text: string }[]}
 */
export function lineNames({ columns, rows, values }, levels, scaleX, scaleY, bestX) {
  const row = Math.round(0.86 * (rows - 1));
  const column = Math.max(0, Math.round((bestX - APART.across) / scaleX));
  const along = values.subarray(row * columns, (row + 1) * columns);
  const down = Array.from({ length: row }, (_, i) => values[i * columns + column]);
  let [lastX, lastY, last] = [-Infinity, -Infinity, 0];
  return levels.flatMap(({ level, text }) => {
    const x = along.findIndex((value) => value < level) * scaleX;
    if (x >= 16 && x - lastX >= Math.max(APART.across, 6 + (LETTER * (last + text.length)) / 2)) {
      [lastX, last] = [x, text.length];
      return [{ x, y: row * scaleY, text }];
    }
    const y = down.findIndex((value) => value < level) * scaleY;
    return y >= 16 && y - lastY >= APART.down ? [{ x: column * scaleX, y: (lastY = y) + 4, text }] : [];
  });
}
