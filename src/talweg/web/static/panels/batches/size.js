/** The size of a batch: a slider over powers of two with "all" at its end, and a box for any other size. */

import { attrs, h, say } from "../../lib/dom.js";
import { typed } from "../../lib/typed.js";

/**
 * @param {object} options
 * @param {string} options.name spoken
 * @param {number} options.count examples there are
 * @param {(size: number) => void} options.onInput
 * @returns {{ el: HTMLElement, set: (size: number) => void }}
 */
export function sizeControl({ name, count, onInput }) {
  const ladder = Array.from({ length: Math.ceil(Math.log2(count)) }, (_, i) => 2 ** i).concat(count);
  const slider = h("input", { type: "range", min: 0, max: ladder.length - 1, step: 1, "aria-label": name });
  const box = h("input", {
    type: "text",
    inputmode: "numeric",
    autocomplete: "off",
    spellcheck: "false",
    size: 7,
    "aria-label": `${name}, exact, from 1 to ${count}`,
  });
  const message = h("p", { class: "tw-message", role: "status" });
  const el = h("div", { class: "tw-control" }, h("span", { class: "tw-control-label", "aria-hidden": "true" }, "batch size"), slider, box, message);
  let now = NaN;

  const set = (size) => {
    if (size === now) return;
    now = size;
    say(message, "");
    // A size between two rungs stands on the lower one.
    slider.value = String(ladder.findLastIndex((rung) => rung <= size));
    attrs(slider, { "aria-valuetext": size === count ? `all ${count} examples` : size === 1 ? "1 example" : `${size} examples` });
    box.value = String(size);
  };
  slider.addEventListener("input", () => {
    set(ladder[slider.valueAsNumber]);
    onInput(now);
  });
  box.addEventListener("change", () => {
    const next = typed(box.value);
    if (next !== null && Number.isInteger(next) && next >= 1 && next <= count) {
      set(next);
      onInput(next);
    } else say(message, `A batch holds from 1 to ${count} examples, got \u201c${box.value.slice(0, 30)}\u201d; kept ${now}.`);
    box.value = String(now);
  });
  return { el, set };
}
