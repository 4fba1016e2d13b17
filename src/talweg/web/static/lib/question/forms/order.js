/** Steps to be put in order. A response is the places of the steps in the chosen order. */

import { h, say } from "../../dom.js";
import { reasons, rich } from "../rich.js";

const same = (a, b) => a.length === b.length && a.every((each, i) => each === b[i]);

const steps = ({ options }, places) => h("ol", { class: "tw-steps" }, ...places.map((place) => rich("li", {}, options[place])));

/** @import { Form } from "../../../../types/question.d.ts" */

/** @type {Form} */
export const order = {
  field({ options }, onChange) {
    const list = h("ol", { class: "tw-order" });
    const said = h("p", { class: "tw-unseen", role: "status" });
    const asked = options.map((_, place) => place);
    let chosen = [...asked];
    const rows = options.map((text, place) => {
      const move = (by, name) =>
        h("button", {
          type: "button",
          class: "tw-icon",
          "aria-label": `${name}: ${rich("i", {}, text).textContent}`,
          on: { click: (event) => shift(place, by, event.currentTarget) },
        }, by < 0 ? "\u2191" : "\u2193");
      return h("li", {}, rich("span", {}, text), move(-1, "Move up"), move(1, "Move down"));
    });
    const draw = () => list.replaceChildren(...chosen.map((place) => rows[place]));
    const shift = (place, by, button) => {
      const at = chosen.indexOf(place);
      const to = at + by;
      if (to < 0 || to >= chosen.length) return;
      [chosen[at], chosen[to]] = [chosen[to], chosen[at]];
      draw();
      button.focus(); // moving an element takes the focus away
      say(said, `Now at place ${to + 1} of ${chosen.length}`);
      onChange();
    };
    draw();
    return {
      el: h("div", {}, list, said),
      response: () => [...chosen],
      set: (places) => {
        chosen = [...(places ?? asked)];
        draw();
      },
      mark: (key) => {
        chosen = [...key.answer];
        draw();
        list.classList.add("tw-is-right");
      },
    };
  },
  grade: (key, places) => ({ right: same(places, key.answer), slips: key.slips.filter((slip) => same(places, slip.answer)) }),
  wrong: () => "Not quite.",
  missing: "",
  untouched: "This order counts as your answer once you have moved a step.",
  typed: false,
  marked: ({ asked, key, response, answered, right }) =>
    h(
      "div",
      { class: "tw-orders" },
      answered && !right ? h("div", {}, h("p", {}, "Your order"), steps(asked, response)) : null,
      h("div", {}, h("p", {}, right ? "Your order, and the right one" : "The right order"), steps(asked, key.answer)),
    ),
  reasons,
};
