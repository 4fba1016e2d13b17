/** The hyperparameters of the learner's rule as sliders, which come and go with the text. */

import { numberControl } from "../../lib/panel/control.js";
import { h, keyed } from "../../lib/dom.js";

/** @import { Parameter } from "../../formulas.js" */

/** @param {(key: string, value: number) => void} onInput */
export function ruleSliders(onInput) {
  const el = h("div", { class: "tw-rule-sliders" });
  const sliders = keyed(
    el,
    /** @param {{ name: string, key: string, range: Parameter }} slider */
    ({ key, range }) => numberControl({ label: key, name: `Your rule ${key}`, range, onInput: (value) => onInput(key, value) }),
  );
  return {
    el,
    /**
     * @param {Record<string, Parameter>} ranges
     * @param {Record<string, number>} values
     * @param {number} rate the common rate, at which lr rests
     */
    draw(ranges, values, rate) {
      // A range or a default that is written anew makes another slider.
      const shown = Object.entries(ranges).map(([key, range]) => ({ name: JSON.stringify([key, range]), key, range }));
      sliders(shown).forEach((slider, i) => slider.set(values[shown[i].key], shown[i].key === "lr" ? rate : undefined));
    },
  };
}
