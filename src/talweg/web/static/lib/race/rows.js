/** The rules of the race: which are shown, how each stands, and its hyperparameters. */

import { optimizers } from "../../formulas.js";
import { numberControl } from "../panel/control.js";
import { h, keyed, say } from "../dom.js";
import { ruleStyle, swatch } from "../chart/style.js";
import { brief } from "../number.js";
import { status } from "./verdict.js";

const NAMES = Object.keys(optimizers);

/**
 * A checkbox for every registered rule.
 * @param {(name: string, shown: boolean) => void} onToggle
 */
export function ruleChoice(onToggle) {
  const boxes = new Map();
  const chips = NAMES.map((name) => {
    const box = h("input", { type: "checkbox", on: { change: () => onToggle(name, box.checked) } });
    boxes.set(name, box);
    return h("label", { class: "tw-chip" }, box, swatch(ruleStyle(name)), h("span", {}, optimizers[name].label));
  });
  return {
    el: h("fieldset", { class: "tw-chips" }, h("legend", {}, "Rules in the race"), ...chips),
    draw({ entries }) {
      for (const [name, box] of boxes) box.checked = entries.some((entry) => entry.name === name);
    },
  };
}

function createRow({ name, rule, style }, onHyper) {
  const value = h("span", { class: "tw-value" });
  const setting = h("span", { class: "tw-setting" });
  const controls = Object.entries(rule.hyper).map(([key, range]) => {
    const control = numberControl({ label: key, name: `${rule.label} ${key}`, range, onInput: (next) => onHyper(name, key, next) });
    return [key, control];
  });
  const el = h(
    "details",
    { class: "tw-row" },
    h("summary", {}, swatch(style), h("span", { class: "tw-name" }, rule.label), setting, value),
    h("div", { class: "tw-row-body" }, h("p", { class: "tw-summary" }, rule.summary), ...controls.map(([, control]) => control.el)),
  );
  return { el, value, setting, controls };
}

/**
 * A line for each rule shown, unfolding to its hyperparameters.
 * @param {(name: string, key: string, value: number) => void} onHyper
 */
export function ruleRows(onHyper) {
  const known = new Map();
  const list = h("div", { class: "tw-rows" });
  return {
    el: list,
    draw(settings, runs) {
      const { entries, step, rate, unit } = settings;
      keyed(list, known, entries.map((entry) => entry.name), (name) => createRow(entries.find((entry) => entry.name === name), onHyper));
      for (const { name, h: values, sweep } of entries) {
        const row = known.get(name);
        const run = runs.get(name);
        const gone = run.diverged !== null && step >= run.diverged;
        say(row.value, gone ? status(run, step, unit) : `f = ${brief(run.f[step], 4)}`);
        row.el.classList.toggle("tw-gone", gone);
        say(row.setting, "lr" in values ? `lr ${brief(values.lr)}${sweep?.searching ? ", searching" : ""}` : "");
        for (const [key, control] of row.controls) control.set(values[key], key === "lr" ? rate : undefined);
      }
    },
  };
}
