/** The settings of a race: one table of defaults, and the one place where values from outside are judged. */

import { optimizers, surfaces } from "../../formulas.js";
import { ruleStyle } from "../chart/style.js";
import { exact } from "../number.js";
import { legal, nearest } from "../settings/range.js";
import { rehearse } from "./rehearsal.js";
import { bestKnown } from "./search.js";
import { cleanList, cleanSight } from "./sight.js";
import { ANGLE } from "../map/view.js";

/**
 * The handout's race. Null means "as the surface declares it" (start), "at the end" (step), "the whole map" (view:
 * its middle x, y and how many times it is enlarged) or "as it rests" (angle: turn and tilt in degrees);
 * `shape` and `hyper` hold only what differs from the formulas' own defaults; `predict` hides the paths until a guess.
 */
export const state = {
  surface: "valley",
  shape: {},
  rules: ["sgd", "momentum", "adam"],
  equal: "rate",
  rate: 0.05,
  hyper: {},
  start: null,
  steps: 50,
  step: null,
  predict: 0,
  view: null,
  look: "flat",
  angle: null,
};

/** What can be equal in a race. */
export const EQUAL = {
  rate: { label: "the same rate" },
  best: { label: "each at its own best rate" },
  gradients: { label: "the same number of gradients" },
};

/** The common rate is legal where the rules' own is. */
export const RATE = { ...Object.values(optimizers).find((rule) => rule.hyper.lr).hyper.lr, default: state.rate };
const STEPS = { default: state.steps, low: 1, high: 1000, lowOpen: false, highOpen: false, integer: true, summary: "the whole numbers [1, 1000]" };

const SWITCH = { default: 0, low: 0, high: 1, lowOpen: false, highOpen: false, integer: true, summary: "the whole numbers [0, 1]" };

const isTable = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const shown = (value) => (typeof value === "number" ? exact(value) : Array.isArray(value) ? value.map(shown).join(", ") : String(value).slice(0, 60));

/**
 * Collects words about values of a model that could not be used.
 * @param {{ get: (key: string) => any, link?: () => string }} model
 */
export function judge(model) {
  const where = model.link ? " in the link" : "";
  const notices = [];
  const refuse = (name, value, why, outcome) => notices.push(`${name} = ${shown(value)}${where} ${why}; ${outcome}.`);
  return {
    notices,
    refuse,
    number(name, value, range, fallback = range.default) {
      if (legal(value, range)) return value;
      const used = nearest(value, range, fallback);
      refuse(name, value, typeof value === "number" ? `is outside ${range.summary}` : "is not a number", `using ${exact(used)}`);
      return used;
    },
    choice(name, value, table, fallback) {
      if (typeof value === "string" && Object.hasOwn(table, value)) return value;
      const used = Object.hasOwn(table, fallback) ? fallback : Object.keys(table)[0];
      refuse(name, value, "is not known here", `using ${table[used].label ?? used}`);
      return used;
    },
    /** Hyperparameters that were set: legal ones kept, the rest mended or left out. */
    table(owner, given, ranges, fallback = {}) {
      if (!isTable(given)) {
        refuse(owner, given, "is not a set of values", "using the defaults");
        return {};
      }
      const kept = {};
      for (const [key, value] of Object.entries(given)) {
        if (Object.hasOwn(ranges, key)) kept[key] = this.number(`${owner}${key}`, value, ranges[key], fallback[key]);
        else refuse(`${owner}${key}`, value, "names no hyperparameter", "it is left out");
      }
      return kept;
    },
    /** These words after those that the model holds; while some are fresh, it still holds the illegal values. */
    told: () => ({ fresh: notices.length > 0, notices: [...(model.get("notices") ?? []), ...notices] }),
  };
}

function cleanStart(verdict, asked, surface) {
  const given = cleanList(verdict, "start", asked, 2, "a point", `using ${shown(surface.start)}`);
  if (!given) return null;
  const inside = given.map((v, i) => Math.min(Math.max(v, surface.view[i][0]), surface.view[i][1]));
  if (inside.some((v, i) => v !== given[i])) verdict.refuse("start", given, "is off the map", `using ${shown(inside)}`);
  return inside.every((v, i) => v === surface.start[i]) ? null : inside;
}

function cleanRules(verdict, given) {
  const list = Array.isArray(given) ? given : [given];
  const known = list.filter((name) => typeof name === "string" && Object.hasOwn(optimizers, name));
  const strange = new Set(list.filter((name) => !known.includes(name)));
  for (const name of strange) verdict.refuse("rules", name, "is not a rule known here", "it is left out");
  return Object.keys(optimizers).filter((name) => known.includes(name));
}

function cleanStep(verdict, given, steps) {
  if (given === null || given === undefined) return null;
  const range = { ...STEPS, low: 0, high: steps, default: steps, summary: `the whole numbers [0, ${steps}]` };
  const step = verdict.number("step", given, range);
  return step === steps ? null : step;
}

/** The legal form of everything the model holds, in the shape of the table of defaults. */
function clean(model, verdict) {
  const surface = verdict.choice("surface", model.get("surface"), surfaces, state.surface);
  const steps = verdict.number("steps", model.get("steps"), STEPS);
  const given = model.get("hyper");
  const hyper = {};
  for (const [name, values] of Object.entries(isTable(given) ? given : {})) {
    if (Object.hasOwn(optimizers, name)) hyper[name] = verdict.table(`${name} `, values, optimizers[name].hyper, { lr: state.rate });
    else verdict.refuse("hyper", name, "is not a rule known here", "it is left out");
  }
  return {
    surface,
    shape: verdict.table("", model.get("shape"), surfaces[surface].hyper),
    rules: cleanRules(verdict, model.get("rules")),
    equal: verdict.choice("equal", model.get("equal"), EQUAL, state.equal),
    rate: verdict.number("rate", model.get("rate"), RATE),
    hyper,
    start: cleanStart(verdict, model.get("start"), surfaces[surface]),
    steps,
    step: cleanStep(verdict, model.get("step"), steps),
    predict: verdict.number("predict", model.get("predict") ?? 0, SWITCH),
    ...cleanSight(verdict, model, surfaces[surface]),
  };
}

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
 * The legal form of what the model holds.
 * @param {{ get: (key: string) => any }} model
 * @returns {typeof state}
 */
export const legalValues = (model) => clean(model, judge(model));

/**
 * @param {{ get: (key: string) => any, link?: () => string }} model
 * @returns settings ready to run, the clean values behind them, words about what could not be used, and
 *   whether some of these words are fresh: the model then still holds the illegal values
 */
export function settle(model) {
  const verdict = judge(model);
  const values = clean(model, verdict);
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
    values,
    ...verdict.told(),
  };
}

/**
 * Set many values and keep them.
 * @param {any} model
 * @param {Record<string, any>} values
 */
export function write(model, values) {
  for (const [key, value] of Object.entries(values)) model.set(key, value);
  model.save_changes();
}
