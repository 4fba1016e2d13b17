/** Two losses of one prediction, and their two gradients: why cross-entropy and not squared error, for a class. */

import { bars } from "../../lib/chart/bars.js";
import { choiceChips } from "../../lib/panel/choice.js";
import { numberControl } from "../../lib/panel/control.js";
import { curveChart, decadesOf } from "../../lib/chart/curves.js";
import { h, say } from "../../lib/dom.js";
import { exportMenu, rowsOf } from "../../lib/panel/export.js";
import { foldTable } from "../../lib/panel/fold-table.js";
import { keepDrawn } from "../../lib/panel/keep-drawn.js";
import { swatch } from "../../lib/chart/style.js";
import { learn, predict, RIVALS } from "./neuron.js";
import { brief, figures } from "../../lib/number.js";
import { panelTools } from "../../lib/panel/tools.js";
import { rangeOf } from "../../lib/settings/judge.js";
import { atRest, judged, mend, write } from "../../lib/settings/settings.js";
import schema from "../../settings/two-gradients.js";
import { liveLine, noticeBoard } from "../../lib/panel/speech.js";
import { LAST, stalledRuns } from "./stalled.js";

const REACH = schema.z.high;
const STYLES = [{ ink: "tw-ink-1", dash: "", shape: "circle" }, { ink: "tw-ink-0", dash: "10 4", shape: "square" }];
const NAMES = RIVALS.map(({ name }) => name);
const LABELS = RIVALS.map(({ label }) => label);
const LINE = Array.from({ length: 201 }, (_, i) => -REACH + (2 * REACH * i) / 200);

const sure = (
  right,
) => (right < 0.1 ? "confidently wrong" : right < 0.5 ? "wrong" : right === 0.5 ? "undecided" : right <= 0.9 ? "right" : "confidently right");

function verdictText({ z, y }, { p, right, slope, times }) {
  const chance = y === 1 ? brief(p, 5) : `1 \u2212 p = ${brief(right, 5)}`;
  return `At z = ${brief(z, 4)} the probability of label 1 is p = ${brief(p, 5)}. The label is ${y}, which gets ${chance}: ${sure(right)}. ` +
    `Here sigmoid\u2032(z) = p (1 \u2212 p) = ${brief(slope)}, and the squared error\u2019s gradient is 2 \u00d7 ${brief(slope)} = ${brief(1 / times)} ` +
    `times that of cross-entropy: cross-entropy pulls ${brief(times)} times as hard.`;
}

function story({ half, left, right }, label, steps) {
  if (left !== null) return `Under ${label} the weight left the finite numbers at step ${left}.`;
  const end = `at step ${steps} the right class has ${brief(right[steps])}`;
  if (half === 0) return `${label}: on the right side from the start; ${end}.`;
  return half === null ? `${label}: still on the wrong side, ${end}.` : `${label}: on the right side from step ${half}; ${end}.`;
}

/** The samples never change: by label, then by loss, a loss and a gradient at each place of LINE. */
const SAMPLES = [0, 1].map((y) => RIVALS.map((loss) => LINE.map((z) => loss.at(z, y, {}))));

/** Both losses and their gradients over z, with the neuron's and the classifiers' courses beside them. */
const curveRows = ({ y }) =>
  rowsOf({
    z: LINE,
    ...Object.fromEntries(
      RIVALS.flatMap((_, i) => [0, 1].map((index) => [`${LABELS[i]}: ${index ? "gradient" : "loss"}`, SAMPLES[y][i].map((pair) => pair[index])])),
    ),
  });

/** The two charts over z: the same samples on a linear or a log scale, where a log scale drops the sign. */
function plotOverZ(values, now, index) {
  const log = values.scale === "log";
  const seen = (value) => (log ? Math.abs(value) : value);
  const curves = RIVALS.map((_, i) => ({
    name: NAMES[i],
    style: STYLES[i],
    xs: LINE,
    now: seen(now[i]),
    ys: SAMPLES[values.y][i].map((pair) => seen(pair[index])),
  }));
  const all = curves.flatMap(({ ys }) => ys);
  const span = log ? decadesOf(all) : { low: Math.floor(Math.min(0, ...all)), high: Math.ceil(Math.max(0, ...all)) };
  return {
    x: { name: "z", low: -REACH, high: REACH, now: values.z, snap: 0.01, stride: 0.1 },
    y: { name: log && index === 1 ? "size" : "", log, ...span },
    curves,
    read: (z) => [`z = ${brief(z, 4)}`, ...RIVALS.map((loss, i) => `${LABELS[i]}: ${brief(loss.at(z, values.y, {})[index])}`)].join("\n"),
  };
}

function plotRuns(runs, values) {
  const at = values.step ?? values.steps;
  return {
    x: { name: "step", low: 0, high: values.steps, now: at, snap: 1, stride: 1 },
    y: { name: "", low: 0, high: 1 },
    curves: runs.map(({ right, left }, i) => ({
      name: NAMES[i],
      style: STYLES[i],
      xs: [...right.keys()],
      ys: right,
      now: right[at] ?? NaN,
      left: left !== null,
    })),
    read: (step) => [`step ${step}`, ...runs.map(({ right }, i) => `${LABELS[i]}: ${step in right ? brief(right[step]) : "left"}`)].join("\n"),
  };
}

function render({ model, el }) {
  const change = (values) => write(model, values);
  const label = choiceChips("The true label", [["1", "y = 1"], ["0", "y = 0"]], (y) => change({ y: Number(y) }));
  const scale = choiceChips("Scale of loss and gradient", Object.entries(schema.scale.options), (next) => change({ scale: next }));
  const logit = numberControl({ label: "logit z", name: "logit z", range: rangeOf(schema.z), onInput: (z) => change({ z }) });
  const ends = [h("span"), h("span")];
  const rate = numberControl({ label: "learning rate", range: rangeOf(schema.lr), onInput: (lr) => change({ lr }) });
  const steps = numberControl({ label: "steps", range: rangeOf(schema.steps), onInput: (next) => change({ steps: next, step: null }) });
  const move = (z) => change({ z });
  const [height, pull] = [curveChart("Loss over z, present logit", move), curveChart("Gradient over z, present logit", move)];
  const lessons = curveChart("Learning curves, present step", (step) => change({ step: step === legal().steps ? null : step }));
  const real = stalledRuns({ styles: STYLES, onPace: (pace) => change({ pace }), onStep: (at) => change({ at: at === LAST ? null : at }) });
  const [forces, words, stories, ruler] = [bars(), h("p", { class: "tw-outcome" }), RIVALS.map(() => h("p")), h("p", { class: "tw-fair" })];
  const [table, live, notices] = [
    foldTable("The numbers", ["Loss", "loss", "dL/dz", "step", "p of the right class", "weight"]),
    liveLine(),
    noticeBoard(model),
  ];
  const realTable = foldTable("The numbers on real data", ["Loss", "rate", "step", "unseen tumours right"]);
  const keys = RIVALS.map(() => h("span"));
  const save = exportMenu({
    name: "two-gradients",
    picture: [["Losses", height.el], ["Gradients", pull.el], ["Learning curves", lessons.el]],
    table: () => curveRows(legal()),
    legend: () => STYLES.map((each, i) => ({ label: LABELS[i], style: each })),
  });
  const legal = () => judged(schema, model).values;

  el.classList.add("tw-panel");
  el.append(
    notices.el,
    h("div", { class: "tw-settings" }, h("div", {}, logit.el, h("div", { class: "tw-ends" }, ...ends)), label.el, scale.el),
    h("ul", { class: "tw-keys" }, ...keys.map((key, i) => h("li", {}, swatch(STYLES[i]), key))),
    h(
      "div",
      { class: "tw-plots" },
      h("div", { class: "tw-plot" }, h("p", { class: "tw-part-title" }, "The loss"), height.el),
      h("div", { class: "tw-plot" }, h("p", { class: "tw-part-title" }, "Its gradient, dL/dz"), pull.el),
      h("div", { class: "tw-part" }, h("p", { class: "tw-part-title" }, "The two pulls on z, on one scale"), forces.el, ruler, words),
      h(
        "div",
        { class: "tw-plot" },
        h("p", { class: "tw-part-title" }, "One neuron learns from here, by SGD"),
        h("p", { class: "tw-fair" }, "Its probability of the right class at each step. It has one weight, which starts at z, and its input is 1."),
        lessons.el,
        ...stories,
        rate.el,
        steps.el,
      ),
      real.el,
    ),
    h(
      "div",
      { class: "tw-foot" },
      h("div", { class: "tw-folds" }, table.el, realTable.el),
      panelTools({ model, el, save }, { "Reset to p = 0.02": () => change({ ...atRest(schema), notices: [] }) }),
    ),
    live.el,
  );

  const draw = () => {
    const judgement = judged(schema, model);
    const { values } = judgement;
    mend(model, judgement);
    notices.draw(judgement);
    const { z, y, lr, step } = values;
    const log = values.scale === "log";
    const now = predict(z, y);
    const runs = RIVALS.map((loss) => learn(loss, values));
    label.set(String(y));
    scale.set(values.scale);
    logit.set(z);
    rate.set(lr);
    steps.set(values.steps);
    ends.forEach((end, i) => say(end, i === y ? "confidently right" : "confidently wrong"));
    height.draw(plotOverZ(values, now.losses, 0));
    const slopes = plotOverZ(values, now.gradients, 1);
    pull.draw(slopes);
    forces.draw({ axis: slopes.y, rows: now.gradients.map((value, i) => ({ name: NAMES[i], label: LABELS[i], style: STYLES[i], value, text: brief(value) })) });
    say(ruler, log ? "A log scale of the gradients\u2019 sizes: every mark is the same factor, the sign is left out." : "");
    keys.forEach((key, i) => say(key, `${LABELS[i]}: L = ${brief(now.losses[i], 4)}, dL/dz = ${brief(now.gradients[i])}`));
    say(words, verdictText(values, now));
    lessons.draw(plotRuns(runs, values));
    runs.forEach((run, i) => say(stories[i], story(run, LABELS[i], values.steps)));
    real.draw(values);
    realTable.draw("Measured by the library when the page was built", () => real.rows(values.at));
    const at = step ?? values.steps;
    table.draw(
      `z = ${brief(z, 6)}, y = ${y}, p = ${figures(now.p)}, sigmoid\u2032(z) = ${figures(now.slope)}`,
      () =>
        RIVALS.map((_, i) => [
          LABELS[i],
          ...[now.losses[i], now.gradients[i]].map((value) => figures(value)),
          String(at),
          ...[runs[i].right[at], runs[i].weight[at]].map((value) => (value === undefined ? "left" : figures(value))),
        ]),
    );
    live.say(
      `${LABELS.map((name, i) => `${name}: loss ${brief(now.losses[i])}, gradient ${brief(now.gradients[i])}`).join("; ")}. ${sure(now.right)}. ${
        stories.map((line) => line.textContent).join(" ")
      } On real data: ${real.words()}`,
    );
  };
  return keepDrawn({ model, el, draw, sized: [height.el, pull.el, lessons.el, forces.el, real.chart], parts: [live] });
}

export default { state: atRest(schema), render };
