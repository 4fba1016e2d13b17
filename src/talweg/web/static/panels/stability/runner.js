/** Hands jobs to the worker, and keeps what it measured last: a map stands until the next one is there. */

import { measurer } from "./measure.js";

/**
 * @import { Cells, Job } from "./cells.js"
 * @import { Measured } from "./measure.js"
 * @typedef {{ postMessage: (job: Job) => void, terminate: () => void }} Hand
 */

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
/** Whether a map of the one job may stand for that of the other: the same formulas over the same numbers. */
const alike = (/** @type {Job} */ a, /** @type {Job} */ b) => same([a.rule, a.surface, a.across, a.up], [b.rule, b.surface, b.across, b.up]);

export function mapRunner() {
  /** @type {() => void} */
  let heard = () => {};
  /** @type {Job | null} */
  let asked = null;
  /** @type {Measured | null} */
  let known = null;
  /** @type {Hand | null} */
  let hand = null;

  /** @param {Measured} measured */
  const settle = (measured) => {
    known = measured;
    if (asked && alike(measured.job, asked)) heard();
  };
  /** Where no worker may run, the page does the work itself. */
  const here = { postMessage: measurer((measured) => asked && settle(measured)), terminate() {} };
  const hire = () => {
    try {
      const hired = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
      hired.addEventListener("message", ({ data }) => settle(data));
      hired.addEventListener("error", () => {
        hired.terminate();
        hand = here;
        if (asked) here.postMessage(asked);
      });
      return hired;
    } catch {
      return here;
    }
  };
  return {
    /**
     * Call back when a map has come: `cells` knows it.
     * @param {() => void} callback
     * @returns {() => void} stop listening
     */
    onCells(callback) {
      heard = callback;
      return () => {
        heard = () => {};
      };
    },
    /**
     * The cells of this job or, until they are there, of one before that was like it.
     * @param {Job} job
     * @returns {{ cells: Cells | null, measuring: boolean }} whether finer ones are to come
     */
    cells(job) {
      if (!same(asked, job)) {
        asked = job;
        hand ??= hire();
        hand.postMessage(job);
      }
      const present = known && alike(known.job, job) ? known : null;
      return { cells: present && present.cells, measuring: !present || !same(present.job, job) || !present.finest };
    },
    stop() {
      hand?.terminate();
      [asked, hand] = [null, null];
    },
  };
}
