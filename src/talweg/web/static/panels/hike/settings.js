/** The state of a hike, and the one place where it is judged. */

import { aimAt, hillAt, landing, SEEDS, underfoot } from "./hill.js";
import { judge } from "../../lib/race/settings.js";

/**
 * `path` holds the stops after the start, x and y in turn. `turn` is in degrees off the slope, to the right; a `length`
 * of null is a tenth of the map, a `step` of null the last one; `equal` says on what terms the rules walk.
 */
export const state = { seed: SEEDS.default, steps: 12, path: [], turn: 0, length: null, lifted: 0, equal: "stride", step: null };

const whole = (low, high, rest) => ({
  default: rest,
  low,
  high,
  lowOpen: false,
  highOpen: false,
  integer: true,
  summary: `the whole numbers [${low}, ${high}]`,
});
/** A link holds at most 64 numbers in a list: 30 stops and no more. */
export const STEPS = whole(1, 30, state.steps);
export const TURN = whole(-180, 180, state.turn);
/** On what terms the rules walk beside the learner. */
export const TERMS = { stride: { label: "your first stride" }, best: { label: "each at its best rate" } };
const SWITCH = whole(0, 1, state.lifted);
/** The shortest step is this share of the map. */
const SHORTEST = 1e-3;

/**
 * The lengths that a step may have on this hill.
 * @param {import("./hill.js").Hill} hill
 * @returns {import("../../lib/settings/range.js").Range}
 */
export function lengths({ reach }) {
  const low = reach * SHORTEST;
  return { default: Number((reach / 10).toPrecision(2)), low, high: reach, lowOpen: false, highOpen: false, integer: false, summary: `[${low}, ${reach}]` };
}

/** The stops that can be used: numbers in pairs, on the map, no more than there are steps. */
function cleanPath(verdict, given, { surface: { view } }, steps) {
  const list = Array.isArray(given) ? given : [given];
  const strange = list.findIndex((value) => typeof value !== "number" || !Number.isFinite(value));
  const count = Math.floor((strange < 0 ? list.length : strange) / 2);
  if (2 * count < list.length) {
    verdict.refuse(
      "path",
      list.slice(2 * count, 2 * count + 2),
      "is not a stop, which is two numbers",
      `the walk ends after ${count} ${count === 1 ? "step" : "steps"}`,
    );
  }
  if (count > steps) verdict.refuse("path", count, `stops are more than there are steps`, `the walk ends after step ${steps}`);
  const path = list.slice(0, 2 * Math.min(count, steps));
  const inside = path.map((value, i) => Math.min(Math.max(value, view[i % 2][0]), view[i % 2][1]));
  const off = inside.findIndex((value, i) => value !== path[i]);
  if (off >= 0) verdict.refuse("path", path[off], "is off the map", "the walk stays on it");
  return inside;
}

/** The blindfold stays on until there is a walk to look at. */
function cleanLifted(verdict, given, taken) {
  const lifted = verdict.number("lifted", given, SWITCH);
  if (!lifted || taken) return lifted;
  verdict.refuse("lifted", lifted, "comes before the first step", "the blindfold stays on");
  return 0;
}

function cleanStep(verdict, given, lifted, taken) {
  if (given === null || given === undefined || !lifted) return null;
  const step = verdict.number("step", given, whole(0, taken, taken));
  return step === taken ? null : step;
}

function clean(model, verdict) {
  const seed = verdict.number("seed", model.get("seed"), SEEDS);
  const hill = hillAt(seed);
  const steps = verdict.number("steps", model.get("steps"), STEPS);
  const path = cleanPath(verdict, model.get("path"), hill, steps);
  const taken = path.length / 2;
  const length = model.get("length");
  const lifted = cleanLifted(verdict, model.get("lifted"), taken);
  return {
    seed,
    steps,
    path,
    turn: verdict.number("turn", model.get("turn"), TURN),
    length: length === null || length === undefined ? null : verdict.number("length", length, lengths(hill)),
    lifted,
    equal: verdict.choice("equal", model.get("equal"), TERMS, state.equal),
    step: cleanStep(verdict, model.get("step"), lifted, taken),
  };
}

/**
 * The walk so far, as a run like those of the rules.
 * @param {import("./hill.js").Hill} hill
 * @param {number[][]} stops
 * @returns {import("../../lib/race/descent.js").Run}
 */
function walk({ surface, shape }, stops) {
  return {
    x: Float64Array.from(stops, ([x]) => x),
    y: Float64Array.from(stops, ([, y]) => y),
    f: Float64Array.from(stops, ([x, y]) => surface.at(x, y, shape)[0]),
    last: stops.length - 1,
    diverged: null,
  };
}

/**
 * @param {{ get: (key: string) => any, link?: () => string }} model
 * @returns everything the panel shows of the walk, the clean values behind it, words about what could not be used, and
 *   whether some of these words are fresh: the model then still holds the illegal values
 */
export function settle(model) {
  const verdict = judge(model);
  const values = clean(model, verdict);
  const hill = hillAt(values.seed);
  const taken = values.path.length / 2;
  const stops = [hill.start, ...Array.from({ length: taken }, (_, k) => values.path.slice(2 * k, 2 * k + 2))];
  const felt = stops.map((stop) => underfoot(hill, stop));
  const length = values.length ?? lengths(hill).default;
  const toward = (felt[taken].heading + values.turn + 360) % 360;
  return {
    ...values,
    ...hill,
    hill,
    taken,
    stops,
    felt,
    length,
    toward,
    here: stops[taken],
    left: values.steps - taken,
    lifted: values.lifted === 1,
    step: values.step ?? taken,
    next: landing(hill, stops[taken], toward, length),
    you: walk(hill, stops),
    values,
    ...verdict.told(),
  };
}

/**
 * The legal aim nearest to a place on the map.
 * @param {ReturnType<typeof settle>} now
 * @param {number[]} place
 * @returns {{ turn: number, length: number }}
 */
export function aimed({ hill, here, felt, taken }, place) {
  const { low, high } = lengths(hill);
  const { turn, length } = aimAt(here, place, felt[taken].heading);
  return { turn, length: Number(Math.min(Math.max(length, low), high).toPrecision(3)) };
}
