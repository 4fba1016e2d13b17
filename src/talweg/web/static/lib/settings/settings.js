/** The settings that a panel's model holds: judged when they are read, mended where they were not legal, written. */

import { Judge } from "./judge.js";

/**
 * @import { Schema, Settings } from "../../../types/settings.d.ts"
 * @import { Model } from "../model/events.js"
 */

/**
 * The legal settings, all words that the page should show, and whether some of these words are fresh: the model then
 * still holds what is not legal.
 * @template Values
 * @typedef {{ values: Values, notices: string[], fresh: boolean }} Judged
 */

/**
 * The settings of a panel at rest; the caller may change them.
 * @template {Schema} S
 * @param {S} schema
 * @returns {Settings<S>}
 */
export function atRest(schema) {
  /** @type {any} of the types that the schema says */
  const resting = {};
  for (const [name, field] of Object.entries(schema)) resting[name] = structuredClone(field.default);
  return resting;
}

/**
 * The legal form of what a model holds.
 * @template {Schema} S
 * @param {S} schema
 * @param {Pick<Model, "get" | "link">} model
 * @param {(settings: Settings<S>, judge: Judge) => Settings<S>} [more] what the panel itself must judge: the settings in, and out
 * @returns {Judged<Settings<S>>}
 */
export function judged(schema, model, more = (settings) => settings) {
  const judge = new Judge(model.link ? " in the link" : "");
  const values = more(judge.all(schema, (name) => model.get(name)), judge);
  return { values, fresh: judge.refused.length > 0, notices: [...(model.get("notices") ?? []), ...judge.refused] };
}

/**
 * Set many values and keep them.
 * @param {Pick<Model, "set" | "save_changes">} model
 * @param {Record<string, any>} values
 */
export function write(model, values) {
  for (const [key, value] of Object.entries(values)) model.set(key, value);
  model.save_changes();
}

/**
 * Where something was not legal, let the model hold what is used instead, and the words about it.
 * @param {Pick<Model, "set" | "save_changes">} model
 * @param {Judged<Record<string, any>>} judged
 */
export function mend(model, { values, notices, fresh }) {
  if (fresh) write(model, { ...values, notices });
}
