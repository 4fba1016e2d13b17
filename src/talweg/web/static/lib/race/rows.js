/** The rules of the race: which are shown, how each stands, and its hyperparameters. */

import { optimizers } from "../../formulas.js";
import { numberControl } from "../panel/control.js";
import { h, keyed, say } from "../dom.js";
import { ruleStyle, swatch } from "../chart/style.js";
import { brief } from "../number.js";
import { status } from "./verdict.js";

/** @import { Entry, Run, Settings } from "./descent.js" */

const NAMES = Object.keys(optimizers);

/**
 * A checkbox for every registered rule.
 * @param {(name: string, shown: boolean) => void} onToggle
 */
export function ruleChoice(onToggle) {
  /** @type {Map<string, HTMLInputElement>} */
  const boxes = new Map();
  const chips = NAMES.map((name) => {
    const box = h("input", { type: "checkbox", on: { change: () => onToggle(name, box.checked) } });
    boxes.set(name, box);
    return h("label", { class: "tw-chip" }, box, swatch(ruleStyle(name)), h("span", {}, optimizers[name].label));
  });
  return {
    el: h("fieldset", { class: "tw-chips" }, h("legend", {}, "Rules in the race"), ...chips),
    /** @param {Pick<Settings, "entries">} settings */
    draw({ entries }) {
      for (const [name, box] of boxes) box.checked = entries.some((entry) => entry.name === name);
    },
  };
}

/**
 * @param {Entry} entry
 * @param {(name: string, key: string, value: number) => void} onHyper
 */
function createRow({ name, rule, style }, onHyper) {
  const value = h("span", { class: "tw-value" });
  const setting = h("span", { class: "tw-setting" });
  const controls = Object.entries(rule.hyper).map(([key, range]) => ({
    key,
    ...numberControl({ label: key, name: `${rule.label} ${key}`, range, onInput: (next) => onHyper(name, key, next) }),
  }));
  const el = h(
    "details",
    { class: "tw-row" },
    h("summary", {}, swatch(style), h("span", { class: "tw-name" }, rule.label), setting, value),
    h("div", { class: "tw-row-body" }, h("p", { class: "tw-summary" }, rule.summary), ...controls.map(({ el: control }) => control)),
  );
  return { el, value, setting, controls };
}

/**
 * A line for each rule shown, unfolding to its hyperparameters.
 * @param {(name: string, key: string, value: number) => void} onHyper
 */
export function ruleRows(onHyper) {
  const list = h("div", { class: "tw-rows" });
  const rows = keyed(list, /** @param {Entry} entry */ (entry) => createRow(entry, onHyper));
  return {
    el: list,
    /**
     * @param {Settings & { rate: number }} settings
     * @param {Record<string, Run>} runs
     */
    draw(settings, runs) {
      const { entries, step, rate, unit } = settings;
      rows(entries).forEach((row, i) => {
        const { name, h: values, sweep } = entries[i];
        const run = runs[name];
        const gone = run.diverged !== null && step >= run.diverged;
        say(row.value, gone ? status(run, step, unit) : `f = ${brief(run.f[step], 4)}`);
        row.el.classList.toggle("tw-gone", gone);
        say(row.setting, "lr" in values ? `lr ${brief(values.lr)}${sweep?.searching ? ", searching" : ""}` : "");
        for (const { key, set } of row.controls) set(values[key], key === "lr" ? rate : undefined);
      });
    },
  };
}
