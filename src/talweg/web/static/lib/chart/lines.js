/** Several curves against the step, each with a band if it has one, on a linear or a log axis; a cursor to read them. */

import { axisName, frame, level, upright } from "./axis.js";
import { createCurve, crossPath, cursorChart, drawCurve, linePath } from "./cursor-chart.js";
import { attrs, keyed, whenChanged } from "../dom.js";
import { brief } from "../number.js";

/**
 * @import { Style } from "../../data/styles.js"
 */

/**
 * @typedef {object} Series
 * @property {string} name
 * @property {string} label
 * @property {Style} style
 * @property {ArrayLike<number>} values at step 0, 1, ...
 * @property {ArrayLike<number>} [low]
 * @property {ArrayLike<number>} [high]
 */

/** The span of all finite values: from zero on a linear axis, whole decades on a log one. */
function span(series, log) {
  let [low, high] = [Infinity, -Infinity];
  for (const { values, low: below = values, high: above = values } of series) {
    for (let k = 0; k < values.length; k++) {
      for (const value of [values[k], below[k], above[k]]) {
        if (!Number.isFinite(value) || (log && value <= 0)) continue;
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
  }
  if (!(low <= high)) return log ? { low: -1, high: 0, log } : { low: 0, high: 1, log };
  const bottom = log ? Math.floor(Math.log10(low)) : Math.min(0, low);
  if (log) return { low: bottom, high: Math.max(Math.ceil(Math.log10(high)), bottom + 1), log };
  return { low: bottom, high: high > bottom ? high : bottom + 1, log };
}

function scales({ low, high, log }, steps, [width, height]) {
  const head = log ? 0 : 0.12 * height; // so that a curve at its highest leaves room for the axis' name
  return {
    toX: (step) => (step / steps) * width,
    toY: (value) => {
      if (!Number.isFinite(value)) return NaN;
      if (log && value <= 0) return height; // an exact zero stands on the floor of the chart; the readout says 0
      return height - (height - head) * (((log ? Math.log10(value) : value) - low) / (high - low));
    },
  };
}

function axesOf(range, name, { toX, toY }, steps, size) {
  return [
    ...upright(range, toY, size),
    ...level({ low: 0, high: steps, whole: true }, toX, size),
    frame(size),
    axisName(name, 6, 8),
    axisName("step", 6, size[1] - 6),
  ];
}

/** Where the upper edge has left, the band stays open to the top. */
function band({ low, high }, { toX, toY }) {
  if (!low) return "";
  /** @type {[string[], string[]]} */
  const [up, down] = [[], []];
  for (let k = 0; k < low.length; k++) {
    const [a, b] = [toY(low[k]), toY(high[k])];
    if (Number.isNaN(a)) break;
    up.push(`${toX(k).toFixed(1)} ${a.toFixed(1)}`);
    down.push(`${toX(k).toFixed(1)} ${(Number.isNaN(b) ? 0 : b).toFixed(1)}`);
  }
  return up.length > 1 ? `M${up.join("L")}L${down.reverse().join("L")}Z` : "";
}

/** A cross where a curve stops being finite. */
function leaving(values, { toX, toY }) {
  const gone = Array.prototype.findIndex.call(values, (value) => !Number.isFinite(value));
  return gone < 1 ? "" : crossPath(toX(gone - 1), toY(values[gone - 1]));
}

/**
 * @param {object} options
 * @param {string} options.label spoken
 * @param {(step: number) => void} options.onStep a step was chosen on the chart
 * @returns {{ el: HTMLElement, draw: (now: { series: Series[], steps: number, step: number, name: string, log: boolean }) => void }}
 */
export function lineChart({ label, onStep }) {
  const chart = cursorChart({ label, left: 50, onX: onStep });
  const marked = whenChanged((range, name, steps, size) => chart.axes.replaceChildren(...axesOf(range, name, scales(range, steps, size), steps, size)));
  const children = keyed(chart.lines, /** @param {Series} series */ ({ style }) => createCurve(style, "band"));
  return {
    el: chart.el,
    draw({ series, steps, step, name, log }) {
      const size = chart.size();
      const range = span(series, log);
      const scale = scales(range, steps, size);
      const { toX, toY } = scale;
      marked(range, name, steps, size);
      children(series).forEach(({ parts }, i) => {
        const { style, values, low, high } = series[i];
        attrs(parts.band, { d: band({ low, high }, scale) });
        drawCurve(parts, linePath(0, values.length, toX, (k) => toY(values[k])), leaving(values, scale), {
          shape: style.shape,
          x: toX(step),
          y: toY(values[step] ?? NaN),
          size: 4.5,
        });
      });
      const value = (values, k) => (values[k] === undefined ? "\u2014" : brief(values[k], 4));
      chart.draw(
        { low: 0, high: steps, now: step },
        size,
        (k) => [`step ${k}`, ...series.map(({ label: own, values }) => `${own} ${value(values, k)}`)].join("\n"),
      );
    },
  };
}
