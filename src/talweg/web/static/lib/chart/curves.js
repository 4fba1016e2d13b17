/** Curves over one number, with the present place on all of them: a slider for mouse, finger and keyboard. */

import { along, axisName, frame, level, upright } from "./axis.js";
import { createCurve, crossPath, cursorChart, drawCurve, linePath } from "./cursor-chart.js";
import { keyed, whenChanged } from "../dom.js";

/** @typedef {import("./axis.js").Axis & { name: string }} Axis `name` is "" where a heading says it */

/**
 * @typedef {object} Plot
 * @property {Axis & import("./cursor-chart.js").Place} x
 * @property {Axis} y
 * @property {{ name: string, style: any, xs: ArrayLike<number>, ys: ArrayLike<number>, now: number, left?: boolean }[]} curves
 *   `now` is the height at the present place, NaN for none; `left` puts a cross at the end of a run that left
 * @property {(x: number) => string} read the values at a place, one a line
 */

const risingIn = (axis, height) => {
  const up = along(axis, height);
  return (value) => height - up(value);
};

/**
 * The exponents of ten that hold every positive value.
 * @param {Iterable<number>} values
 * @returns {{ low: number, high: number }}
 */
export function decadesOf(values) {
  const known = [...values].filter((value) => value > 0 && Number.isFinite(value));
  if (!known.length) return { low: -1, high: 0 };
  const [low, high] = [Math.floor(Math.log10(Math.min(...known))), Math.ceil(Math.log10(Math.max(...known)))];
  return { low, high: Math.max(high, low + 1) };
}

function axesOf(x, y, size) {
  const [width, height] = size;
  return [
    ...upright(y, risingIn(y, height), size, !y.log && y.low < 0 ? "tw-nought" : undefined),
    ...level(x, along(x, width), size),
    frame(size),
    axisName(y.name, 6, height - 6),
    axisName(x.name, width - 4, height - 6, "end"),
  ];
}

/** What of an axis is drawn. */
const sides = ({ name, low, high, log }) => ({ name, low, high, log });

/** A cross at the last place of a run that left. */
const leaving = ({ xs, ys, left }, toX, toY) => (left ? crossPath(toX(xs[xs.length - 1]), toY(ys[ys.length - 1])) : "");

/**
 * @param {string} label spoken: what the place is
 * @param {(x: number) => void} onX a place was chosen
 * @param {() => void} [onRest] the hand has let go
 * @returns {{ el: HTMLElement, draw: (plot: Plot) => void }}
 */
export function curveChart(label, onX, onRest) {
  const chart = cursorChart({ label, left: 46, onX, onRest });
  const marked = whenChanged((x, y, size) => chart.axes.replaceChildren(...axesOf(x, y, size)));
  const known = new Map();
  return {
    el: chart.el,
    draw({ x, y, curves, read }) {
      const size = chart.size();
      const [toX, toY] = [along(x, size[0]), risingIn(y, size[1])];
      marked(sides(x), sides(y), size);
      keyed(chart.lines, known, curves.map(({ name }) => name), (name) => createCurve(curves.find((curve) => curve.name === name).style));
      for (const curve of curves) {
        const { name, style, xs, ys, now } = curve;
        drawCurve(known.get(name).parts, linePath(0, xs.length, (k) => toX(xs[k]), (k) => toY(ys[k])), leaving(curve, toX, toY), {
          shape: style.shape,
          x: toX(x.now),
          y: toY(now),
          size: 5.5,
        });
      }
      chart.draw(x, size, read);
    },
  };
}
