/** What the settings of a race come to: a ground, and rules ready to run on it. */

import { optimizers, surfaces } from "../../formulas.js";
import schema from "../../settings/race.js";
import { ruleStyle } from "../chart/style.js";
import { ANGLE } from "../map/view.js";
import { judged } from "../settings/settings.js";
import { nearest } from "../settings/range.js";
import { rehearse } from "./rehearsal.js";
import { bestKnown } from "./search.js";

const defaults = (ranges) => Object.fromEntries(Object.entries(ranges).map(([key, range]) => [key, range.default]));

/** One rule's hyperparameters in this race: its own, the common rate, then what was set by hand. */
function entry(name, values, setup) {
  const rule = optimizers[name];
  const h = defaults(rule.hyper);
  if (rule.hyper.lr) h.lr = nearest(values.rate, rule.hyper.lr);
  Object.assign(h, values.hyper[name]);
  const sweep = values.equal === "best" ? bestKnown(name, h, setup) : null;
  const rehearsal = values.equal === "gradients" ? rehearse(rule, h, setup) : null;
  const found = sweep ?? rehearsal;
  if (found) h.lr = found.lr;
  return { name, rule, h, sweep, rehearsal, style: ruleStyle(name) };
}

/**
 * The race that legal settings describe.
 * @param {Record<string, any>} values
 */
export function raceOf(values) {
  const surface = surfaces[values.surface];
  const setup = {
    surface,
    shape: { ...defaults(surface.hyper), ...values.shape },
    start: values.start ?? surface.start,
    steps: values.steps,
  };
  const entries = values.rules.map((name) => entry(name, values, setup));
  return {
    ...setup,
    step: values.step ?? values.steps,
    unit: values.equal === "gradients" ? "gradient" : "step",
    equal: values.equal,
    rate: values.rate,
    predict: values.predict === 1,
    view: values.view,
    look: values.look,
    angle: values.angle ?? ANGLE,
    entries,
    searching: entries.some(({ sweep }) => sweep?.searching),
  };
}

/**
 * The race that a model holds, and how its settings were judged.
 * @param {Pick<import("../model/events.js").Model, "get" | "link">} model
 */
export function settingsOf(model) {
  const judgement = judged(schema, model);
  return { ...raceOf(judgement.values), ...judgement };
}
