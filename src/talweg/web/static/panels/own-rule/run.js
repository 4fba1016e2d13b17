/** One run of a typed rule, as the worker makes it: text and numbers in, a path out. */

import { surfaces } from "../../formulas.js";
import { descend, dissect } from "../../lib/race/descent.js";
import { build } from "./build.js";
import { parse } from "./parser.js";

/**
 * @typedef {object} Job
 * @property {string} text of the rule
 * @property {Record<string, number>} h its hyperparameters
 * @property {string} surface
 * @property {Record<string, number>} shape
 * @property {[number, number]} start
 * @property {number} steps
 * @property {number | null} step the one to take apart, if any
 */

/**
 * @param {Job} job
 * @returns {{ run: import("../../lib/race/descent.js").Run, parts: ReturnType<typeof dissect> | null }}
 */
export function work({ text, h, surface, step, ...setup }) {
  const rule = build(parse(text));
  const ground = { ...setup, surface: surfaces[surface] };
  const run = descend(rule, h, ground);
  const at = Math.min(step ?? 0, run.last);
  return { run, parts: at > 0 ? dissect(rule, h, ground, at) : null };
}
