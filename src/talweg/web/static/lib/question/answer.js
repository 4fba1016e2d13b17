/** The part of a question where the answer is given: options, a number, or steps to put in order. */

import { h, say } from "../dom.js";
import { typed } from "../number.js";

const LETTERS = "ABCDEFGHIJ";

/** Finished HTML from the library. */
const rich = (tag, attributes, html) => {
  const el = h(tag, attributes);
  el.innerHTML = html;
  return el;
};

function options({ options: texts }, type, onChange) {
  const name = `tw-${Math.random().toString(36).slice(2)}`;
  const rows = texts.map((text, place) => {
    const input = h("input", { type, name, value: place, on: { change: onChange } });
    return {
      input,
      el: h("label", { class: "tw-option" }, input, h("span", { class: "tw-letter", "aria-hidden": "true" }, LETTERS[place]), rich("span", {}, text)),
    };
  });
  const chosen = () => rows.filter(({ input }) => input.checked).map(({ input }) => Number(input.value));
  return {
    el: h(
      "fieldset",
      { class: "tw-options" },
      h("legend", { class: "tw-unseen" }, type === "radio" ? "Choose one" : "Choose all that hold"),
      ...rows.map(({ el }) => el),
    ),
    chosen,
    set: (places) =>
      rows.forEach(({ input }, place) => {
        input.checked = places.includes(place);
      }),
    mark: (key) => rows.forEach(({ el }, place) => el.classList.toggle("tw-is-right", key.options[place].right)),
  };
}

const FORMS = {
  choice(asked, onChange) {
    const part = options(asked, "radio", onChange);
    return { ...part, response: () => part.chosen()[0] ?? null, set: (place) => part.set(place === null ? [] : [place]), missing: "Choose an answer first." };
  },
  several(asked, onChange) {
    const part = options(asked, "checkbox", onChange);
    const response = () => (part.chosen().length ? part.chosen() : null);
    return { ...part, response, set: (places) => part.set(places ?? []), missing: "Choose at least one answer first." };
  },
  number({ unit }, onChange) {
    const input = h("input", { type: "text", inputmode: "decimal", autocomplete: "off", maxlength: 30, on: { input: onChange } });
    const shown = h("span", { class: "tw-is-right" });
    return {
      el: h("label", { class: "tw-number" }, h("span", {}, "Your answer"), input, unit ? h("span", {}, unit.trim()) : null, shown),
      response: () => typed(input.value),
      unread: () => input.value.trim() !== "" && typed(input.value) === null,
      set: (value) => {
        input.value = String(value ?? "");
      },
      mark: (key) => say(shown, key.shown),
      missing: "Type a number first, such as 0.25 or 3e-4.",
    };
  },
  order({ options: texts }, onChange) {
    const list = h("ol", { class: "tw-order" });
    const said = h("p", { class: "tw-unseen", role: "status" });
    const asked = texts.map((_, place) => place);
    let order = [...asked];
    const rows = texts.map((text, place) => {
      const move = (by, name) =>
        h("button", {
          type: "button",
          class: "tw-icon",
          "aria-label": `${name}: ${rich("i", {}, text).textContent}`,
          on: { click: (event) => shift(place, by, event.currentTarget) },
        }, by < 0 ? "\u2191" : "\u2193");
      return h("li", {}, rich("span", {}, text), move(-1, "Move up"), move(1, "Move down"));
    });
    const draw = () => list.replaceChildren(...order.map((place) => rows[place]));
    const shift = (place, by, button) => {
      const at = order.indexOf(place);
      const to = at + by;
      if (to < 0 || to >= order.length) return;
      [order[at], order[to]] = [order[to], order[at]];
      draw();
      button.focus(); // moving an element takes the focus away
      say(said, `Now at place ${to + 1} of ${order.length}`);
      onChange();
    };
    draw();
    return {
      el: h("div", {}, list, said),
      response: () => [...order],
      set: (places) => {
        order = [...(places ?? asked)];
        draw();
      },
      mark: (key) => {
        order = [...key.answer];
        draw();
        list.classList.add("tw-is-right");
      },
      missing: "",
    };
  },
};

/**
 * @param {any} asked
 * @param {() => void} onChange the answer was changed
 * @returns {{ el: HTMLElement, response: () => any, set: (response: any) => void, mark: (key: any) => void, missing: string, unread?: () => boolean }}
 *   `response` is null while there is no answer, and `unread` says whether something was typed that is none; `set(null)`
 *   takes the answer back; `mark` shows the right one
 */
export const answerPart = (asked, onChange) => FORMS[asked.form](asked, onChange);

export { rich };
