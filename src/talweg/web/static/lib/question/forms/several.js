/** Any number of right answers. A response is the places of the options that are ticked. */

import { reasons } from "../rich.js";
import { markedOptions, optionField } from "./options.js";

/** @import { Form } from "../../../../types/question.d.ts" */

/** @type {Form} */
export const several = {
  field(asked, onChange) {
    const { chosen, choose, ...field } = optionField(asked, "checkbox", "Choose all that hold", onChange);
    return { ...field, response: () => (chosen().length ? chosen() : null), set: (places) => choose(places ?? []) };
  },
  grade(key, places) {
    const slips = places.map((place) => key.options[place]).filter((option) => !option.right);
    const wanted = key.options.filter((option) => option.right).length;
    return { right: slips.length === 0 && places.length === wanted, slips };
  },
  wrong: (slips) => (slips.length ? "Not quite." : "Right as far as it goes, but something is missing."),
  missing: "Choose at least one answer first.",
  untouched: "",
  typed: false,
  marked: markedOptions,
  reasons: (key) => reasons(key, []), // an option's own why stands beside it already
};
