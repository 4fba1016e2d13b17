/** Momentum's memory: how long a gradient counts, and what v makes of a signal. */

import { barChart } from "./bar-chart.js";
import { choiceChips } from "../../lib/panel/choice.js";
import { numberControl } from "../../lib/panel/control.js";
import { h, say } from "../../lib/dom.js";
import { exportMenu, rowsOf } from "../../lib/panel/export.js";
import { keepDrawn } from "../../lib/panel/keep-drawn.js";
import { memory, settled, velocities } from "./memory.js";
import { brief, exact, figures } from "../../lib/number.js";
import { foldTable } from "../../lib/panel/fold-table.js";
import { panelTools } from "../../lib/panel/tools.js";
import { rangeOf } from "../../lib/settings/judge.js";
import { atRest, judged, mend, write } from "../../lib/settings/settings.js";
import schema from "../../settings/window.js";
import { LENGTH, PRESETS, snap } from "./signal.js";
import { signalChart } from "./signal-chart.js";
import { liveLine, noticeBoard } from "../../lib/panel/speech.js";

/** A limit this many times above what is shown would flatten the bars; it is then told in words only. */
const FAR = 2.5;

function settingsOf(model) {
  const judgement = judged(schema, model);
  const { values } = judgement;
  const signal = values.drawn?.map(snap) ?? PRESETS[values.signal](values.seed);
  return {
    ...values,
    ...judgement,
    ...memory(LENGTH, values.beta),
    preset: values.drawn ? null : values.signal,
    signal,
    v: velocities(signal, values.beta),
    limit: settled(values.beta, 1),
    damped: settled(values.beta, -1),
  };
}

/** The total, the window, and how much of the total lies inside it. */
function aboutWeights({ beta, limit, totals }) {
  const within = Math.round(limit);
  const part = (count) => `${brief((100 * totals[count - 1]) / limit)} %`;
  const share = within <= LENGTH
    ? `Of that total the ${within === 1 ? "latest gradient carries" : `latest ${within} gradients (shaded) carry`} ${part(within)}.`
    : `The window is longer than this chart: the ${LENGTH} weights shown carry ${part(LENGTH)} of that total.`;
  return `v is a sum, not an average: its weights add up to 1/(1 \u2212 ${exact(beta)}) = ${brief(limit, 6)}, not to 1. ` +
    `The same number is its effective window in steps. ${share}`;
}

function aboutSignal({ beta, preset, signal, v, limit, damped, at }) {
  const last = brief(v.at(-1), 4);
  if (preset === "constant") {
    return `A steady pull of 1, as along the floor of a valley, is amplified toward 1/(1 \u2212 ${exact(beta)}) = ${brief(limit, 6)}; ` +
      `after ${LENGTH} steps v is ${last}.`;
  }
  if (preset === "alternating") {
    return `A pull that changes sign at every step, as across a valley, is damped toward 1/(1 + ${exact(beta)}) = ${brief(damped, 4)} ` +
      `of its size; after ${LENGTH} steps v is ${last}.`;
  }
  const largest = v.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  return `At step ${at} the signal is ${brief(signal[at - 1])} and v is ${brief(v[at - 1], 4)}; ` +
    `the largest |v| is ${brief(largest, 4)}, where a steady pull of 1 would end at ${brief(limit, 6)}.`;
}

/** The level lines that belong to what is shown. */
function levels({ preset, limit, damped }) {
  if (preset === "constant") return [{ value: limit, text: `1/(1 \u2212 \u03b2) = ${brief(limit, 6)}` }];
  if (preset !== "alternating") return [];
  return [{ value: damped, text: `1/(1 + \u03b2) = ${brief(damped)}` }, { value: -damped, text: "" }];
}

/** The axis of v holds v, g and, where it is not too far off, the limit. */
function vAxis(settings) {
  const all = [...settings.v, ...settings.signal];
  const reach = Math.max(...all.map(Math.abs), 0.1);
  const near = levels(settings).filter(({ value }) => Math.abs(value) <= FAR * reach);
  const top = 1.12 * Math.max(reach, ...near.map(({ value }) => value));
  return { low: all.some((value) => value < 0) ? -top : 0, high: top, levels: near };
}

function render({ model, el }) {
  const change = (values) => write(model, values);
  const current = () => settingsOf(model);
  const pick = (signal) => change(signal === "drawn" ? { drawn: current().signal } : { signal, drawn: null });
  const beta = numberControl({ label: "\u03b2", name: "beta", range: rangeOf(schema.beta), onInput: (value) => change({ beta: value }) });
  const [weights, totals, velocity] = [barChart(), barChart(), barChart()];
  const signal = signalChart({
    onCursor: (at) => model.set("at", at),
    onDraw: (drawn, at) => (model.set("drawn", drawn), model.set("at", at)),
    onRest: () => model.save_changes(),
  });
  const choice = choiceChips("Signal g: draw on its chart, or choose", [...Object.entries(schema.signal.options), [
    "drawn",
    "Drawn by hand",
  ]], pick);
  const noise = h(
    "button",
    { type: "button", on: { click: () => change({ signal: "noise", drawn: null, seed: 1 + (current().seed % schema.seed.high) }) } },
    "Other noise",
  );
  const [weightWords, signalWords] = [h("p", { class: "tw-outcome" }), h("p", { class: "tw-outcome" })];
  const table = foldTable("The numbers", ["t", "g", "v", "k", "\u03b2^k", "total"]);
  const [live, notices] = [liveLine(), noticeBoard(model)];
  const save = exportMenu({
    name: "window",
    picture: [["Weights", weights.el], ["Totals", totals.el], ["Signal", signal.el], ["Velocity", velocity.el]],
    table: () => {
      const now = current();
      return rowsOf({ step: now.signal.map((_, i) => i + 1), g: now.signal, v: now.v, "beta^(step - 1)": now.weights, total: now.totals });
    },
  });
  const part = (title, ...children) => h("div", { class: "tw-part" }, h("p", { class: "tw-title" }, ...title), ...children);
  const key = (ink, text) => h("span", { class: `tw-key ${ink}` }, h("span", {}, text));

  el.classList.add("tw-panel", "tw-memory");
  el.append(
    notices.el,
    beta.el,
    h("div", { class: "tw-pair" }, part(["Weight of the gradient k steps back"], weights.el), part(["Running total of the weights"], totals.el)),
    weightWords,
    h("div", { class: "tw-choose" }, choice.el, noise),
    part(["The signal: drag to draw it"], signal.el),
    part([key("tw-ink-1", "velocity v"), key("tw-ink-0", "g itself, SGD\u2019s step")], velocity.el),
    signalWords,
    h("div", { class: "tw-foot" }, table.el, panelTools({ model, el, save }, { Reset: () => change({ ...atRest(schema), notices: [] }) })),
    live.el,
  );

  const draw = () => {
    const now = settingsOf(model);
    mend(model, now);
    notices.draw(now);
    beta.set(now.beta);
    choice.set(now.preset ?? "drawn");
    const shade = Math.round(now.limit);
    const last = now.totals[LENGTH - 1];
    const far = now.limit > FAR * last;
    const high = 1.12 * (far ? last : now.limit);
    const weightAxis = { first: 0, names: ["k", "weight"], ink: "tw-ink-1", low: 0, high: 1.05, window: shade };
    weights.draw({ bars: now.weights, ...weightAxis });
    totals.draw({
      ...weightAxis,
      bars: now.totals,
      names: ["k", "total"],
      high,
      levels: far ? [] : [{ value: now.limit, text: `1/(1 \u2212 \u03b2) = ${brief(now.limit, 6)}` }],
    });
    signal.draw(now);
    velocity.draw({ bars: now.signal, front: now.v, ink: "tw-ink-0", frontInk: "tw-ink-1", first: 1, names: ["step", "v"], cursor: now.at - 1, ...vAxis(now) });
    const [first, second] = [aboutWeights(now), aboutSignal(now)];
    say(weightWords, first);
    say(signalWords, second);
    table.draw(
      "To six significant figures; v starts at 0 and lr = 1",
      () => now.signal.map((g, i) => [String(i + 1), figures(g), figures(now.v[i]), String(i), figures(now.weights[i]), figures(now.totals[i])]),
    );
    live.say(`beta ${exact(now.beta)}: total and window ${brief(now.limit, 6)}. ${second}`);
  };
  return keepDrawn({ model, el, draw, sized: [weights.el], parts: [live] });
}

export default { state: atRest(schema), render };
