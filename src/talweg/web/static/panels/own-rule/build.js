/** A draft turned into a rule that runs, in the shape of the optimizers of formulas.js. */

import { compile } from "../../lib/formula/values.js";

/**
 * @import { Line, Rule } from "../../formulas.js"
 * @import { Draft } from "./parser.js"
 */

/** How the learner's own rule is called among the others. */
export const OWN = { name: "own-rule", label: "Your rule" };

/**
 * @param {Draft} draft
 * @returns {Omit<Rule, "source" | "math" | "hyper"> & { hyper: Draft["hyper"] }} as formulas.js prints them
 */
export function build(draft) {
  const stored = ["w", ...draft.slots];
  const hyper = Object.keys(draft.hyper);
  /** @type {Map<string, number>} */
  const names = new Map();
  for (const name of [...stored, "g", "t", ...hyper, ...draft.assignments.map((each) => each.name)]) {
    if (!names.has(name)) names.set(name, names.size);
  }
  const place = (/** @type {string} */ name) => names.get(name) ?? NaN;
  const [gradient, clock] = [place("g"), place("t")];
  const numbers = new Float64Array(names.size);
  const lines = draft.assignments.map(({ name, tree, line }) => ({ name, line, at: place(name), value: compile(tree, place) }));
  // Bare lines leave the new values under their own names.
  const results = draft.results.length ? draft.results.map(({ tree }) => compile(tree, place)) : stored.map((name) => (all) => all[place(name)]);

  const run = (state, g, t, h, each) => {
    numbers.set(state);
    numbers[gradient] = g;
    numbers[clock] = t;
    for (const name of hyper) numbers[place(name)] = h[name];
    for (const line of lines) {
      numbers[line.at] = line.value(numbers);
      each?.(line);
    }
    const values = results.map((value) => value(numbers));
    values.forEach((value, i) => (state[i] = value));
  };
  return {
    ...OWN,
    summary: "The rule that is written above, where its sliders are too.",
    slots: draft.slots,
    starts: draft.starts,
    hyper: draft.hyper,
    stable: null,
    step: (state, g, t, h) => run(state, g, t, h),
    /** One step that returns [line, name, value] for every line. */
    trace(state, g, t, h) {
      /** @type {Line[]} */
      const seen = [];
      run(state, g, t, h, ({ line, name, at }) => seen.push([line, name, numbers[at]]));
      if (draft.results.length) seen.push([draft.results[0].line, "w", state[0]]);
      return seen;
    },
  };
}
