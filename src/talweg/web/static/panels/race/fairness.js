/** What is equal in this race, said on the screen, and the switch between three kinds of equal. */

import { choiceChips } from "../../lib/panel/choice.js";
import { numberControl } from "../../lib/panel/control.js";
import { h, say } from "../../lib/dom.js";
import { exact } from "../../lib/number.js";
import { REHEARSAL } from "../../lib/race/rehearsal.js";
import { SWEEP } from "../../lib/race/sweep.js";
import { rangeOf } from "../../lib/settings/judge.js";
import schema from "../../settings/race.js";

/** What one rule has spent on its rate. */
function bill({ rule, rehearsal }, steps) {
  if (!rehearsal) return `${rule.label}: no rate to find; all ${steps} for the walk.`;
  const { lr, rates, each, spent, edge, lost } = rehearsal;
  if (!spent) return `${rule.label}: no rehearsal; all ${steps} for the walk at ${exact(lr)}.`;
  const choice = lost ? `none stayed on the map, so it walks at ${exact(lr)}` : `chose ${exact(lr)}${edge ? ", the edge of what it tried" : ""}`;
  return `${rule.label}: ${rates.length} rates tried for ${each} ${each === 1 ? "step" : "steps"} each = ${spent} of ${steps} gradients; ${choice}.`;
}

/** The budget, and every rule's bill, one a line. */
function budgetText({ entries, steps }) {
  const { rates, perDecade, share } = REHEARSAL;
  const grid = `${rates} rates around its own, ${perDecade} to a factor of ten`;
  const rule = `Every rule gets ${steps} ${
    steps === 1 ? "gradient" : "gradients"
  }, the same start, no noise and no clipping, and pays for its rate out of them: it tries ${grid}, on up to ${
    100 * share
  } % of its gradients, then starts again with the best and walks with what is left.`;
  const short = steps * share < rates ? ` For that ${steps} ${steps === 1 ? "is" : "are"} too few.` : "";
  return [rule + short, ...entries.map((entry) => bill(entry, steps))].join("\n");
}

/** @param {any} settings @returns {string} */
export function equalText(settings) {
  const { entries, equal, steps, searching } = settings;
  if (equal === "gradients") return budgetText(settings);
  const gradients = `every rule gets ${steps} ${steps === 1 ? "gradient" : "gradients"}, the same start, no noise and no clipping`;
  const rated = entries.filter((entry) => "lr" in entry.h);
  if (equal === "best") {
    const swept = rated.filter((entry) => entry.sweep);
    const tried = Math.max(0, ...swept.map((entry) => entry.sweep.tried));
    const edge = swept.filter((entry) => entry.sweep.edge).map((entry) => entry.rule.label);
    if (searching && !tried) return "Searching for each rule\u2019s best rate\u2026";
    const found = `Each rule has its own best rate, and nobody is charged for the search: of ${tried} tried between 10${sup(SWEEP.low)} and 10${
      sup(SWEEP.high)
    }, the one with the lowest f at step ${steps}.`;
    const warn = edge.length ? ` For ${edge.join(", ")} it lies at the edge of what was tried.` : "";
    return `${searching ? "Searching anew\u2026 " : ""}${found}${warn} Otherwise alike: ${gradients}.`;
  }
  const rates = new Set(rated.map((entry) => entry.h.lr));
  const rate = rates.size === 1 ? `the same learning rate ${exact([...rates][0])}` : "learning rates of their own, as set below";
  return rates.size === 1 ? `Equal for all: ${rate}; ${gradients}.` : `The rules have ${rate}; otherwise ${gradients}.`;
}

const sup = (power) =>
  [...String(power)].map((c) => ({ "-": "\u207b", 0: "\u2070", 1: "\u00b9", 2: "\u00b2", 3: "\u00b3", 4: "\u2074", 5: "\u2075" })[c]).join("");

/**
 * @param {object} options
 * @param {(value: string) => void} options.onEqual
 * @param {(rate: number) => void} options.onRate
 */
export function fairness({ onEqual, onRate }) {
  const choice = choiceChips("What is equal", Object.entries(schema.equal.options), onEqual);
  const rate = numberControl({ label: "learning rate", name: "learning rate of every rule", range: rangeOf(schema.rate), onInput: onRate });
  const words = h("p", { class: "tw-fair" });
  return {
    choice: choice.el,
    rate: rate.el,
    words,
    draw(settings) {
      choice.set(settings.equal);
      rate.set(settings.rate);
      rate.el.classList.toggle("tw-idle", settings.equal === "best");
      say(words, equalText(settings));
    },
  };
}
