/** Inside Adam: one parameter, one gradient after another, and what each step is made of. */

import { bars } from "../../lib/chart/bars.js";
import { choiceChips } from "../../lib/panel/choice.js";
import { numberControl } from "../../lib/panel/control.js";
import { h, say } from "../../lib/dom.js";
import { exportMenu } from "../../lib/panel/export.js";
import { foldTable } from "../../lib/panel/fold-table.js";
import { keepDrawn } from "../../lib/panel/keep-drawn.js";
import { lineChart } from "../../lib/chart/lines.js";
import { ruleStyle, swatch } from "../../lib/chart/style.js";
import { brief, figures } from "../../lib/number.js";
import { panelTools } from "../../lib/panel/tools.js";
import { player } from "../../lib/panel/player.js";
import { rangeOf } from "../../lib/settings/judge.js";
import { atRest, judged, mend, write } from "../../lib/settings/settings.js";
import schema from "../../settings/inside-adam.js";
import { adam, sharesOf, SIGNALS, STEPS, walk } from "./shares.js";
import { liveLine, noticeBoard } from "../../lib/panel/speech.js";

const [ON, OFF, PLAIN] = ["adam", "sgd", "momentum"].map(ruleStyle);
const SLOTS = ["m", "m_hat", "v", "v_hat"];

function settingsOf(model) {
  const judgement = judged(schema, model);
  const { values } = judgement;
  return { ...values, hyper: Object.fromEntries(Object.keys(adam.hyper).map((key) => [key, values[key]])), ...judgement };
}

/** Adam's source, and beside each line what it gave at this step. */
function source() {
  const rows = adam.source.lines.map((line) => {
    const code = h("code");
    code.innerHTML = line || " "; // highlighted by the library, never from the link
    return h("tr", {}, h("td", { class: "tw-source" }, code), h("td", { class: "tw-given" }));
  });
  const head = h("tr", {}, h("th", { scope: "col" }, "Adam, as it runs"), h("th", { scope: "col" }, "at this step"));
  return {
    el: h("table", { class: "tw-code" }, h("thead", {}, head), h("tbody", {}, ...rows)),
    draw({ lines }) {
      rows.forEach((row, index) => {
        const given = lines.filter(([line]) => line === index).map(([, name, value]) => `${name} = ${figures(value, 5)}`).join("\n");
        row.classList.toggle("tw-filled-line", given !== "");
        say(row.children[1], given);
      });
    },
  };
}

/** Every step as numbers; a share that is part of the next one is left empty. */
function walkRows({ signal, seed, hyper }) {
  const steps = walk(SIGNALS[signal](seed), hyper);
  const all = steps.map((now) => ({ ...now, shares: sharesOf(now.slots, now.g, now.t, hyper) }));
  return [
    ["step", "g", "move", "move without bias correction", "w", ...all[0].shares.map(({ name }) => name)],
    ...all.map(({ t, g, step, bare, to, shares }) => [t, g, step, bare, to, ...shares.map(({ value }) => value)]),
  ];
}

/** Bars on one linear axis that holds zero. */
function linearAxis(values) {
  const known = values.filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)];
  return { name: "", low, high: high > low ? high : low + 1 };
}

function times({ step, bare }) {
  const ratio = Math.abs(bare / step);
  if (step === 0 || !Number.isFinite(ratio)) return "";
  return brief(ratio) === "1" ? ", as far" : `, ${brief(ratio)} times as far`;
}

const sentence = (now) =>
  `Step ${now.t} of ${STEPS}: the gradient is ${brief(now.g)}, and Adam moves w by ${brief(now.step)}. ` +
  `Without the bias correction it would move by ${brief(now.bare)}${times(now)}.`;

function render({ model, el }) {
  const set = (values) => write(model, values);
  const seek = (step) => {
    model.set("step", Math.max(1, step));
    if (step < 1) draw(); // a control that went to step 0 must come back although the model did not change
  };
  const control = (key, name = key) => numberControl({ label: key, name, range: rangeOf(schema[key]), onInput: (value) => set({ [key]: value }) });
  const signal = choiceChips("The gradients that arrive", Object.entries(schema.signal.options), (value) => set({ signal: value }));
  const hyper = Object.keys(adam.hyper).map((key) => ({ key, ...control(key) }));
  const seed = control("seed", "seed of the noise");
  const play = player({ onStep: seek, onRest: () => model.save_changes() });
  const seekKept = (step) => (play.stop(), seek(step), model.save_changes());
  const gradients = lineChart({ label: "Gradient against step, present step", onStep: seekKept });
  const moves = lineChart({ label: "Adam's move with and without bias correction, present step", onStep: seekKept });
  const [slotBars, shareBars] = [bars(), bars()];
  const code = source();
  const words = h("p", { class: "tw-outcome" });
  const table = foldTable("The numbers", ["Part", "value"]);
  const live = liveLine();
  const notices = noticeBoard(model);
  const save = exportMenu({
    name: "inside-adam",
    table: () => walkRows(settingsOf(model)),
    picture: [["Gradients", gradients.el], ["Moves", moves.el], ["The parts of the step", shareBars.el], ["What Adam remembers", slotBars.el]],
    legend: (picture) => (picture === "Moves" ? [{ label: "with bias correction", style: ON }, { label: "without", style: OFF }] : []),
  });
  const titled = (title, ...parts) => h("div", { class: "tw-losses" }, h("p", {}, ...[title].flat()), ...parts);
  const key = (first, one, second, other) => [first, " ", swatch(one), " ", second, " ", swatch(other)];

  el.classList.add("tw-panel", "tw-inside");
  el.append(
    notices.el,
    h(
      "div",
      { class: "tw-plan-grid" },
      titled("The gradient at each step", gradients.el),
      titled(key("The move of w, bias correction on", ON, "and off", OFF), moves.el),
      h("div", { class: "tw-span" }, play.el, words),
      titled("What this step is made of; the parts add up to the move", shareBars.el),
      titled("What Adam remembers, and the same corrected", slotBars.el),
      h("div", { class: "tw-choices" }, signal.el, seed.el, ...hyper.map(({ el: each }) => each)),
      code.el,
    ),
    h("div", { class: "tw-foot" }, table.el, panelTools({ model, el, save }, { Reset: () => set({ ...atRest(schema), notices: [] }) })),
    live.el,
  );

  const draw = () => {
    const settings = settingsOf(model);
    mend(model, settings);
    const given = SIGNALS[settings.signal](settings.seed);
    const steps = walk(given, settings.hyper);
    const now = steps[settings.step - 1];
    const shares = sharesOf(now.slots, now.g, now.t, settings.hyper);
    const kept = Object.fromEntries(now.lines.map(([, name, value]) => [name, value]));
    notices.draw(settings);
    signal.set(settings.signal);
    seed.set(settings.seed);
    seed.el.hidden = settings.signal !== "noisy";
    for (const { key, set: show } of hyper) show(settings[key]);
    play.draw({ step: settings.step, steps: STEPS });
    const place = { steps: STEPS, step: settings.step, log: false };
    gradients.draw({ ...place, name: "g", series: [{ name: "g", label: "gradient", style: PLAIN, values: [undefined, ...given] }] });
    moves.draw({
      ...place,
      name: "move",
      series: [
        { name: "off", label: "without correction", style: OFF, values: [undefined, ...steps.map(({ bare }) => bare)] },
        { name: "on", label: "with correction", style: ON, values: [undefined, ...steps.map(({ step }) => step)] },
      ],
    });
    const row = (style) => ({ name, value }) => ({
      name,
      label: name,
      style,
      value: value ?? 0,
      text: value === null ? "left on: without it the step is infinite" : figures(value, 5),
    });
    const slots = SLOTS.map((name) => ({ name, value: kept[name] }));
    slotBars.draw({ axis: linearAxis(slots.map(({ value }) => value)), rows: slots.map(row(PLAIN)) });
    const parts = [...shares, { name: "the move", value: now.step }];
    shareBars.draw({ axis: linearAxis(parts.map(({ value }) => value)), rows: parts.map((part) => row(part.name === "the move" ? ON : PLAIN)(part)) });
    code.draw(now);
    say(words, sentence(now));
    table.draw(
      `Step ${now.t}, to six significant figures`,
      () =>
        [...parts, { name: "without bias correction", value: now.bare }, { name: "gradient g", value: now.g }, ...slots, { name: "w after", value: now.to }]
          .map(({ name, value }) => [name, value === null ? "left on" : figures(value)]),
    );
    live.say(`${sentence(now)} ${shares.map(({ name, value }) => `${name} ${value === null ? "left on" : brief(value)}`).join(", ")}`);
  };
  return keepDrawn({ model, el, draw, sized: [gradients.el, slotBars.el, shareBars.el], parts: [play, live] });
}

export default { state: atRest(schema), render };
