/** Lines of a formula to type, one for each quantity that is asked for. A response is their texts. */

import { h, say } from "../../dom.js";
import { typeset } from "../../formula/typeset.js";
import { Mistake } from "../../formula/words.js";
import { judgeLines, knownAt, LONGEST, readLine } from "../lines.js";
import { reasons, rich } from "../rich.js";

/** @import { Asked, Form } from "../../../../types/question.d.ts" */

/**
 * A line as it is read, or what to say of it.
 * @param {Asked} asked
 * @param {number} place
 * @param {string} text
 */
function reading(asked, place, text) {
  const name = asked.lines[place];
  if (text.trim() === "") return { tree: null, says: "" };
  try {
    return { tree: readLine(text, name, knownAt(asked, place)), says: "" };
  } catch (error) {
    if (error instanceof Mistake) return { tree: null, says: error.message };
    throw error;
  }
}

/** @type {Form} */
export const lines = {
  field(asked, onChange) {
    const rows = asked.lines.map((name, place) => {
      const said = h("div", { class: "tw-line-read", id: `tw-line-${Math.random().toString(36).slice(2)}` });
      const input = h("input", {
        type: "text",
        autocomplete: "off",
        autocapitalize: "off",
        spellcheck: "false",
        maxlength: LONGEST,
        "aria-describedby": said.id,
        on: {
          input() {
            echo();
            onChange();
          },
        },
      });
      const read = () => reading(asked, place, input.value);
      const echo = () => {
        const { tree, says } = read();
        if (tree) said.replaceChildren("reads as ", typeset(name, tree));
        else say(said, says);
        said.classList.toggle("tw-line-unread", says !== "");
        input.setAttribute("aria-invalid", String(says !== ""));
      };
      return { name, input, read, echo, el: h("div", { class: "tw-line" }, h("label", {}, h("code", {}, name), " =", input), said) };
    });
    const shown = h("div", { class: "tw-is-right tw-lines-right" });
    return {
      el: h("div", { class: "tw-lines" }, ...rows.map(({ el }) => el), shown),
      response: () => (rows.every(({ read }) => read().tree) ? rows.map(({ input }) => input.value) : null),
      unread() {
        const typed = rows.filter(({ input }) => input.value.trim() !== "");
        const wrong = typed.find(({ read }) => read().says);
        if (wrong) return `${wrong.name}: ${wrong.read().says}.`;
        const missing = rows.find((each) => !typed.includes(each));
        return missing && typed.length ? `write the line for ${missing.name}, too.` : "";
      },
      set: (texts) =>
        rows.forEach(({ input, echo }, place) => {
          input.value = texts?.[place] ?? "";
          echo();
        }),
      mark: (key) => shown.replaceChildren(rich("div", {}, key.shown)),
    };
  },
  grade: judgeLines,
  wrong: () => "Not quite.",
  missing: "Type every line first, such as w - lr * g.",
  untouched: "",
  typed: true,
  marked({ asked, key, response, answered, right }) {
    const typed = asked.lines.map((name, place) => h("p", {}, h("code", {}, `${name} = ${response?.[place]}`)));
    return h(
      "div",
      { class: "tw-orders" },
      answered ? h("div", {}, h("p", {}, "Your answer"), h("div", { class: right ? "tw-is-right" : "" }, ...typed)) : null,
      h("div", { class: "tw-lines-right" }, h("p", {}, "Right"), rich("div", {}, key.shown)),
    );
  },
  reasons,
};
