/** A number to type. */

import { h, say } from "../../dom.js";
import { exact } from "../../number.js";
import { read } from "../../typed.js";
import { reasons } from "../rich.js";

/** How pages print numbers: what is typed in another way is shown as it was read. */
const PLAIN = /^[-\u2212]?(0|[1-9]\d*)?\.?\d*$/;
/** Elsewhere this point would part the thousands. */
const AS_THOUSANDS = /^[-\u2212]?[1-9]\d{0,2}\.\d{3}$/;

/** @import { Form } from "../../../../types/question.d.ts" */

/** @type {Form} */
export const number = {
  field({ unit }, onChange) {
    const input = h("input", {
      type: "text",
      autocomplete: "off",
      maxlength: 30,
      on: {
        input() {
          echo();
          onChange();
        },
      },
    });
    const shown = h("span", { class: "tw-is-right" });
    const taken = h("span", { class: "tw-taken", role: "status" });
    const echo = () => {
      const [text, { value }] = [input.value.trim(), read(input.value, unit)];
      say(taken, value !== null && (!PLAIN.test(text) || AS_THOUSANDS.test(text)) ? `read as ${exact(value)}` : "");
    };
    const typed = h("label", { class: "tw-number" }, h("span", {}, "Your answer"), input, unit ? h("span", {}, unit.trim()) : null);
    return {
      el: h("div", { class: "tw-number" }, typed, taken, shown),
      response: () => read(input.value, unit).value,
      unread: () => (input.value.trim() === "" ? "" : read(input.value, unit).says),
      set: (value) => {
        input.value = String(value ?? "");
        echo();
      },
      mark: (key) => say(shown, key.shown),
    };
  },
  grade({ answer, room, slips }, value) {
    const right = Math.abs(value - answer) <= room;
    const near = slips.filter((slip) => Math.abs(value - slip.answer) <= (slip.room ?? room));
    return { right, slips: right ? [] : near.slice(0, 1) };
  },
  wrong: () => "Not quite.",
  missing: "Type a number first, such as 0.25 or 3e-4.",
  untouched: "",
  typed: true,
  marked: ({ asked, key, response, answered }) => h("p", {}, `${answered ? `Your answer: ${response}${asked.unit}. ` : ""}Right: ${key.shown}.`),
  reasons,
};
