/** What the settings of the panel come to: sizes in numbers, a start, and how many steps the work has. */

import { judged } from "../../lib/settings/settings.js";
import schema from "../../settings/batches.js";
import { COUNT, start } from "./examples.js";

/** What the steps are called, by what is equal. */
export const UNITS = { examples: "example", updates: "update" };

const { word } = schema.size;
const inNumbers = (sizes) => sizes.map((size) => (size === word ? COUNT : size));
/** As the link writes sizes. @param {number[]} sizes */
export const inWords = (sizes) => sizes.map((size) => (size === COUNT ? word : size));

/**
 * @param {Pick<import("../../lib/model/events.js").Model, "get" | "link">} model
 * @returns how the settings were judged, and from them: `sizes` in numbers, the `start`, how many `steps` the work has
 *   and the present `step`
 */
export function settingsOf(model) {
  const judgement = judged(schema, model);
  const { values } = judgement;
  const steps = values.equal === "examples" ? values.passes * COUNT : values.updates;
  return { ...judgement, sizes: inNumbers(values.size), start: values.start ?? start, steps, step: values.step ?? steps };
}
