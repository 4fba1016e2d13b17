/** What the panel can be set to, to choose and to slide. */

import { optimizers } from "../../formulas.js";
import schema from "../../settings/stability.js";
import { h, say } from "../../lib/dom.js";
import { choiceChips } from "../../lib/panel/choice.js";
import { numberControl } from "../../lib/panel/control.js";
import { setupControls, symbol } from "../../lib/race/setup.js";
import { nameOf } from "./ticks.js";
import { axesFor } from "./settings.js";

/**
 * @import { Hyper, Pair } from "../../formulas.js"
 * @import { Shown } from "./map.js"
 *
 * @typedef {object} Actions
 * @property {(map: string) => void} map
 * @property {(rule: string) => void} rule
 * @property {(surface: string) => void} surface
 * @property {(axis: "across" | "up", name: string) => void} axis
 * @property {(steps: number) => void} steps
 * @property {(start: Pair) => void} start
 * @property {(owner: "rule" | "surface", name: string, value: number) => void} hyper
 */

const option = (value, label) => h("option", { value }, label);
const field = (label, select) => h("label", { class: "tw-field" }, h("span", {}, label), select);

/** A choice of names that may change. */
function choice(label, onChoice) {
  const select = h("select", { on: { change: () => onChoice(select.value) } });
  let shown = "";
  return {
    el: field(label, select),
    /** @param {[string, string][]} options @param {string} value */
    draw(options, value) {
      const key = JSON.stringify(options);
      if (key !== shown) select.replaceChildren(...options.map(([name, text]) => option(name, text)));
      shown = key;
      select.value = value;
    },
  };
}

/** Sliders for a table of numbers, made anew when another table comes. */
function sliders(onInput) {
  const el = h("div", { class: "tw-shape" });
  /** @type {Map<string, ReturnType<typeof numberControl>>} */
  let made = new Map();
  let shown = "";
  return {
    el,
    /** @param {string} key whose they are @param {[string, any, number][]} table names, ranges and numbers */
    draw(key, table) {
      if (key !== shown) {
        made = new Map(table.map(([name, range]) => [name, numberControl({ label: symbol(name), name, range, onInput: (value) => onInput(name, value) })]));
        el.replaceChildren(...[...made.values()].map((control) => control.el));
      }
      shown = key;
      for (const [name, , value] of table) made.get(name)?.set(value);
    },
  };
}

/** @param {Actions} act */
export function controls(act) {
  const map = choiceChips("What the map shows", Object.entries(schema.map.options), act.map);
  const rule = choice("Rule", act.rule);
  const setup = setupControls({ onSurface: act.surface, onShape: (name, value) => act.hyper("surface", name, value), onSteps: act.steps });
  const [across, up] = [choice("Across", (name) => act.axis("across", name)), choice("Up", (name) => act.axis("up", name))];
  const [own, others] = [sliders((name, value) => act.hyper("rule", name, value)), sliders((name, value) => act.hyper("rule", name, value))];
  /** @type {Pair} */
  let begins = [0, 0];
  const start = sliders((name, value) => act.start(name === "x" ? [value, begins[1]] : [begins[0], value]));
  const summary = h("summary");
  const rest = h("details", { class: "tw-fold" }, summary, h("div", { class: "tw-desk" }, others.el, start.el));
  const runs = h("div", { class: "tw-choose" }, across.el, up.el, setup.steps);
  return {
    el: h("div", { class: "tw-desk" }, map.el, h("div", { class: "tw-choose" }, rule.el, setup.surface), runs, setup.shape, own.el),
    rest,
    /** @param {Shown} now */
    draw(now) {
      map.set(now.measured ? "runs" : "rate");
      rule.draw(Object.values(optimizers).map(({ name, label }) => [name, label]), now.rule.name);
      setup.draw({ ...now, step: 0, entries: [] });
      runs.hidden = rest.hidden = !now.measured;
      const axes = axesFor(now.rule, now.surface);
      const names = (other) => axes.filter(({ name }) => name !== other.name).map((axis) => /** @type {[string, string]} */ ([axis.name, nameOf(axis)]));
      across.draw(names(now.up), now.across.name);
      up.draw(names(now.across), now.up.name);
      up.el.hidden = now.up.owner === null;
      const shown = (name) => [now.across, now.up].some((axis) => axis.owner === "rule" && axis.name === name);
      const table = Object.entries(now.rule.hyper).map(([name, range]) => /** @type {[string, any, number]} */ ([name, range, now.h[name]]));
      const [on, off] = [table.filter(([name]) => shown(name)), table.filter(([name]) => !shown(name))];
      own.draw(JSON.stringify([now.rule.name, on.map(([name]) => name)]), on);
      others.draw(JSON.stringify([now.rule.name, off.map(([name]) => name)]), off);
      begins = now.start;
      say(summary, off.length ? "The start and other hyperparameters" : "The start");
      start.draw(now.surface.name, ["x", "y"].map((name, i) => [name, rangeOfStart(now, i), now.start[i]]));
    },
  };
}

/** @param {Shown} now @param {number} i */
function rangeOfStart({ surface }, i) {
  const [low, high] = surface.view[i];
  return { default: surface.start[i], low, high, lowOpen: false, highOpen: false, integer: false, summary: `[${low}, ${high}]` };
}
