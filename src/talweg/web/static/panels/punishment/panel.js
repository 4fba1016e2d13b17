/** What a loss charges: for an error, MSE, MAE and Huber; for a class, cross-entropy of three logits. */

import { losses } from "../../formulas.js";
import { bars } from "../../lib/chart/bars.js";
import { cost, crossEntropy, REGRESSION } from "./losses.js";
import { choiceChips } from "../../lib/panel/choice.js";
import { numberControl } from "../../lib/panel/control.js";
import { curveChart } from "../../lib/chart/curves.js";
import { h, say } from "../../lib/dom.js";
import { exportMenu, rowsOf } from "../../lib/panel/export.js";
import { foldTable } from "../../lib/panel/fold-table.js";
import { keepDrawn } from "../../lib/panel/keep-drawn.js";
import { lossStyle, swatch } from "../../lib/chart/style.js";
import { brief, figures } from "../../lib/number.js";
import { panelTools } from "../../lib/panel/tools.js";
import { rangeOf } from "../../lib/settings/judge.js";
import { atRest, judged, mend, write } from "../../lib/settings/settings.js";
import schema from "../../settings/punishment.js";
import { liveLine, noticeBoard } from "../../lib/panel/speech.js";

const KEYS = ["z1", "z2", "z3"];
const [FAR, STEEP] = [schema.error.high, schema.z1.high];
const [RIGHT, WRONG] = [{ ink: "tw-ink-2", dash: "", shape: "circle" }, { ink: "tw-ink-6", dash: "", shape: "circle" }];
/** @type {[string, number[]][]} */
const PRESETS = [
  ["The worked case", KEYS.map((key) => schema[key].default)],
  ["Sure and right", [-2, 4, -2]],
  ["Sure and wrong", [4, -2, -2]],
  ["No idea", [0, 0, 0]],
];
const LINE = Array.from({ length: 401 }, (_, i) => -FAR + (2 * FAR * i) / 400);

/** One chart over the error: the losses (index 0) or their gradients (index 1) that are shown. */
function plotOverError({ show, error, delta }, index) {
  const at = (name, e) => cost(name, e, delta)[index];
  const curves = show.map((name) => ({ name, style: lossStyle(name), xs: LINE, ys: LINE.map((e) => at(name, e)), now: at(name, error) }));
  const top = Math.max(1, ...curves.flatMap(({ ys }) => ys));
  return {
    x: { name: "error", low: -FAR, high: FAR, now: error, snap: 0.05, stride: 0.1 },
    y: { name: "", low: index ? -top : 0, high: top },
    curves,
    read: (e) => [`error ${brief(e, 4)}`, ...show.map((name) => `${losses[name].label}: ${brief(at(name, e))}`)].join("\n"),
  };
}

/** The loss as the right class's logit moves and the others stay. */
function plotOverLogit(now) {
  const at = (z) => crossEntropy(KEYS.map((key, k) => (k === now.correct ? z : now[key])), now.correct);
  const xs = LINE.map((e) => (e / FAR) * STEEP);
  const ys = xs.map((z) => at(z).loss);
  const z = now[KEYS[now.correct]];
  return {
    x: { name: "z", low: -STEEP, high: STEEP, now: z, snap: 0.05, stride: 0.1 },
    y: { name: "", low: 0, high: Math.ceil(Math.max(1, ...ys)) },
    curves: [{ name: "loss", style: RIGHT, xs, ys, now: at(z).loss }],
    read: (x) => `z = ${brief(x, 4)}\np = ${brief(at(x).p[now.correct])}\nloss ${brief(at(x).loss)}`,
  };
}

/** Every curve as numbers: over the error, and over the logit of the right class. */
function curveRows(now) {
  const [loss, slope] = [plotOverError(now, 0), plotOverError(now, 1)].map(({ curves }) => Object.fromEntries(curves.map(({ name, ys }) => [name, ys])));
  const named = (table, suffix) => Object.fromEntries(Object.entries(table).map(([name, ys]) => [name + suffix, ys]));
  const { xs, ys } = plotOverLogit(now).curves[0];
  return rowsOf({ error: LINE, ...named(loss, ""), ...named(slope, " gradient"), [`z of class ${now.correct}`]: xs, "cross-entropy": ys });
}

function lossToggles(onShow) {
  const boxes = REGRESSION.map((name) => {
    const box = h("input", { type: "checkbox", on: { change: () => onShow(name, box.checked) } });
    return { name, box, text: h("span", {}) };
  });
  return {
    el: h(
      "fieldset",
      { class: "tw-chips" },
      h("legend", {}, "Losses of an error"),
      ...boxes.map(({ name, box, text }) => h("label", { class: "tw-chip" }, box, swatch(lossStyle(name)), text)),
    ),
    draw({ show }) {
      for (const { name, box, text } of boxes) {
        box.checked = show.includes(name);
        say(text, losses[name].label);
      }
    },
  };
}

/** The values at the marker, always in sight, and at half the error for comparison. */
function valueTable() {
  const [head, body] = [h("tr"), h("tbody")];
  return {
    el: h("table", { class: "tw-values" }, h("caption", {}, "The charge for an error, and for half of it"), h("thead", {}, head), body),
    draw({ show, error, delta }) {
      head.replaceChildren(
        ...["Loss", `at ${brief(error, 4)}`, "gradient", `at ${brief(error / 2, 4)}`, "gradient"].map((text) => h("th", { scope: "col" }, text)),
      );
      body.replaceChildren(
        ...show.map((name) =>
          h(
            "tr",
            {},
            h("th", { scope: "row" }, losses[name].label),
            ...[error, error / 2].flatMap((e) => cost(name, e, delta)).map((value) => h("td", {}, brief(value, 5))),
          )
        ),
      );
    },
  };
}

function chargeText({ correct }, { loss, p }) {
  const chance = p[correct];
  const leader = p.indexOf(Math.max(...p));
  const word = chance > 0.9
    ? "sure and right"
    : Math.max(...p) - Math.min(...p) < 1e-9
    ? "no idea"
    : leader === correct
    ? "right, with doubt"
    : p[leader] > 0.9
    ? "sure and wrong"
    : "wrong, with doubt";
  return `Class ${correct} is right and has p = ${brief(chance, 4)}: ${word}. Loss: \u2212log ${brief(chance, 4)} = ${brief(loss, 4)}.`;
}

function render({ model, el }) {
  const legal = () => judged(schema, model).values;
  const change = (values) => write(model, values);
  const toggles = lossToggles((name, on) => change({ show: on ? [...legal().show, name] : legal().show.filter((other) => other !== name) }));
  const sliders = ["error", "delta", ...KEYS].map((key) => {
    const label = key === "delta" ? "Huber \u03b4" : key === "error" ? "error" : `z of class ${KEYS.indexOf(key)}`;
    const slider = numberControl({
      label,
      name: key === "delta" ? "Huber delta" : label,
      range: rangeOf(schema[key]),
      onInput: (value) => change({ [key]: value }),
    });
    return { key, ...slider };
  });
  const control = Object.fromEntries(sliders.map((slider) => [slider.key, slider]));
  const move = (error) => change({ error });
  const [height, pull] = [curveChart("Loss over the error, present error", move), curveChart("Gradient over the error, present error", move)];
  const slope = curveChart("Loss over the logit of the right class", (z) => change({ [KEYS[legal().correct]]: z }));
  const values = valueTable();
  const right = choiceChips("The right class", ["0", "1", "2"].map((k) => [k, `class ${k}`]), (k) => change({ correct: Number(k) }));
  const [chances, forces] = [bars(), bars()];
  const charge = h("p", { class: "tw-outcome" });
  const presets = PRESETS.map(([name, logits]) =>
    h("button", { type: "button", on: { click: () => change({ ...Object.fromEntries(KEYS.map((key, k) => [key, logits[k]])), correct: 1 }) } }, name)
  );
  const [table, live, notices] = [foldTable("The numbers", ["Class", "logit z", "label y", "p", "gradient p \u2212 y"]), liveLine(), noticeBoard(model)];
  /** @type {[string, HTMLElement][]} */
  const pictures = [["Loss over the error", height.el], ["Gradient over the error", pull.el], ["Probabilities", chances.el], [
    "Gradient of the logits",
    forces.el,
  ], ["Loss over the logit", slope.el]];
  const save = exportMenu({
    name: "punishment",
    picture: pictures,
    table: () => curveRows(legal()),
    legend: (picture) => (/error/.test(picture) ? legal().show.map((name) => ({ label: losses[name].label, style: lossStyle(name) })) : []),
  });
  const title = (text) => h("p", { class: "tw-part-title" }, text);

  el.classList.add("tw-panel");
  el.append(
    notices.el,
    h(
      "div",
      { class: "tw-plots" },
      h(
        "div",
        { class: "tw-part" },
        title("A number is wrong by an error"),
        toggles.el,
        control.error.el,
        control.delta.el,
        h("div", { class: "tw-plot" }, title("The loss"), height.el),
        h("div", { class: "tw-plot" }, title("Its gradient"), pull.el),
        h("div", { class: "tw-scroll", tabindex: 0, role: "group", "aria-label": "Losses at the error and at half of it" }, values.el),
      ),
      h(
        "div",
        { class: "tw-part" },
        title("A class is named too surely, or not surely enough"),
        h("div", { class: "tw-tools" }, ...presets),
        right.el,
        ...KEYS.map((key) => control[key].el),
        charge,
        title("The probabilities, p = softmax(z)"),
        chances.el,
        title("The gradient, p \u2212 y"),
        forces.el,
        h("div", { class: "tw-plot" }, title("The loss as the right class\u2019s logit moves"), slope.el),
      ),
    ),
    h("div", { class: "tw-foot" }, table.el, panelTools({ model, el, save }, { Reset: () => change({ ...atRest(schema), notices: [] }) })),
    live.el,
  );

  const draw = () => {
    const judgement = judged(schema, model);
    const now = judgement.values;
    mend(model, judgement);
    notices.draw(judgement);
    for (const { key, set } of sliders) set(now[key]);
    for (const part of [toggles, values]) part.draw(now);
    height.draw(plotOverError(now, 0));
    pull.draw(plotOverError(now, 1));
    right.set(String(now.correct));
    const row = crossEntropy(KEYS.map((key) => now[key]), now.correct);
    const named = (list, digits) =>
      list.map((value, k) => ({
        name: `${k}${k === now.correct}`,
        value,
        text: brief(value, digits),
        label: `class ${k}${k === now.correct ? ", the right one" : ""}`,
        style: k === now.correct ? RIGHT : WRONG,
      }));
    chances.draw({ axis: { low: 0, high: 1 }, rows: named(row.p, 4) });
    forces.draw({ axis: { low: -1, high: 1 }, rows: named(row.gradient, 4) });
    slope.draw(plotOverLogit(now));
    say(charge, chargeText(now, row));
    table.draw(
      `Cross-entropy ${figures(row.loss)}, class ${now.correct} is right`,
      () => KEYS.map((key, k) => [`class ${k}`, figures(now[key]), String(Number(k === now.correct)), figures(row.p[k]), figures(row.gradient[k])]),
    );
    const costs = now.show.map((name) => `${losses[name].label} ${brief(cost(name, now.error, now.delta)[0])}`);
    live.say(`error ${brief(now.error, 4)}: ${costs.join(", ") || "no loss is shown"}. ${charge.textContent}`);
  };
  return keepDrawn({ model, el, draw, sized: [height.el, pull.el, slope.el, chances.el, forces.el], parts: [live] });
}

export default { state: atRest(schema), render };
