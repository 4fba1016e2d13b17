/** What the settings of a hike come to: the walk so far, and where the next step would lead. */

import { judged } from "../../lib/settings/settings.js";
import { nearest } from "../../lib/settings/range.js";
import schema from "../../settings/hike.js";
import { aimAt, hillAt, landing, underfoot } from "./hill.js";

/**
 * @import { Pair } from "../../formulas.js"
 * @import { Settings } from "../../../types/settings.d.ts"
 */

/** The shortest step is this share of the map. */
const SHORTEST = 1e-3;

/**
 * The lengths that a step may have on this hill.
 * @param {import("./hill.js").Hill} hill
 * @returns {import("../../formulas.js").Parameter}
 */
export function lengths({ reach }) {
  const low = reach * SHORTEST;
  return { default: Number((reach / 10).toPrecision(2)), low, high: reach, lowOpen: false, highOpen: false, integer: false, summary: `[${low}, ${reach}]` };
}

/**
 * What depends on the hill, which only its seed knows: the walk stays on its map, and a step is as long as it allows.
 * @param {Settings<typeof schema>} settings
 * @param {import("../../lib/settings/judge.js").Judge} judge
 */
function judgeOnHill(settings, judge) {
  const hill = hillAt(settings.seed);
  const { view } = hill.surface;
  const path = settings.path.map((value, i) => Math.min(Math.max(value, view[i % 2][0]), view[i % 2][1]));
  const off = path.findIndex((value, i) => value !== settings.path[i]);
  if (off >= 0) judge.refuse("path", settings.path[off], "is off the map", "the walk stays on it");
  return { ...settings, path, length: settings.length === null ? null : judge.number("length", settings.length, lengths(hill)) };
}

/**
 * The walk so far, as a run like those of the rules.
 * @param {import("./hill.js").Hill} hill
 * @param {Pair[]} stops
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
 * @param {Pick<import("../../lib/model/events.js").Model, "get" | "link">} model
 * @returns everything the panel shows of the walk, and how the settings were judged
 */
export function settingsOf(model) {
  const judgement = judged(schema, model, judgeOnHill);
  const { values } = judgement;
  const hill = hillAt(values.seed);
  const taken = values.path.length / 2;
  /** @type {Pair[]} */
  const walked = Array.from({ length: taken }, (_, k) => [values.path[2 * k], values.path[2 * k + 1]]);
  const stops = [hill.start, ...walked];
  const felt = stops.map((stop) => underfoot(hill, stop));
  const length = values.length ?? lengths(hill).default;
  const toward = (felt[taken].heading + values.turn + 360) % 360;
  return {
    ...values,
    ...judgement,
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
    step: (values.lifted ? values.step : null) ?? taken,
    next: landing(hill, stops[taken], toward, length),
    you: walk(hill, stops),
  };
}

/**
 * The legal aim nearest to a place on the map.
 * @param {ReturnType<typeof settingsOf>} now
 * @param {Pair} place
 * @returns {{ turn: number, length: number }}
 */
export function aimed({ hill, here, felt, taken }, place) {
  const { turn, length } = aimAt(here, place, felt[taken].heading);
  return { turn, length: Number(nearest(length, lengths(hill)).toPrecision(3)) };
}
