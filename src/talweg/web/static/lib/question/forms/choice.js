/** One right answer among several. A response is the place of an option. */

import { markedOptions, optionField } from "./options.js";

/** @import { Form } from "../../../../types/question.d.ts" */

/** @type {Form} */
export const choice = {
  field(asked, onChange) {
    const { chosen, choose, ...field } = optionField(asked, "radio", "Choose one", onChange);
    return { ...field, response: () => chosen()[0] ?? null, set: (place) => choose(place === null ? [] : [place]) };
  },
  grade(key, place) {
    const chosen = key.options[place];
    return { right: chosen.right, slips: chosen.right ? [] : [chosen] };
  },
  wrong: () => "Not quite.",
  missing: "Choose an answer first.",
  untouched: "",
  typed: false,
  marked: markedOptions,
  reasons: () => [],
};
