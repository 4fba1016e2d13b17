/** Schedules: the rate over time, and beside it how close a noisy descent settles under each. */

import { numberControl } from "../../lib/panel/control.js";
import { h, say } from "../../lib/dom.js";
import { exportMenu, rowsOf } from "../../lib/panel/export.js";
import { keepDrawn } from "../../lib/panel/keep-drawn.js";
import { lineChart } from "../../lib/chart/lines.js";
import { panelTools } from "../../lib/panel/tools.js";
import { COMMON, settingsOf, surface } from "./settings.js";
import { movingControl, scheduleChoice, scheduleRows } from "./rows.js";
import { closing, honestWords, planTable, spokenPlan, warnings } from "./words.js";
import { rangeOf } from "../../lib/settings/judge.js";
import { atRest, judged, mend, write } from "../../lib/settings/settings.js";
import schema from "../../settings/schedules.js";
import { settleDown } from "./settling.js";
import { liveLine, noticeBoard } from "../../lib/panel/speech.js";

/** What the controls do to the model: what another value leaves no room for gives way. */
function actions(model) {
  const change = (values) => write(model, values);
  const current = () => judged(schema, model).values;
  return {
    common(key, value) {
      const next = { ...current(), [key]: value };
      const fitting = { warmup: Math.min(next.warmup, next.total - 1), floor: Math.min(next.floor, next.peak) };
      const hyper = Object.fromEntries(
        Object.entries(next.hyper).map((
          [name, own],
        ) => [name, "cooldown" in own ? { ...own, cooldown: Math.min(own.cooldown, next.total - fitting.warmup) } : own]),
      );
      change({ [key]: value, ...fitting, hyper, ...(key === "total" ? { step: null } : {}) });
    },
    hyper(name, key, value) {
      const { hyper } = current();
      change({ hyper: { ...hyper, [name]: { ...hyper[name], [key]: value } } });
    },
    toggle(name, on) {
      const { shown } = current();
      change({ shown: on ? [...shown, name] : shown.filter((other) => other !== name) });
    },
    step: (step) => change({ step: step === current().total ? null : step }),
    rule: (rule) => change({ rule }),
    sigma: (sigma) => change({ sigma }),
    reset: () => change({ ...atRest(schema), notices: [] }),
  };
}

/** The runs, kept as long as nothing they depend on has changed: moving the cursor costs nothing. */
function runner() {
  let [key, runs] = ["", {}];
  return (settings) => {
    const { step: _, ...rest } = settings.values;
    const next = JSON.stringify(rest);
    if (next === key) return runs;
    const setup = { surface, shape: settings.shape, start: surface.start, steps: settings.total, sigma: settings.sigma };
    key = next;
    runs = Object.fromEntries(settings.entries.map(({ name, at }) => [name, settleDown(settings.rule, settings.ruleHyper, at, setup)]));
    return runs;
  };
}

/** Rate, and f under noise, at every step of every schedule. */
function planRows({ entries, total }, runs) {
  const steps = Array.from({ length: total + 1 }, (_, t) => t);
  return rowsOf({
    step: steps,
    ...Object.fromEntries(entries.flatMap(({ name, at }) => {
      const { values, low, high } = runs[name];
      return [[`${name} rate`, steps.map(at)], [`${name} f, median`, values], [`${name} f, low`, low], [`${name} f, high`, high]];
    })),
  });
}

function ruleSelect(onRule) {
  const el = h(
    "select",
    { "aria-label": "Optimizer", on: { change: () => onRule(el.value) } },
    ...Object.entries(schema.rule.options).map(([value, label]) => h("option", { value }, label)),
  );
  return { el: h("label", { class: "tw-field" }, h("span", {}, "optimizer"), el), draw: ({ rule }) => (el.value = rule.name) };
}

function render({ model, el }) {
  const act = actions(model);
  const run = runner();
  const rates = lineChart({ label: "Learning rate against step, present step", onStep: act.step });
  const losses = lineChart({ label: "f against step under noise, present step", onStep: act.step });
  const common = COMMON.map((key) => ({ key, ...movingControl({ label: key, onInput: (value) => act.common(key, value) }) }));
  const sigma = numberControl({ label: "noise", name: "noise, the size of the gradient's error", range: rangeOf(schema.sigma), onInput: act.sigma });
  const rule = ruleSelect(act.rule);
  const choice = scheduleChoice(act.toggle);
  const rows = scheduleRows(act.hyper);
  const table = planTable();
  const live = liveLine();
  const notices = noticeBoard(model);
  const honest = h("p", { class: "tw-fair" });
  const verdict = h("p", { class: "tw-outcome" });
  const warned = h("div", { class: "tw-warnings" });
  const save = exportMenu({
    name: "schedules",
    picture: [["Rates", rates.el], ["Losses", losses.el]],
    table: () => {
      const settings = settingsOf(model);
      return planRows(settings, run(settings));
    },
    legend: () => settingsOf(model).entries,
  });

  el.classList.add("tw-panel", "tw-plan");
  el.append(
    notices.el,
    h(
      "div",
      { class: "tw-plan-grid" },
      h("div", { class: "tw-losses" }, h("p", {}, "The learning rate at each step"), rates.el),
      h("div", { class: "tw-losses" }, h("p", {}, "How close it settles: f, with noise in the gradient"), losses.el),
      h("div", { class: "tw-span" }, verdict, honest, warned),
      h("div", { class: "tw-choices" }, ...common.map(({ el: control }) => control), sigma.el, rule.el, choice.el),
      rows.el,
    ),
    h("div", { class: "tw-foot" }, table.el, panelTools({ model, el, save }, { Reset: act.reset })),
    live.el,
  );

  const draw = () => {
    const settings = settingsOf(model);
    mend(model, settings);
    const runs = run(settings);
    const { entries, total, step } = settings;
    for (const { key, set } of common) set(settings[key], rangeOf(schema[key], { total: settings.total, peak: settings.peak }));
    sigma.set(settings.sigma);
    for (const part of [notices, rule, choice]) part.draw(settings);
    rates.draw({
      name: "rate",
      log: false,
      steps: total,
      step,
      series: entries.map((each) => ({ ...each, values: Array.from({ length: total + 1 }, (_, t) => each.at(t)) })),
    });
    losses.draw({ name: "f", log: true, steps: total, step, series: entries.map((each) => ({ ...each, ...runs[each.name] })) });
    rows.draw(settings, runs);
    table.draw(settings, runs);
    say(honest, honestWords(settings));
    say(verdict, closing(settings, runs));
    const said = warnings(settings, runs);
    if (warned.textContent !== said.join("")) warned.replaceChildren(...said.map((text) => h("p", {}, text)));
    live.say(spokenPlan(settings, runs));
  };
  return keepDrawn({ model, el, draw, sized: [rates.el, losses.el], parts: [live] });
}

export default { state: atRest(schema), render };
