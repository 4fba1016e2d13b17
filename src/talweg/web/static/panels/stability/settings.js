/** What the panel's settings come to: a map, its axes, and one setting on it. */

import { optimizers, surfaces } from "../../formulas.js";
import schema from "../../settings/stability.js";
import { nearest } from "../../lib/settings/range.js";
import { judged } from "../../lib/settings/settings.js";
import { axisOf, NONE } from "./axes.js";
import { bestAt, bestOfAll, exponentsAt, radiusIn } from "./rate.js";

/**
 * @import { Hyper, Parameter, Rule, Surface } from "../../formulas.js"
 * @import { Axis } from "./axes.js"
 * @import { Job } from "./cells.js"
 * @import { Model } from "../../lib/model/events.js"
 */

/** The rule and the surface that have a closed form. */
const CLOSED = [optimizers.momentum, surfaces.valley];
/** Which hyperparameters are axes first, by their roles; the rest of the rule's follow, then the surface's. */
const FIRST = ["rate", "average", null, "decay"];

/** The best settings depend on kappa alone. */
/** @type {{ kappa: number, fastest: ReturnType<typeof bestOfAll>, sgdFastest: ReturnType<typeof bestAt> } | null} */
let known = null;
function bests(/** @type {number} */ kappa) {
  if (known?.kappa !== kappa) known = { kappa, fastest: bestOfAll(kappa), sgdFastest: bestAt(kappa, 0) };
  return known;
}

/** Whether the panel has a setting of its own for hyperparameters of this name. */
const shared = (/** @type {string} */ name) => Object.hasOwn(schema, name) && schema[name].kind === "number";

/** A formula's hyperparameters: its own defaults, then the panel's settings of these names, then what was set by hand. */
function hyperOf({ hyper }, values, own) {
  const rest = (name, range) => (shared(name) ? nearest(values[name], range) : range.default);
  return { ...Object.fromEntries(Object.entries(hyper).map(([name, range]) => [name, rest(name, range)])), ...own };
}

/**
 * Every hyperparameter that may be an axis, the likeliest first.
 * @param {Rule} rule
 * @param {Surface} surface
 */
export function axesFor(rule, surface) {
  const rank = (/** @type {Parameter} */ { role = null }) => (FIRST.includes(role) ? FIRST.indexOf(role) : FIRST.length + 1);
  const own = Object.entries(rule.hyper).map(([name, range]) => ({ axis: axisOf("rule", name, range), rank: rank(range) }));
  const shape = Object.entries(surface.hyper).filter(([name]) => !(name in rule.hyper));
  const others = shape.map(([name, range]) => ({ axis: axisOf("surface", name, range), rank: FIRST.length }));
  return [...own, ...others].sort((a, b) => a.rank - b.rank).map(({ axis }) => axis);
}

/** @returns {[Axis, Axis]} */
function axesOf({ rule, surface, shape, across, up }) {
  const all = axesFor(rule, surface);
  const named = (name) => all.find((each) => each.name === name);
  const first = named(across) ?? all.find(({ name }) => name !== up) ?? NONE;
  const second = named(up) ?? all.find(({ name }) => name !== first.name) ?? NONE;
  return [reach(first, second), reach(second, first)];

  /** The rate's axis surrounds the limit of stability, where that is one and the same all over the map. */
  function reach(axis, other) {
    const curvature = surface.curvature(shape);
    const limited = axis.owner === "rule" && rule.hyper[axis.name].role === "rate" && rule.stable && curvature && other.owner !== "surface";
    if (!limited) return axis;
    const { low, high } = exponentsAt(curvature);
    return { ...axis, low: 10 ** low, high: 10 ** high, most: 10 ** high };
  }
}

/**
 * The map that a model holds, and how its settings were judged.
 * @param {Pick<Model, "get" | "link">} model
 */
export function settingsOf(model) {
  const judgement = judged(schema, model);
  const { values } = judgement;
  const [rule, surface] = [optimizers[values.rule], surfaces[values.surface]];
  const closed = rule === CLOSED[0] && surface === CLOSED[1];
  const [h, shape] = [hyperOf(rule, values, values.hyper), hyperOf(surface, values, values.shape)];
  const measured = values.map === "runs" || !closed;
  const asked = { rule, surface, h, shape, start: values.start ?? surface.start, steps: values.steps };
  const [across, up] = axesOf({ ...asked, across: measured ? values.across : "lr", up: measured ? values.up : "beta" });
  const sgdBelow = rule === CLOSED[0] && up.owner === "rule" && rule.hyper[up.name].role === "average"; // momentum without memory
  const common = { ...judgement, ...asked, across, up, sgdBelow };
  if (measured) return { ...common, measured: /** @type {true} */ (true), job: jobOf(common) };
  const { kappa } = shape;
  return { ...common, measured: /** @type {false} */ (false), ...bests(kappa), lr: h.lr, beta: h.beta, radius: radiusIn(kappa)(h.lr, h.beta) };
}

/** @returns {Job} where the setting lies on the axes does not count, so that the map stays while it moves */
function jobOf({ rule, surface, h, shape, start, steps, across, up }) {
  const rest = (table, owner) =>
    Object.fromEntries(Object.entries(table).filter(([name]) => ![across, up].some((each) => each.owner === owner && each.name === name)));
  return { rule: rule.name, h: rest(h, "rule"), surface: surface.name, shape: rest(shape, "surface"), start, steps, across, up };
}

/**
 * The number of the present setting on an axis.
 * @param {{ h: Hyper, shape: Hyper }} settings
 * @param {Axis} axis
 */
export const on = ({ h, shape }, { owner, name }) => (owner === "rule" ? h[name] : owner === "surface" ? shape[name] : 0);

/**
 * What the model is to hold for a hyperparameter: in the setting of its name, where the panel has one, else among those of its formula.
 * @param {Model} model
 * @param {{ owner: "rule" | "surface" | null, name: string, value: number }[]} changes
 */
export function setting(model, changes) {
  const { hyper, shape } = judged(schema, model).values;
  /** @type {Record<string, any>} */
  const values = {};
  for (const { owner, name, value } of changes) {
    if (owner === null) continue;
    const table = owner === "rule" ? "hyper" : "shape";
    const { [name]: _, ...others } = values[table] ?? (owner === "rule" ? hyper : shape);
    values[table] = shared(name) ? others : { ...others, [name]: value };
    if (shared(name)) values[name] = value;
  }
  return values;
}
