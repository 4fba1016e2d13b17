/** The runs behind a measured map, one in every cell. It orchestrates; the arithmetic is the formulas'. */

import { diverged as FAR, optimizers, surfaces } from "../../formulas.js";

/**
 * @import { Hyper, Pair } from "../../formulas.js"
 * @import { Axis } from "./axes.js"
 *
 * @typedef {object} Job what is run, as plain data
 * @property {string} rule
 * @property {Hyper} h its hyperparameters, but those of the axes
 * @property {string} surface
 * @property {Hyper} shape
 * @property {Pair} start
 * @property {number} steps
 * @property {Axis} across
 * @property {Axis} up
 *
 * @typedef {object} Cells row by row from the top, where `up` is highest
 * @property {number} columns
 * @property {number} rows
 * @property {Float64Array} across the columns' numbers
 * @property {Float64Array} up the rows' numbers
 * @property {Float64Array} values f after the last step; infinite where the run left
 * @property {Int32Array} left the step at which it did, -1 where it did not
 */

/**
 * Runs, a row at a time. Nothing is made for a run or a step but the three numbers of the surface.
 * @param {Job} job
 * @param {Float64Array} across
 * @param {Float64Array} up
 * @returns {{ cells: Cells, row: (number: number) => void }}
 */
export function field({ rule: name, surface, steps, start, across: first, up: second, ...job }, across, up) {
  const rule = optimizers[name];
  const { at } = surfaces[surface];
  const [h, shape] = [{ ...job.h }, { ...job.shape }];
  const [sx, sy] = [0, 1].map(() => new Float64Array(1 + rule.starts.length));
  const [values, left] = [new Float64Array(across.length * up.length), new Int32Array(across.length * up.length)];
  const set = ({ owner, name }, value) => {
    if (owner === "rule") h[name] = value;
    else if (owner === "surface") shape[name] = value;
  };
  const rise = (walker, w) => {
    walker[0] = w;
    walker.set(rule.starts, 1);
  };
  /** The step at which the run left, or -1; f is in `f` then. */
  let f = 0;
  const run = () => {
    rise(sx, start[0]);
    rise(sy, start[1]);
    let [value, gx, gy] = at(sx[0], sy[0], shape);
    const bound = FAR * Math.max(1, Math.abs(value));
    f = Infinity;
    if (!Number.isFinite(value)) return 0;
    for (let t = 1; t <= steps; t++) {
      rule.step(sx, gx, t, h);
      rule.step(sy, gy, t, h);
      [value, gx, gy] = at(sx[0], sy[0], shape);
      if (!(Math.abs(value) <= bound)) return t;
    }
    f = value;
    return -1;
  };
  const row = (number) => {
    set(second, up[number]);
    for (let column = 0; column < across.length; column++) {
      set(first, across[column]);
      const i = number * across.length + column;
      left[i] = run();
      values[i] = f;
    }
  };
  return { cells: { columns: across.length, rows: up.length, across, up, values, left }, row };
}

/**
 * The runs with these numbers, all at once.
 * @param {Job} job
 * @param {ArrayLike<number>} across
 * @param {ArrayLike<number>} up
 * @returns {Cells}
 */
export function cellsOf(job, across, up) {
  const { cells, row } = field(job, Float64Array.from(across), Float64Array.from(up));
  for (let i = 0; i < cells.rows; i++) row(i);
  return cells;
}
