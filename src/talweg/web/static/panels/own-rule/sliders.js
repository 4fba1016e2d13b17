/** The hyperparameters of the learner's rule as sliders, which come and go with the text. */

import { numberControl } from "../../lib/panel/control.js";
import { h, keyed } from "../../lib/dom.js";

/** @param {(key: string, value: number) => void} onInput */
export function ruleSliders(onInput) {
  const known = new Map();
  const el = h("div", { class: "tw-rule-sliders" });
  return {
    el,
    /**
     * @param {Record<string, any>} ranges
     * @param {Record<string, number>} values
     * @param {number} rate the common rate, at which lr rests
     */
    draw(ranges, values, rate) {
      // A range or a default that is written anew makes another slider.
      const names = new Map(Object.entries(ranges).map(([key, range]) => [JSON.stringify([key, range]), key]));
      keyed(el, known, [...names.keys()], (name) => {
        const key = names.get(name);
        return numberControl({ label: key, name: `Your rule ${key}`, range: ranges[key], onInput: (value) => onInput(key, value) });
      });
      for (const [name, key] of names) known.get(name).set(values[key], key === "lr" ? rate : undefined);
    },
  };
}
