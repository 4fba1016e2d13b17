/** The settings of the panel `batches`: one table of defaults, and where values from outside are judged. */

import { optimizers } from "../../formulas.js";
import { COUNT, start as RESTING, surface } from "./examples.js";
import { exact } from "../../lib/number.js";

/**
 * `equal` says of what all three get the same amount; `step` counts it. Null means "as it rests" (start) or "at the
 * end" (step), and a size may be "all".
 */
export const state = { size: [1, 32, "all"], equal: "examples", passes: 3, updates: 60, rates: "same", rate: 0.5, start: null, seed: 1, step: null };

/** What can be equal, and what its steps are called. */
export const UNITS = {
  examples: { label: "examples seen", one: "example" },
  updates: { label: "updates", one: "update" },
};

const whole = (low, high, rest) => ({
  default: rest,
  low,
  high,
  lowOpen: false,
  highOpen: false,
  integer: true,
  summary: `the whole numbers [${low}, ${high}]`,
});
export const RANGES = {
  passes: whole(1, 10, state.passes),
  updates: whole(1, 100, state.updates),
  seed: whole(1, 999999, state.seed),
  rate: { ...optimizers.sgd.hyper.lr, default: state.rate },
};

const inNumbers = (sizes) => sizes.map((size) => (size === "all" ? COUNT : size));
/** As the link writes sizes. @param {number[]} sizes */
export const inWords = (sizes) => sizes.map((size) => (size === COUNT ? "all" : size));

function cleanSizes(verdict, given) {
  const resting = inNumbers(state.size);
  if (!Array.isArray(given) || given.length !== resting.length) {
    verdict.refuse("size", given, `is not a list of ${resting.length} sizes`, `using ${state.size.join(", ")}`);
    return resting;
  }
  return inNumbers(given).map((size, i) => verdict.number("size", size, whole(1, COUNT, resting[i])));
}

function cleanStart(verdict, given) {
  if (given === null || given === undefined) return null;
  if (!Array.isArray(given) || given.length !== 2 || !given.every(Number.isFinite)) {
    verdict.refuse("start", given, "is not a point", `using ${RESTING.map(exact).join(", ")}`);
    return null;
  }
  const inside = given.map((v, i) => Math.min(Math.max(v, surface.view[i][0]), surface.view[i][1]));
  if (inside.some((v, i) => v !== given[i])) verdict.refuse("start", given, "is off the map", `using ${inside.map(exact).join(", ")}`);
  return inside.every((v, i) => v === RESTING[i]) ? null : inside;
}

/**
 * The legal form of what the model holds.
 * @param {{ get: (key: string) => any }} model
 * @param {ReturnType<typeof import("../../lib/race/settings.js").judge>} verdict
 * @returns the clean `values` for the model, and from them: `sizes` in numbers, the `start`, how many `steps` the work
 *   has and the present `step`
 */
export function settle(model, verdict) {
  const numbers = Object.fromEntries(Object.entries(RANGES).map(([key, range]) => [key, verdict.number(key, model.get(key), range)]));
  const equal = verdict.choice("equal", model.get("equal"), UNITS, state.equal);
  const rates = verdict.choice("rates", model.get("rates"), { same: {}, best: {} }, state.rates);
  const [sizes, start] = [cleanSizes(verdict, model.get("size")), cleanStart(verdict, model.get("start"))];
  const steps = equal === "examples" ? numbers.passes * COUNT : numbers.updates;
  const step = verdict.number("step", model.get("step") ?? steps, whole(0, steps, steps));
  const values = { ...numbers, size: inWords(sizes), equal, rates, start, step: step === steps ? null : step };
  return { values, sizes, start: start ?? RESTING, steps, step };
}
