/**
 * Best rates, found in a worker. What is not known yet is asked for, and the rate found last stands in meanwhile.
 * A result is kept under the settings it belongs to, so that one that comes late can never be taken for another.
 */

import { optimizers, surfaces } from "../../formulas.js";
import { bestRate } from "./sweep.js";

const MOST = 400;

/**
 * @import { Hyper, Pair } from "../../formulas.js"
 * @typedef {{ lr: number, tried: number, edge: boolean }} Found
 * @typedef {{ key: string, rule: string, h: Hyper, surface: string, shape: Hyper, start: Pair, steps: number }} Job
 */

/** @type {Map<string, Found | null>} */
const known = new Map();
/**
 * The rate shown last, by rule.
 * @type {Map<string, Found | null>}
 */
const latest = new Map();
/**
 * What waits, by rule: a newer question takes the place of an older one.
 * @type {Map<string, Job>}
 */
const waiting = new Map();
/** @type {Set<() => void>} */
const listeners = new Set();
/** @type {Job | null} */
let asked = null;
/** @type {{ postMessage: (job: Job) => void } | null} */
let worker = null;

/** @param {{ key: string, found: Found | null }} answer */
function settle({ key, found }) {
  if (asked?.key !== key) return;
  asked = null;
  known.set(key, found);
  const [oldest] = known.keys();
  if (known.size > MOST) known.delete(oldest);
  ask();
  for (const listener of [...listeners]) listener();
}

/** Where no worker may run, the page does the work itself, one rule at a time. */
const here = {
  postMessage(/** @type {Job} */ { key, rule, h, surface, ...setup }) {
    setTimeout(() => settle({ key, found: bestRate(optimizers[rule], h, { ...setup, surface: surfaces[surface] }) }));
  },
};

function hire() {
  try {
    const hired = new Worker(new URL("./sweep-worker.js", import.meta.url), { type: "module" });
    hired.addEventListener("message", ({ data }) => settle(data));
    hired.addEventListener("error", () => {
      hired.terminate();
      worker = here;
      if (asked) here.postMessage(asked);
    });
    return hired;
  } catch {
    return here;
  }
}

function ask() {
  const [job] = waiting.values();
  if (asked || !job) return;
  waiting.delete(job.rule);
  asked = job;
  worker ??= hire();
  worker.postMessage(job);
}

/**
 * @param {string} rule a name of formulas.js
 * @param {Hyper} h hyperparameters; `lr` serves until a rate is found
 * @param {import("./descent.js").Setup} setup
 * @returns {{ lr: number, tried: number, edge: boolean, searching: boolean } | null} null when the rule has no rate,
 *   or none stays on the map
 */
export function bestKnown(rule, { lr, ...h }, { surface, shape, start, steps }) {
  if (!optimizers[rule].hyper.lr) return null;
  const question = { rule, h, surface: surface.name, shape, start, steps };
  const key = JSON.stringify(question);
  const found = known.get(key);
  if (found !== undefined) {
    waiting.delete(rule);
    latest.set(rule, found);
    return found && { ...found, searching: false };
  }
  if (asked?.key === key) waiting.delete(rule);
  else waiting.set(rule, { key, ...question });
  ask();
  return { lr, tried: 0, edge: false, ...latest.get(rule), searching: true };
}

/**
 * Call back when a rate has been found.
 * @param {() => void} callback
 * @returns {() => void} stop listening
 */
export function onFound(callback) {
  listeners.add(callback);
  return () => listeners.delete(callback);
}
