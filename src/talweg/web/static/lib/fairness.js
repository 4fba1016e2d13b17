/** What is equal in this race, said on the screen, and the switch between two kinds of equal. */

import { numberControl } from "./control.js";
import { h, say } from "./dom.js";
import { exact } from "./number.js";
import { RATE } from "./settings.js";
import { SWEEP } from "./sweep.js";

/** @param {any} settings @returns {string} */
export function equalText({ entries, equal, steps }) {
  const gradients = `every rule gets ${steps} ${steps === 1 ? "gradient" : "gradients"}, the same start, no noise and no clipping`;
  const rated = entries.filter((entry) => "lr" in entry.h);
  if (equal === "best") {
    const swept = rated.filter((entry) => entry.sweep);
    const tried = swept[0]?.sweep.tried ?? 0;
    const edge = swept.filter((entry) => entry.sweep.edge).map((entry) => entry.rule.label);
    const found = `Each rule has its own best rate: of ${tried} tried between 10${sup(SWEEP.low)} and 10${sup(SWEEP.high)}, the one with the lowest f at step ${steps}.`;
    const warn = edge.length ? ` For ${edge.join(", ")} it lies at the edge of what was tried.` : "";
    return `${found}${warn} Otherwise alike: ${gradients}.`;
  }
  const rates = new Set(rated.map((entry) => entry.h.lr));
  const rate = rates.size === 1 ? `the same learning rate ${exact([...rates][0])}` : "learning rates of their own, as set below";
  return rates.size === 1 ? `Equal for all: ${rate}; ${gradients}.` : `The rules have ${rate}; otherwise ${gradients}.`;
}

const sup = (power) => [...String(power)].map((c) => ({ "-": "\u207b", 0: "\u2070", 1: "\u00b9", 2: "\u00b2", 3: "\u00b3", 4: "\u2074", 5: "\u2075" })[c]).join("");

/**
 * @param {object} options
 * @param {(value: string) => void} options.onEqual
 * @param {(rate: number) => void} options.onRate
 */
export function fairness({ onEqual, onRate }) {
  const radio = (value, label) => {
    const input = h("input", { type: "radio", value, on: { change: () => onEqual(value) } });
    return { input, el: h("label", { class: "tw-chip" }, input, h("span", {}, label)) };
  };
  const choices = [radio("rate", "the same rate"), radio("best", "each at its best rate")];
  const group = `tw-${Math.random().toString(36).slice(2)}`;
  for (const { input } of choices) input.name = group;
  const rate = numberControl({ label: "learning rate", name: "learning rate of every rule", range: RATE, onInput: onRate });
  const words = h("p", { class: "tw-fair" });
  return {
    choice: h("fieldset", { class: "tw-chips" }, h("legend", {}, "What is equal"), ...choices.map(({ el }) => el)),
    rate: rate.el,
    words,
    draw(settings) {
      for (const { input } of choices) input.checked = input.value === settings.equal;
      rate.set(settings.rate);
      rate.el.classList.toggle("tw-idle", settings.equal === "best");
      say(words, equalText(settings));
    },
  };
}
