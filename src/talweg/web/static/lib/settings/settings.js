/** The settings that a panel's model holds: judged when they are read, mended where they were not legal, written. */

import { Judge } from "./judge.js";

/**
 * @import { Schema } from "../../../types/settings.d.ts"
 * @typedef {{ get: (key: string) => any, link?: () => string }} Model
 * @typedef {{ values: any, notices: string[], fresh: boolean }} Judged the legal settings, all words that
 *   the page should show, and whether some of these words are fresh: the model then still holds what is not legal
 */

/**
 * The settings of a panel at rest; the caller may change them.
 * @param {Schema} schema
 * @returns {Record<string, any>}
 */
export const atRest = (schema) => Object.fromEntries(Object.entries(schema).map(([name, field]) => [name, structuredClone(field.default)]));

/**
 * The legal form of what a model holds.
 * @param {Schema} schema
 * @param {Model} model
 * @param {(settings: any, judge: Judge) => any} [more] what the panel itself must judge: the settings in, and out
 * @returns {Judged}
 */
export function judged(schema, model, more = (settings) => settings) {
  const judge = new Judge(model.link ? " in the link" : "");
  const values = more(judge.all(schema, (name) => model.get(name)), judge);
  return { values, fresh: judge.refused.length > 0, notices: [...(model.get("notices") ?? []), ...judge.refused] };
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

/**
 * Where something was not legal, let the model hold what is used instead, and the words about it.
 * @param {any} model
 * @param {Judged} judged
 */
export function mend(model, { values, notices, fresh }) {
  if (fresh) write(model, { ...values, notices });
}
