/** A number to type. */

import { h, say } from "../../dom.js";
import { typed } from "../../number.js";
import { reasons } from "../rich.js";

const MISSING = "Type a number first, such as 0.25 or 3e-4.";

/** What a tolerance is a share of. */
const size = (value) => Math.abs(value) || 1;

/** @import { Form } from "../../../../types/question.d.ts" */

/** @type {Form} */
export const number = {
  field({ unit }, onChange) {
    const input = h("input", {
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      maxlength: 30,
      on: { input: onChange },
    });
    const shown = h("span", { class: "tw-is-right" });
    return {
      el: h("label", { class: "tw-number" }, h("span", {}, "Your answer"), input, unit ? h("span", {}, unit.trim()) : null, shown),
      response: () => typed(input.value),
      unread: () => (input.value.trim() !== "" && typed(input.value) === null ? `That is no number yet, so it is not kept. ${MISSING}` : ""),
      set: (value) => {
        input.value = String(value ?? "");
      },
      mark: (key) => say(shown, key.shown),
    };
  },
  grade({ answer, room, slips }, value) {
    const right = Math.abs(value - answer) <= room;
    const share = room / size(answer); // a slip is recognised within the same share of its own size
    const near = slips.filter((slip) => Math.abs(value - slip.answer) <= share * size(slip.answer));
    return { right, slips: right ? [] : near.slice(0, 1) };
  },
  wrong: () => "Not quite.",
  missing: MISSING,
  untouched: "",
  typed: true,
  marked: ({ asked, key, response, answered }) => h("p", {}, `${answered ? `Your answer: ${response}${asked.unit}. ` : ""}Right: ${key.shown}.`),
  reasons,
};
