/** What the settings of the panel come to: a race with the learner's own rule in it, read from its text. */

import schema from "../../settings/own-rule.js";
import race from "../../settings/race.js";
import { raceOf } from "../../lib/race/settings.js";
import { atRest, judged } from "../../lib/settings/settings.js";
import { legal, nearest } from "../../lib/settings/range.js";
import { build, OWN } from "./build.js";
import { parse } from "./parser.js";
import { Mistake, placeOf } from "../../lib/formula/words.js";

const STYLE = { ink: "tw-ink-own", dash: "", shape: "star" };

/**
 * What a text comes to.
 * @param {string} text
 * @returns {{ text: string, draft: ReturnType<typeof parse>, rule: ReturnType<typeof build>, mistake: null } | { text: string, mistake: Mistake & { place: ReturnType<typeof placeOf> } }}
 */
export function read(text) {
  try {
    const draft = parse(text);
    return { text, draft, rule: build(draft), mistake: null };
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    return { text, mistake: Object.assign(error, { place: placeOf(text, error.at) }) };
  }
}

/** The values that still mean something in a rule: after its text has changed, the others go. */
export function stillMeant(own, rule) {
  return Object.fromEntries(Object.entries(own).filter(([key, value]) => Object.hasOwn(rule.hyper, key) && legal(value, rule.hyper[key])));
}

/** The hyperparameters of the rule in this race: its own, the common rate, then what was set by hand. */
function hyperOf(rule, rate, own) {
  const h = Object.fromEntries(Object.entries(rule.hyper).map(([key, range]) => [key, range.default]));
  if (rule.hyper.lr) h.lr = nearest(rate, rule.hyper.lr);
  return Object.assign(h, own);
}

/** @returns a function that makes of a model what the panel shows; it remembers the last text without a mistake */
export function reading() {
  let last = null;
  let good = null;
  /** The ranges of the rule's own numbers stand in its text, so they are judged here. */
  const judgeOwn = (settings, judge) => {
    if (last?.text !== settings.text) last = read(settings.text);
    if (!last.mistake) good = last;
    return last.mistake ? settings : { ...settings, own: judge.hyper("own", "your rule ", settings.own, last.rule.hyper) };
  };
  return (model) => {
    const judgement = judged(schema, model, judgeOwn);
    const { text, own, ...shared } = judgement.values;
    const name = last.mistake ? `${OWN.name}-before` : OWN.name;
    const label = last.mistake ? `${OWN.label}, before the mistake` : OWN.label;
    const h = good && hyperOf(good.rule, shared.rate, last.mistake ? stillMeant(own, good.rule) : own);
    return {
      ...raceOf({ ...atRest(race), ...shared }),
      ...judgement,
      text,
      mistake: last.mistake,
      own: good && { name, rule: { ...good.rule, name, label }, h, sweep: null, rehearsal: null, style: STYLE, text: good.text, draft: good.draft },
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
