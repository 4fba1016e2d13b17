/** Options to choose from: what choosing one and choosing several have in common. */

import { h } from "../../dom.js";
import { LETTERS, rich } from "../rich.js";

/** @import { Asked, Key, Marked } from "../../../../types/question.d.ts" */

/**
 * @param {Asked} asked
 * @param {"radio" | "checkbox"} type
 * @param {string} legend
 * @param {() => void} onChange
 */
export function optionField({ options }, type, legend, onChange) {
  const name = `tw-${Math.random().toString(36).slice(2)}`;
  const rows = options.map((text, place) => {
    const input = h("input", { type, name, value: place, on: { change: onChange } });
    return {
      input,
      el: h("label", { class: "tw-option" }, input, h("span", { class: "tw-letter", "aria-hidden": "true" }, LETTERS[place]), rich("span", {}, text)),
    };
  });
  return {
    el: h("fieldset", { class: "tw-options" }, h("legend", { class: "tw-unseen" }, legend), ...rows.map(({ el }) => el)),
    chosen: () => rows.flatMap(({ input }, place) => (input.checked ? [place] : [])),
    /** @param {number[]} places */
    choose: (places) =>
      rows.forEach(({ input }, place) => {
        input.checked = places.includes(place);
      }),
    /** @param {Key} key */
    mark: (key) => rows.forEach(({ el }, place) => el.classList.toggle("tw-is-right", key.options[place].right)),
  };
}

/**
 * The options, each with what it was: yours, right, both or neither.
 * @param {Marked} place
 */
export function markedOptions({ asked, key, response }) {
  const yours = [response].flat();
  return h(
    "ul",
    { class: "tw-marked" },
    ...asked.options.map((text, place) => {
      const [mine, { right, why }] = [yours.includes(place), key.options[place]];
      const tags = [mine ? "your answer" : null, right ? "right" : null].filter(Boolean).join(", ");
      const body = h(
        "div",
        {},
        rich("span", {}, text),
        tags ? h("span", { class: "tw-tag" }, ` ${tags}`) : null,
        mine || right ? rich("div", { class: "tw-why" }, why) : null,
      );
      return h("li", { class: right ? "tw-is-right" : mine ? "tw-is-wrong" : null }, h("span", { class: "tw-letter" }, LETTERS[place]), body);
    }),
  );
}
