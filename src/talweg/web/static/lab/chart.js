/** The curves of an experiment: of each rule the median of its runs, against the step. */

import { curveChart, decadesOf } from "../lib/chart/curves.js";
import { swatch } from "../lib/chart/style.js";
import { h, say } from "../lib/dom.js";
import { brief } from "../lib/number.js";
import { foldTable } from "../lib/panel/fold-table.js";
import { medianCurve, shownRuns } from "./experiment.js";

/**
 * @import { Experiment } from "./experiment.js"
 * @import { Other } from "./beside.js"
 */

/** Of those that are laid beside, by their letter: the colour says the rule, the dash and the letter which comparison. */
const DASHES = { B: "2 6", C: "7 7", D: "10 3 3 3 3 3" };

/** @returns {{ el: HTMLElement, draw: (experiment: Experiment, others?: Other[]) => void }} */
export function experimentChart() {
  let now = Infinity;
  /** @type {[Experiment, Other[]] | null} */
  let drawn = null;
  const redraw = () => drawn && draw(...drawn);
  const chart = curveChart("Step on the chart", (x) => {
    now = x;
    redraw();
  });
  const [legend, caption] = [h("ul", { class: "lab-legend" }), h("p", { class: "lab-note" })];
  const table = foldTable("The numbers", ["step"], { spoken: "The median at every step" });
  const el = h("div", {}, legend, chart.el, caption, table.el);
  new ResizeObserver(redraw).observe(chart.el);

  /**
   * @param {Experiment} experiment
   * @param {Other[]} [others] laid beside it
   */
  function draw(experiment, others = []) {
    drawn = [experiment, others];
    const { began, growing } = experiment;
    const own = linesOf(experiment);
    const lines = [...own, ...others.flatMap((other) => linesOf(other.experiment, other.letter))];
    const high = Math.max(began.steps, ...others.map((other) => other.experiment.began.steps));
    const place = Math.min(now, high);
    const at = ({ xs, ys }, x) => (x > xs[xs.length - 1] ? NaN : ys[xs.findLastIndex((step) => step <= x)] ?? NaN);
    const known = lines.flatMap(({ ys }) => ys);
    const values = known.length ? known : (growing?.curve ?? []).flatMap(([, value]) => value ?? []);
    const log = values.length > 0 && values.every((value) => value > 0);
    const [low, top] = values.length ? [Math.min(...values), Math.max(...values)] : [0, 1];
    const upright = log ? { name: "", ...decadesOf(values), log: true } : { name: "", low: Math.min(0, low), high: Math.max(top, low + 1e-12) };
    const ahead = growing ? growingLine(growing, began, known.length ? [low, top] : [-Infinity, Infinity]) : [];
    const told = (x) => [`step ${Math.round(x)}`, ...lines.map((line) => `${line.name} ${number(at(line, x))}`)].join("\n");
    chart.draw({
      x: { name: "step", low: 0, high, now: place, snap: 1, stride: Math.max(1, Math.round(high / 50)) },
      y: upright,
      curves: [...lines.filter(({ xs }) => xs.length).map((line) => ({ ...line, now: at(line, place) })), ...ahead],
      read: told,
    });
    legend.replaceChildren(
      ...lines.map(({ name, style, runs }) =>
        h(
          "li",
          {},
          swatch(style),
          h("span", {}, `${name} `),
          h("small", {}, runsWords(runs.length), growing && growing.rule === name ? `, one at step ${stepOf(growing)}` : ""),
        )
      ),
    );
    say(
      caption,
      experiment.end?.reported
        ? `The median of each rule's ${own[0]?.runs.length} reported runs, tuned on other seeds.`
        : "So far: of each rule the median run of its best trial. What is reported comes from seeds that nothing was tuned on.",
    );
    const steps = [...new Set(lines.flatMap(({ xs }) => xs))].sort((a, b) => a - b);
    table.draw(
      "Median of the runs that are drawn",
      () => steps.map((step) => [String(step), ...lines.map((line) => number(line.xs.includes(step) ? at(line, step) : NaN))]),
      ["step", ...lines.map(({ name }) => name)],
    );
  }
  return { el, draw };
}

/**
 * The median of each rule's runs.
 * @param {Experiment} experiment
 * @param {string} [letter] of one that is laid beside
 */
function linesOf(experiment, letter = "") {
  return experiment.began.rules.map(({ name, style }) => {
    const runs = shownRuns(experiment, name);
    const drawn = letter ? { ...style, dash: DASHES[letter], ink: `${style.ink} lab-beside` } : style;
    return { name: letter ? `${letter}: ${name}` : name, style: drawn, runs, ...medianCurve(runs) };
  });
}

const runsWords = (count) => count ? `${count} ${count === 1 ? "run" : "runs"}` : "no run yet";
const stepOf = ({ curve }) => curve[curve.length - 1]?.[0] ?? 0;

/**
 * The run that goes on as a thin line, as far as it lies on the chart: one that leaves must not make all others flat.
 * @param {import("./experiment.js").Growing} growing
 * @param {{ rules: { name: string, style: import("../data/styles.js").Style }[] }} began
 * @param {number[]} range
 */
function growingLine({ rule, curve }, { rules }, [low, top]) {
  const style = rules.find(({ name }) => name === rule)?.style;
  if (!style) return [];
  const ys = curve.map(([, value]) => (value !== null && value >= low && value <= top ? value : NaN));
  return [{ name: `now ${rule}`, style: { ...style, dash: "", ink: `${style.ink} lab-growing` }, xs: curve.map(([step]) => step), ys, now: NaN }];
}

const number = (value) => (Number.isFinite(value) ? brief(value) : "—");
