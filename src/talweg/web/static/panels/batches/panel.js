/** Three batch sizes learn from the same real examples, each on the map of its true loss. */

import { batchCard } from "./card.js";
import { bestRate, course, train, updateAt } from "./run.js";
import { inWords, settingsOf, UNITS } from "./settings.js";
import { fairWords, lossPlot, standing } from "./words.js";
import { choiceChips } from "../../lib/panel/choice.js";
import { numberControl } from "../../lib/panel/control.js";
import { curveChart } from "../../lib/chart/curves.js";
import { h, say } from "../../lib/dom.js";
import { COUNT, features, LOWEST, meanLoss } from "./examples.js";
import { exportMenu, rowsOf } from "../../lib/panel/export.js";
import { foldTable } from "../../lib/panel/fold-table.js";
import { keepDrawn } from "../../lib/panel/keep-drawn.js";
import { exact, figures } from "../../lib/number.js";
import { ASKED, batchGradients, scaleOf } from "./gradients.js";
import { panelTools } from "../../lib/panel/tools.js";
import { player } from "../../lib/panel/player.js";
import { rangeOf } from "../../lib/settings/judge.js";
import { atRest, mend, write } from "../../lib/settings/settings.js";
import schema from "../../settings/batches.js";
import { liveLine, noticeBoard } from "../../lib/panel/speech.js";

const STYLES = [{ ink: "tw-ink-0", dash: "", shape: "circle" }, { ink: "tw-ink-1", dash: "10 4", shape: "square" }, {
  ink: "tw-ink-2",
  dash: "3 4",
  shape: "triangle",
}];
const NAMES = ["first", "second", "third"];
const AMOUNTS = { passes: "examples", updates: "updates" };
const ABOUT = `Is this tumour malignant? A logistic neuron with two weights and no bias learns it from ${COUNT} real cases: ` +
  `x is the weight of ${features[0]}, y that of ${features[1]}. All three maps show the same ground, the mean loss over all ${COUNT}.`;
const LEGEND = `Broad arrow: downhill, as all ${COUNT} examples have it. Fine arrows: downhill as ${ASKED} batches of that size have it, ` +
  "drawn at random and asked at the same place. All arrows have one scale.";

/** Remember what the latest calls returned: while one setting moves, the work of the others stands. */
function remembered(make, kept = 12) {
  const known = new Map();
  return (work) => {
    const key = JSON.stringify(work);
    if (!known.has(key)) {
      if (known.size >= kept) known.delete(known.keys().next().value);
      known.set(key, make(work));
    }
    return known.get(key);
  };
}

/** Trains with one batch size, and tells where its walker is at the present step. */
function walking() {
  const runOf = remembered((work) => {
    const run = train(work);
    return { ...run, course: course(run) };
  });
  const bestOf = remembered(bestRate);
  return (size, { values, start, steps, step }) => {
    const work = { size, start, seed: values.seed, unit: values.equal, most: steps };
    const rate = values.rates === "best" ? bestOf(work) : values.rate;
    const run = runOf({ ...work, rate });
    const update = updateAt(run, values.equal, step);
    const [x, y] = [run.x[update], run.y[update]];
    const [loss, ...gradient] = meanLoss(x, y);
    return { size, rate, run, update, x, y, loss, above: loss - LOWEST, slope: Math.hypot(...gradient), found: batchGradients(x, y, size, values.seed) };
  };
}

const row = (
  { size, rate, run, update, x, y, loss, slope, found },
) => [
  size === COUNT ? `all ${size}` : String(size),
  exact(rate),
  String(update),
  String(run.seen[update]),
  ...[x, y, loss, slope, found.error].map((value) => figures(value)),
];

/** Every walker's course: after so many examples, the two weights. */
const courseRows = (walkers) =>
  rowsOf(
    Object.fromEntries(
      walkers.flatMap(({ size, run }) => ["seen", "x", "y"].map((name) => [`batch ${size}: ${name === "seen" ? "examples" : name}`, [...run[name]]])),
    ),
  );

function render({ model, el }) {
  const change = (values) => write(model, values);
  const legal = () => settingsOf(model);
  const seek = (step) => model.set("step", step === legal().steps ? null : step);
  const keep = () => model.save_changes();
  const resize = (i, size) => change({ size: inWords(legal().sizes.with(i, size)) });
  const cards = STYLES.map((style, i) =>
    batchCard({ name: NAMES[i], style, onSize: (size) => resize(i, size), onStart: (start) => change({ start }), leads: i === 0 })
  );
  const equal = choiceChips(
    "Compare after the same number of",
    Object.entries(schema.equal.options),
    (next) => change({ equal: next, step: null }),
  );
  const rates = choiceChips("Rate", Object.entries(schema.rates.options), (next) => change({ rates: next }));
  const rate = numberControl({ label: "rate", name: "learning rate", range: rangeOf(schema.rate), onInput: (next) => change({ rate: next, rates: "same" }) });
  const amounts = Object.keys(AMOUNTS).map((key) =>
    numberControl({ label: key, range: rangeOf(schema[key]), onInput: (next) => change({ [key]: next, step: null }) })
  );
  const play = player({ onStep: seek, onRest: keep });
  const chart = curveChart("Loss, present place", (step) => (play.stop(), seek(step)), keep);
  const table = foldTable("The numbers", ["Batch size", "rate", "updates", "examples", "x", "y", "loss", "gradient", "error of a batch"]);
  const [fair, live, notices] = [h("p", { class: "tw-fair" }), liveLine(), noticeBoard(model)];
  const walk = walking();
  const save = exportMenu({
    name: "batches",
    picture: [["Losses", chart.el], ...cards.map((card, i) => /** @type {[string, HTMLElement]} */ ([`Map ${i + 1}`, card.map.el]))],
    table: () => {
      const now = legal();
      return courseRows(now.sizes.map((size) => walk(size, now)));
    },
    legend: () => legal().sizes.map((size, i) => ({ label: size === COUNT ? `all ${size}` : String(size), style: STYLES[i] })),
  });

  el.classList.add("tw-panel", "tw-batches");
  el.append(
    notices.el,
    h("p", { class: "tw-fair" }, ABOUT),
    h("div", { class: "tw-batch-bench" }, equal.el, rates.el, ...amounts.map((each) => each.el), rate.el),
    h("div", { class: "tw-batch-cards" }, ...cards.map((card) => card.el)),
    h("p", { class: "tw-fair" }, LEGEND),
    play.el,
    fair,
    h("div", { class: "tw-plot" }, h("p", { class: "tw-part-title" }, "The true loss, above the lowest that two weights can reach"), chart.el),
    h(
      "div",
      { class: "tw-foot" },
      table.el,
      panelTools({ model, el, save }, {
        "Shuffle anew": () => change({ seed: 1 + (legal().values.seed % schema.seed.high) }),
        Reset: () => change({ ...atRest(schema), notices: [] }),
      }),
    ),
    live.el,
  );

  const draw = () => {
    const now = legal();
    const { values, start, steps, step } = now;
    mend(model, now);
    notices.draw(now);
    const walkers = now.sizes.map((size) => walk(size, now));
    const [width] = cards.map((card) => card.ground(start));
    const scale = scaleOf(walkers.map(({ found }) => found), width);
    const words = walkers.map((walker) => standing(walker, values));
    cards.forEach((card, i) => card.draw({ ...walkers[i], scale, words: words[i] }));
    equal.set(values.equal);
    rates.set(values.rates);
    rate.set(values.rate);
    rate.el.classList.toggle("tw-idle", values.rates === "best");
    Object.entries(AMOUNTS).forEach(([key, unit], i) => {
      amounts[i].set(values[key]);
      amounts[i].el.hidden = unit !== values.equal;
    });
    play.draw({ step, steps, unit: UNITS[values.equal] });
    chart.draw(lossPlot(walkers, now, NAMES, STYLES));
    say(fair, fairWords(now, walkers));
    table.draw(`To six significant figures; the lowest loss is ${figures(LOWEST)}`, () => walkers.map(row));
    live.say(cards.map((card, i) => `${card.title()}: ${words[i][0]}`).join(" "));
  };
  return keepDrawn({ model, el, draw, maps: cards.map((card) => card.map), sized: [chart.el], parts: [play, live] });
}

export default { state: atRest(schema), render };
