/**
 * The honest budget: a rule that has to find its rate pays for the search out of its own gradients.
 * It rehearses a few rates from the start for a few steps each, keeps the best, and walks with what is left.
 */

import { descend } from "./descent.js";
import { nearest } from "../settings/range.js";
import { trial } from "./sweep.js";

/**
 * @import { Hyper, Rule } from "../../formulas.js"
 * @import { Entry, Run, Setup } from "./descent.js"
 */

/** So many rates, PER_DECADE to a factor of ten around the one that is set, may cost this share of the gradients. */
export const REHEARSAL = { rates: 5, perDecade: 2, share: 0.5 };

/**
 * @typedef {object} Rehearsal
 * @property {number} lr the rate that was chosen
 * @property {number[]} rates those that were tried
 * @property {number} each steps for each rate
 * @property {number} spent gradients in all
 * @property {boolean} edge the choice is the lowest or highest of those tried
 * @property {boolean} lost no rate stayed on the map
 */

/**
 * @param {Rule} rule
 * @param {Hyper} h hyperparameters; the rates lie around `lr`
 * @param {Setup} setup `steps` is the whole budget
 * @returns {Rehearsal | null} null when the rule has no rate to find
 */
export function rehearse(rule, h, setup) {
  if (!rule.hyper.lr) return null;
  const { rates: count, perDecade, share } = REHEARSAL;
  const each = Math.floor((setup.steps * share) / count);
  if (each < 1 || h.lr === 0) return { lr: h.lr, rates: [], each: 0, spent: 0, edge: false, lost: false };
  const exponents = Array.from({ length: count }, (_, i) => (i - (count - 1) / 2) / perDecade);
  const rates = exponents.map((e) => nearest(Number((h.lr * 10 ** e).toPrecision(4)), rule.hyper.lr, h.lr));
  const ends = rates.map((lr) => trial(rule, { ...h, lr }, { ...setup, steps: each }));
  const best = Math.min(...ends);
  const chosen = ends.indexOf(best);
  const lost = !Number.isFinite(best);
  return { lr: rates[chosen], rates, each, spent: each * count, edge: !lost && (chosen === 0 || chosen === count - 1), lost };
}

const after = (first, rest, count) => {
  const all = new Float64Array(count + rest.length).fill(first);
  all.set(rest, count);
  return all;
};

/**
 * A rule's run in a race, told by the gradients it has asked for: while it rehearses, its walker waits at the start.
 * @param {Pick<Entry, "rule" | "h" | "rehearsal">} entry
 * @param {Setup} setup
 * @returns {Run} with `began`, the count at which its walk begins
 */
export function walk({ rule, h, rehearsal }, setup) {
  const began = rehearsal?.spent ?? 0;
  const run = descend(rule, h, { ...setup, steps: setup.steps - began });
  if (!began || run.diverged === 0) return { ...run, began: 0 };
  const [x, y, f] = [run.x, run.y, run.f].map((values) => after(values[0], values, began));
  return { x, y, f, last: run.last + began, diverged: run.diverged === null ? null : run.diverged + began, began };
}
