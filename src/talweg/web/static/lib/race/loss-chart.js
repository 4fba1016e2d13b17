/** The loss against the step: a log axis where the numbers allow it, and truthful where they do not. */

import { axisName, frame, level, upright } from "../chart/axis.js";
import { createCurve, crossPath, cursorChart, drawCurve, linePath } from "../chart/cursor-chart.js";
import { lowest } from "../map/terrain.js";
import { attrs, keyed, svg, whenChanged } from "../dom.js";
import { marker } from "../chart/style.js";
import { brief } from "../number.js";

/**
 * @import { Run, Settings, Walker } from "./descent.js"
 * @typedef {Omit<Settings, "entries"> & { entries: Walker[] }} Shown
 */

/** Exact zeros have no place on a log axis: they get a lane of their own below it, this many pixels high. */
const LANE = 20;

/**
 * f itself, or its height above the minimum where that is not zero; linear where even that goes below zero.
 * @param {Shown} settings
 * @param {Record<string, Run>} runs
 */
function measure(settings, runs) {
  const base = lowest(settings.surface, settings.shape) ?? 0;
  /** @type {Record<string, Float64Array>} */
  const curves = {};
  let [low, high, least, zero] = [Infinity, 0, 0, false];
  for (const { name } of settings.entries) {
    const run = runs[name];
    const curve = run.f.subarray(0, run.last + 1).map((f) => f - base);
    curves[name] = curve;
    for (const value of curve) {
      if (!Number.isFinite(value)) continue;
      if (value > 0 && value < low) low = value;
      if (value > high) high = value;
      if (value < least) least = value;
      zero ||= value === 0;
    }
  }
  const name = base === 0 ? "f" : `f ${base < 0 ? "+" : "\u2212"} ${brief(Math.abs(base), 6)}`;
  if (least < 0) return { curves, name, log: false, lane: 0, low: least, high: Math.max(high, 0) };
  if (!(low <= high)) [low, high] = [0.1, 1];
  const [bottom, top] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  return { curves, name, log: true, lane: zero ? LANE : 0, low: bottom, high: Math.max(top, bottom + 1) };
}

function scales({ log, low, high, lane }, steps, [width, height]) {
  const share = (value) => (value - low) / (high - low || 1);
  return {
    toX: (step) => (step / (steps || 1)) * width,
    toY: (value) => {
      if (Number.isNaN(value)) return NaN;
      if (!Number.isFinite(value)) return value > 0 ? 0 : height;
      if (log && value === 0) return height - lane / 4;
      return (height - lane) * (1 - share(log ? Math.log10(value) : value));
    },
  };
}

function axesOf(measured, { toX, toY }, { steps, unit = "step" }, size) {
  const [width, height] = size;
  const floor = height - measured.lane;
  const lane = measured.lane
    ? [svg("path", { class: "tw-break", d: `M0 ${floor}H${width}` }), svg("text", { x: -7, y: height - 1, "text-anchor": "end" }, "0")]
    : [];
  return [
    ...upright(measured, toY, size),
    ...lane,
    ...level({ low: 0, high: steps, whole: true }, toX, size),
    frame(size),
    axisName(measured.name, 6, 8),
    axisName(unit, 6, floor - 6),
  ];
}

/** An open ring at the first exact zero, a cross where a run left, an upright stroke where a walk begins late. */
function eventPath(curve, run, { toX, toY }) {
  const zero = curve.indexOf(0);
  let d = zero >= 0 ? marker("circle", toX(zero), toY(0), 4) : "";
  if (run.began) d += `M${toX(run.began)} ${toY(curve[run.began]) - 6}v12`;
  return run.diverged === null ? d : d + crossPath(toX(run.diverged), toY(curve[run.diverged]) + 5);
}

/**
 * @param {(step: number) => void} onStep a step was chosen on the chart
 * @returns {{ el: HTMLElement, draw: (settings: Shown, runs: Record<string, Run>) => void }}
 */
export function lossChart(onStep) {
  const chart = cursorChart({ label: "Loss chart, present step", left: 46, onX: onStep });
  const marked = whenChanged((measured, settings, size) =>
    chart.axes.replaceChildren(...axesOf(measured, scales(measured, settings.steps, size), settings, size))
  );
  const children = keyed(chart.lines, /** @param {Walker} entry */ ({ style }) => createCurve(style, "future"));
  return {
    el: chart.el,
    draw(settings, runs) {
      const { entries, step, steps, unit = "step" } = settings;
      const size = chart.size();
      const { curves, ...measured } = measure(settings, runs);
      const { toX, toY } = scales(measured, steps, size);
      marked(measured, { steps, unit }, size);
      children(entries).forEach(({ parts }, i) => {
        const { name, style } = entries[i];
        const [curve, run] = [curves[name], runs[name]];
        const began = run.began ?? 0;
        const path = (from, to) => linePath(from, to, toX, (k) => toY(curve[k]));
        attrs(parts.future, { d: path(0, Math.min(began + 1, curve.length)) });
        drawCurve(parts, path(began, curve.length), eventPath(curve, run, { toX, toY }), {
          shape: style.shape,
          x: toX(step),
          y: toY(curve[step] ?? NaN),
          size: 4.5,
        });
      });
      const value = (name, k) => (k < curves[name].length ? brief(curves[name][k]) : "\u2014");
      chart.draw(
        { low: 0, high: steps, now: step },
        size,
        (k) => [`${unit} ${k}`, ...entries.map(({ name, rule }) => `${rule.label} ${value(name, k)}`)].join("\n"),
      );
    },
  };
}
