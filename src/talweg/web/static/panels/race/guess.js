/** Predict first: the paths stay hidden until the learner has named a winner. */

import { h, say } from "../../lib/dom.js";
import { brief } from "../../lib/number.js";

/** The rules with the lowest f at the last step; those that left are out. */
function winners({ entries, steps }, runs) {
  const ends = entries.filter(({ name }) => runs[name].diverged === null).map((entry) => [entry, runs[entry.name].f[steps]]);
  const best = Math.min(...ends.map(([, f]) => f));
  return { names: ends.filter(([, f]) => f === best).map(([entry]) => entry.rule.label), best };
}

/** @returns {string} what was said, and what came */
function outcome(guess, settings, runs) {
  const { names, best } = winners(settings, runs);
  if (!names.length) return `You said ${guess}. No rule stayed: all of them diverged.`;
  const end = `After ${settings.unit ?? "step"} ${settings.steps} ${names.join(" and ")} ${names.length > 1 ? "stand" : "stands"} lowest, at f = ${
    brief(best)
  }`;
  return names.includes(guess) ? `You said ${guess}, and so it is. ${end}.` : `You said ${guess}. ${end}.`;
}

/** Everything the outcome depends on. */
const terms = ({ values: { step: _, ...rest } }) => JSON.stringify(rest);

/**
 * @param {object} options
 * @param {(open: boolean) => void} options.onOpen
 * @param {() => void} options.onRun
 */
export function guessing({ onOpen, onRun }) {
  const group = `tw-${Math.random().toString(36).slice(2)}`;
  const choices = h("div", { class: "tw-chips" });
  const run = h("button", { type: "button", class: "tw-strong" }, "Run the race");
  const back = h("button", { type: "button", on: { click: () => onOpen(false) } }, "Show without guessing");
  const form = h(
    "fieldset",
    { class: "tw-guess" },
    h("legend", {}, "Which rule will stand lowest at the end?"),
    choices,
    h("div", { class: "tw-tools" }, run, back),
  );
  const said = h("p", { class: "tw-outcome", role: "status" });
  const el = h("div", {}, said);
  let names = "";
  let pending = null;
  let result = null;

  run.addEventListener("click", () => {
    /** @type {HTMLInputElement | null} */
    const chosen = choices.querySelector("input:checked");
    if (!chosen) return choices.querySelector("input")?.focus();
    pending = chosen.value;
    onRun();
  });
  return {
    el,
    opener: h("button", { type: "button", on: { click: () => onOpen(true) } }, "Predict first"),
    draw(settings, runs) {
      const labels = settings.entries.map((entry) => entry.rule.label);
      if (settings.predict && names !== labels.join()) {
        names = labels.join();
        choices.replaceChildren(
          ...labels.map((label) => h("label", { class: "tw-chip" }, h("input", { type: "radio", name: group, value: label }), h("span", {}, label))),
        );
      }
      if (settings.predict) {
        result = null;
        if (!form.isConnected) el.prepend(form);
      } else form.remove();
      if (pending && !settings.predict && !settings.searching) {
        result = { terms: terms(settings), text: outcome(pending, settings, runs) };
        pending = null;
        names = "";
      }
      if (result && result.terms !== terms(settings)) result = null;
      // The answer waits until the walk has ended.
      say(said, result && settings.step === settings.steps ? result.text : "");
    },
  };
}
