/** The settings of a race with the learner's own rule in it: the race's, and beside them the text and its numbers. */

import { legal, nearest } from "../../lib/settings/range.js";
import { build, OWN } from "./build.js";
import { IDEAS } from "./examples.js";
import { parse } from "./parser.js";
import { LONGEST, Mistake, placeOf } from "./words.js";
import { judge, settle, state as race } from "../../lib/race/settings.js";

/** What this panel takes from the race's table; the rest of it stays as it rests. */
const SHARED = ["surface", "shape", "rules", "rate", "hyper", "start", "steps", "step"];

/** `own` holds the hyperparameters of the learner's rule that were set by hand. */
export const state = { ...Object.fromEntries(SHARED.map((key) => [key, race[key]])), text: IDEAS[0].text, own: {} };

const STYLE = { ink: "tw-ink-own", dash: "", shape: "star" };

/**
 * What a text comes to.
 * @param {string} text
 * @returns {{ text: string, draft: any, rule: any, mistake: null } | { text: string, mistake: Mistake & { place: any } }}
 */
export function read(text) {
  try {
    const draft = parse(text);
    return { text, draft, rule: build(draft), mistake: null };
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    error.place = placeOf(text, error.at);
    return { text, mistake: error };
  }
}

/** The values that still mean something in a rule: after its text has changed, the others go. */
export function stillMeant(own, rule) {
  return Object.fromEntries(Object.entries(own).filter(([key, value]) => Object.hasOwn(rule.hyper, key) && legal(value, rule.hyper[key])));
}

function cleanText(verdict, given) {
  if (typeof given !== "string") {
    verdict.refuse("text", given, "is not a text", "using the first idea");
    return state.text;
  }
  if (given.length <= LONGEST + 1) return given; // the editor itself keeps one character too many, and says so
  verdict.refuse("text", given, `has ${given.length.toLocaleString("en")} characters, more than ${LONGEST.toLocaleString("en")}`, "the rest is cut off");
  return given.slice(0, LONGEST);
}

/** The hyperparameters of the rule in this race: its own, the common rate, then what was set by hand. */
function hyperOf(rule, rate, own) {
  const h = Object.fromEntries(Object.entries(rule.hyper).map(([key, range]) => [key, range.default]));
  if (rule.hyper.lr) h.lr = nearest(rate, rule.hyper.lr);
  return Object.assign(h, own);
}

/** @returns a function that settles a model; it remembers the last text without a mistake */
export function settling() {
  let last = null;
  let good = null;
  return (model) => {
    const verdict = judge(model);
    const text = cleanText(verdict, model.get("text"));
    if (last?.text !== text) last = read(text);
    if (!last.mistake) good = last;
    const given = model.get("own");
    const own = last.mistake ? given : verdict.table("your rule ", given, last.rule.hyper);
    const settings = settle({ link: model.link, get: (key) => (SHARED.includes(key) || key === "notices" ? model.get(key) : race[key]) });
    const name = last.mistake ? `${OWN.name}-before` : OWN.name;
    const label = last.mistake ? `${OWN.label}, before the mistake` : OWN.label;
    const h = good && hyperOf(good.rule, settings.rate, last.mistake ? stillMeant(Object(given), good.rule) : own);
    return {
      ...settings,
      text,
      mistake: last.mistake,
      own: good && { name, rule: { ...good.rule, name, label }, h, sweep: null, rehearsal: null, style: STYLE, text: good.text, draft: good.draft },
      values: { ...Object.fromEntries(SHARED.map((key) => [key, settings.values[key]])), text, own },
      fresh: settings.fresh || verdict.notices.length > 0,
      notices: [...settings.notices, ...verdict.notices],
    };
  };
}

/**
 * The line under the editor.
 * @param {{ mistake: any, own: any }} settings
 * @param {boolean} stopped the worker took too long
 * @param {string} tooLong what to say then
 */
export function ruleWords({ mistake, own }, stopped, tooLong) {
  if (mistake) {
    const before = own ? " Until then the map keeps the last rule without a mistake." : "";
    return `Line ${mistake.place.line}, column ${mistake.place.column}: ${mistake.message}.${before}`;
  }
  if (stopped) return tooLong;
  const list = (names) => names.join(", ");
  const { slots, hyper } = own.draft;
  const kept = slots.length ? `Remembered from step to step: ${list(slots)}.` : "It remembers nothing from step to step.";
  const keys = Object.keys(hyper);
  return `${kept} ${keys.length ? `Hyperparameters: ${list(keys)}.` : "It has no hyperparameters."}`;
}
