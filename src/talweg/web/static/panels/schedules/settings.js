/** What the settings of the schedules panel come to: every schedule that is shown, ready to ask. */

import { optimizers, schedules, surfaces } from "../../formulas.js";
import schema from "../../settings/schedules.js";
import { scheduleStyle } from "../../lib/chart/style.js";
import { rangeOf } from "../../lib/settings/judge.js";
import { judged } from "../../lib/settings/settings.js";

/** So many schedules beside the fixed rate; more would hide each other. */
export const MOST = schema.shown.most;

/** What all schedules share, each within what the others leave it. */
export const COMMON = ["peak", "total", "warmup", "floor"];

export const NAMES = Object.keys(schema.shown.options);

export const surface = surfaces.valley;

/**
 * The hyperparameters that are a schedule's own, with their ranges here.
 * @param {string} name
 * @param {Record<string, any>} values
 * @returns {Record<string, import("../../formulas.js").Parameter>}
 */
export const ownRanges = (name, values) => Object.fromEntries(Object.entries(schema.hyper.tables[name]).map(([key, range]) => [key, rangeOf(range, values)]));

const defaults = (ranges) => Object.fromEntries(Object.entries(ranges).map(([key, range]) => [key, range.default]));

/** A schedule with its hyperparameters, ready to ask. */
function entry(name, values) {
  const schedule = schedules[name];
  const common = Object.fromEntries(COMMON.filter((key) => key in schedule.hyper).map((key) => [key, values[key]]));
  const h = { ...common, ...defaults(ownRanges(name, values)), ...values.hyper[name] };
  return { name, label: schedule.label, schedule, h, style: scheduleStyle(name), at: (t) => schedule.at(t, h) };
}

/**
 * What a model holds, with every schedule's rates, the fixed rate first.
 * @param {Pick<import("../../lib/model/events.js").Model, "get" | "link">} model
 */
export function settingsOf(model) {
  const judgement = judged(schema, model);
  const { values } = judgement;
  const fixed = { ...entry("constant", { ...values, warmup: 0, hyper: {} }), name: "fixed", label: "Fixed rate", style: scheduleStyle("fixed") };
  const rule = optimizers[values.rule];
  return {
    ...values,
    ...judgement,
    step: values.step ?? values.total,
    rule,
    ruleHyper: defaults(rule.hyper),
    shape: defaults(surface.hyper),
    entries: [fixed, ...values.shown.map((name) => entry(name, values))],
  };
}
