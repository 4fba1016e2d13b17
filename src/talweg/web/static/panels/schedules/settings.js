/** The settings of the schedules panel: one table of defaults, and what the link says of them, judged. */

import { optimizers, schedules, surfaces } from "../../formulas.js";
import { scheduleStyle } from "../../lib/chart/style.js";
import { judge } from "../../lib/race/settings.js";

/** `hyper` holds what was set of each schedule's own hyperparameters; `step` null is the end. */
export const state = {
  shown: ["cosine", "step", "one_cycle"],
  peak: 0.05,
  total: 200,
  warmup: 10,
  floor: 0,
  hyper: {},
  rule: "sgd",
  sigma: 1,
  step: null,
};

/** So many schedules beside the fixed rate; more would hide each other. */
export const MOST = 3;

const whole = (low, high, rest) => ({
  default: rest,
  low,
  high,
  lowOpen: false,
  highOpen: false,
  integer: true,
  list: false,
  summary: `the whole numbers of [${low}, ${high}]`,
});
const real = (low, high, rest, lowOpen = false) => ({
  default: rest,
  low,
  high,
  lowOpen,
  highOpen: high === Infinity,
  integer: false,
  list: false,
  summary: `${lowOpen ? "(" : "["}${low}, ${high === Infinity ? "inf)" : `${high}]`}`,
});

/** What all schedules share, each within what the others leave it. */
export const COMMON = {
  peak: () => real(0, Infinity, state.peak, true),
  total: () => whole(10, 1000, state.total),
  warmup: ({ total }) => whole(0, total - 1, Math.min(state.warmup, total - 1)),
  floor: ({ peak }) => real(0, peak, 0),
};
export const SIGMA = real(0, Infinity, state.sigma);

/** Where a formula has no default, or one for far longer runs than these. */
const HERE = { every: 50, period: 50, cooldown: 60, timescale: 20 };

/** A list of steps has no slider: such schedules stay in the library and on the command line. */
export const NAMES = Object.keys(schedules).filter((name) => !Object.values(schedules[name].hyper).some((range) => range.list));

/** The rules whose rate can be scheduled. */
export const RULES = Object.fromEntries(Object.entries(optimizers).filter(([, rule]) => rule.hyper.lr));

export const surface = surfaces.valley;

/**
 * The hyperparameters that are a schedule's own, with their ranges here.
 * @param {string} name
 * @param {{ total: number, warmup: number }} values
 * @returns {Record<string, import("../../lib/settings/range.js").Range>}
 */
export function ownRanges(name, { total, warmup }) {
  const own = Object.entries(schedules[name].hyper).filter(([key]) => !Object.hasOwn(COMMON, key));
  return Object.fromEntries(own.map(([key, range]) => {
    // The one fall that is counted back from the end cannot begin before the warm-up has ended.
    if (key === "cooldown") return [key, whole(1, total - warmup, Math.min(HERE.cooldown, total - warmup))];
    const rest = HERE[key] ?? range.default;
    return [key, range.integer && range.high === Infinity ? whole(range.low, 1000, rest) : { ...range, default: rest }];
  }));
}

const defaults = (ranges) => Object.fromEntries(Object.entries(ranges).map(([key, range]) => [key, range.default]));

function cleanShown(verdict, given) {
  const list = [...new Set(Array.isArray(given) ? given : [given])];
  for (const name of list.filter((each) => !NAMES.includes(each))) verdict.refuse("shown", name, "is not a schedule offered here", "it is left out");
  const known = NAMES.filter((name) => list.includes(name));
  if (known.length > MOST) verdict.refuse("shown", known, `are more than ${MOST}`, `showing the first ${MOST}`);
  return known.slice(0, MOST);
}

function clean(model, verdict) {
  const values = { shown: cleanShown(verdict, model.get("shown")) };
  for (const key of ["peak", "total", "warmup", "floor"]) values[key] = verdict.number(key, model.get(key), COMMON[key](values));
  const given = model.get("hyper");
  values.hyper = {};
  for (const [name, own] of Object.entries(given !== null && typeof given === "object" ? given : {})) {
    if (NAMES.includes(name)) values.hyper[name] = verdict.table(`${name} `, own, ownRanges(name, values));
    else verdict.refuse("hyper", name, "is not a schedule offered here", "it is left out");
  }
  values.rule = verdict.choice("rule", model.get("rule"), RULES, state.rule);
  values.sigma = verdict.number("sigma", model.get("sigma"), SIGMA);
  const step = model.get("step") ?? null;
  values.step = step === null ? null : verdict.number("step", step, whole(0, values.total, values.total));
  return values;
}

/** A schedule with its hyperparameters, ready to ask. */
function entry(name, values) {
  const schedule = schedules[name];
  const common = Object.fromEntries(Object.keys(COMMON).filter((key) => key in schedule.hyper).map((key) => [key, values[key]]));
  const h = { ...common, ...defaults(ownRanges(name, values)), ...values.hyper[name] };
  return { name, label: schedule.label, schedule, h, style: scheduleStyle(name), at: (t) => schedule.at(t, h) };
}

/**
 * The legal form of what the model holds, with every schedule's rates, the fixed rate first.
 * @param {{ get: (key: string) => any, link?: () => string }} model
 */
export function settlePlan(model) {
  const verdict = judge(model);
  const values = clean(model, verdict);
  const fixed = { ...entry("constant", { ...values, warmup: 0, hyper: {} }), name: "fixed", label: "Fixed rate", style: scheduleStyle("fixed") };
  const rule = RULES[values.rule];
  return {
    ...values,
    step: values.step ?? values.total,
    rule,
    ruleHyper: defaults(rule.hyper),
    shape: defaults(surface.hyper),
    entries: [fixed, ...values.shown.map((name) => entry(name, values))],
    values,
    ...verdict.told(),
  };
}
