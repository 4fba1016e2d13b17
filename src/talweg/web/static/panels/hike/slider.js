/** A quantity on a native slider, with its value in words beside it. */

import { h, say } from "../../lib/dom.js";

/**
 * @param {object} options
 * @param {string} options.label spoken
 * @param {string} options.shown beside the slider
 * @param {[number, number]} options.span the slider's positions
 * @param {(position: number) => void} options.onInput
 * @returns {{ el: HTMLElement, set: (position: number, words: string, spoken?: string) => void }}
 */
export function wordedSlider({ label, shown, span, onInput }) {
  const slider = h("input", { type: "range", min: span[0], max: span[1], step: 1, "aria-label": label, on: { input: () => onInput(slider.valueAsNumber) } });
  const value = h("span", { class: "tw-dial-value", "aria-hidden": "true" });
  return {
    el: h("div", { class: "tw-control" }, h("span", { class: "tw-control-label", "aria-hidden": "true" }, shown), slider, value),
    set(position, words, spoken = words) {
      slider.value = String(position);
      slider.setAttribute("aria-valuetext", spoken);
      say(value, words);
    },
  };
}
