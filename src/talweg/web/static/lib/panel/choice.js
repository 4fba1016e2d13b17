/** One of a few: radio buttons as chips. */

import { h } from "../dom.js";

/**
 * @param {string} legend
 * @param {[string, string][]} options value and label
 * @param {(value: string) => void} onChoice
 * @returns {{ el: HTMLElement, set: (value: string) => void }}
 */
export function choiceChips(legend, options, onChoice) {
  const name = `tw-${Math.random().toString(36).slice(2)}`;
  const radios = options.map(([value, label]) => {
    const input = h("input", { type: "radio", name, value, on: { change: () => onChoice(value) } });
    return { input, el: h("label", { class: "tw-chip" }, input, h("span", {}, label)) };
  });
  return {
    el: h("fieldset", { class: "tw-chips" }, h("legend", {}, legend), ...radios.map(({ el }) => el)),
    set(value) {
      for (const { input } of radios) input.checked = input.value === value;
    },
  };
}
