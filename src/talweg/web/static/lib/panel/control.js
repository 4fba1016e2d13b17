/** A number by slider or by typing: both always say the same, and say what is legal. */

import { h, say } from "../dom.js";
import { exact } from "../number.js";
import { legal } from "../settings/range.js";
import { typed } from "../typed.js";
import { sliderScale } from "./slider.js";

/** @import { Parameter } from "../../formulas.js" */

/**
 * @param {object} options
 * @param {string} options.label shown
 * @param {string} [options.name] spoken, when it must say more than the label
 * @param {Parameter} options.range
 * @param {(value: number) => void} options.onInput
 * @returns {{ el: HTMLElement, set: (value: number, resting?: number) => void }}
 */
export function numberControl({ label, name = label, range, onInput }) {
  const slider = h("input", { type: "range", min: 0, step: 1, "aria-label": name });
  const box = h("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    spellcheck: "false",
    size: 7,
    "aria-label": `${name}, exact value in ${range.summary}`,
  });
  const message = h("p", { class: "tw-message", role: "status" });
  const el = h("div", { class: "tw-control" }, h("span", { class: "tw-control-label", "aria-hidden": "true" }, label), slider, box, message);
  let value = NaN;
  let resting = NaN;
  let scale = null;

  const show = () => {
    slider.value = String(scale.toPosition(value));
    slider.setAttribute("aria-valuetext", exact(value));
    box.value = String(value);
  };
  const accept = (next) => {
    value = next;
    say(message, "");
    onInput(next);
  };
  slider.addEventListener("input", () => {
    accept(scale.toValue(slider.valueAsNumber));
    slider.setAttribute("aria-valuetext", exact(value));
    box.value = String(value);
  });
  box.addEventListener("change", () => {
    const next = typed(box.value);
    if (next !== null && legal(next, range)) {
      accept(next);
      scale = sliderScale(range, value, resting);
    } else {
      say(message, `${name} must lie in ${range.summary}, got \u201c${box.value.slice(0, 30)}\u201d; kept ${exact(value)}.`);
    }
    show();
  });
  return {
    el,
    set(next, rest = range.default) {
      // While the slider itself moves, its scale stays: a scale that shrinks under the thumb would make it jump.
      if (scale && next === value && rest === resting) return;
      [value, resting] = [next, rest];
      say(message, "");
      scale = sliderScale(range, value, resting);
      slider.max = String(scale.positions);
      show();
    },
  };
}
