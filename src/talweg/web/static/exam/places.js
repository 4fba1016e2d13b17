/** The list of an exam's questions: where you are, what is answered, what is flagged. */

import { attrs, h } from "../lib/dom.js";

/**
 * @param {number} count
 * @param {(place: number) => void} onGo
 * @returns {{ el: HTMLElement, draw: (state: { here: number, answered: boolean[], flagged: boolean[] }) => void }}
 */
export function placeList(count, onGo) {
  const buttons = Array.from({ length: count }, (_, place) => h("button", { type: "button", on: { click: () => onGo(place) } }, String(place + 1)));
  const el = h("nav", { class: "exam-places", "aria-label": "Questions" }, h("ol", {}, ...buttons.map((button) => h("li", {}, button))));
  return {
    el,
    draw: ({ here, answered, flagged }) =>
      buttons.forEach((button, place) =>
        attrs(button, {
          "aria-current": place === here ? "step" : null,
          "aria-label": `Question ${place + 1}, ${answered[place] ? "answered" : "not answered"}${flagged[place] ? ", flagged" : ""}`,
          "data-answered": answered[place] ? "" : null,
          "data-flagged": flagged[place] ? "" : null,
        })
      ),
  };
}

/**
 * Places as a reader counts them.
 * @param {number[]} places
 * @returns {string} such as "1, 4 and 9"
 */
export const listed = (places) => places.map((place) => place + 1).join(", ").replace(/, (\d+)$/, " and $1");
