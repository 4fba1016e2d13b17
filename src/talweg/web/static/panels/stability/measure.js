/** A map of runs, measured in slices: coarse first, then finer, until something newer is asked. */

import { places } from "./axes.js";
import { field } from "./cells.js";

/**
 * @import { Cells, Job } from "./cells.js"
 * @typedef {{ job: Job, cells: Cells, finest: boolean }} Measured
 */

/** Columns and rows: the first is there while a slider moves, and each is shown until the next one is. */
const GRIDS = [[49, 31], [97, 61], [193, 121]];
/** After so many milliseconds it is heard whether something newer is asked. */
const SLICE = 15;

/**
 * The coarse map is never given up: while a slider moves there is always something newer, and there would be no map.
 * @param {Job} job
 * @param {() => boolean} present whether nothing newer is asked
 * @param {(measured: Measured) => void} tell
 */
async function measure(job, present, tell) {
  for (const grid of GRIDS) {
    const { cells, row } = field(job, places(job.across, grid[0]), places(job.up, grid[1]).reverse());
    let from = performance.now();
    for (let i = 0; i < cells.rows; i++) {
      row(i);
      if (grid === GRIDS[0] || performance.now() - from < SLICE) continue;
      await new Promise((done) => setTimeout(done));
      if (!present()) return;
      from = performance.now();
    }
    tell({ job, cells, finest: grid === GRIDS.at(-1) });
  }
}

/**
 * Takes jobs, of those that wait the latest alone.
 * @param {(measured: Measured) => void} tell
 * @returns {(job: Job) => Promise<void>}
 */
export function measurer(tell) {
  /** @type {Job | null} */
  let next = null;
  let busy = false;
  return async (job) => {
    next = job;
    if (busy) return;
    for (busy = true; next;) {
      const now = next;
      next = null;
      await measure(now, () => next === null, tell);
    }
    busy = false;
  };
}
