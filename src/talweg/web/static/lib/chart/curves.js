/** Curves over one number, with the present place on all of them: a slider for mouse, finger and keyboard. */

import { along, axisName, frame, level, upright } from "./axis.js";
import { createCurve, crossPath, cursorChart, drawCurve, linePath } from "./cursor-chart.js";
import { keyed, whenChanged } from "../dom.js";

/**
 * @import { Style } from "../../data/styles.js"
 * @import { Place } from "./cursor-chart.js"
 * @typedef {import("./axis.js").Axis & { name: string }} Axis `name` is "" where a heading says it
 */

/**
 * @typedef {object} Curve
 * @property {string} name
 * @property {Style} style
 * @property {ArrayLike<number>} xs
 * @property {ArrayLike<number>} ys
 * @property {number} now the height at the present place, NaN for none
 * @property {boolean} [left] the run left at its end, where a cross is drawn
 */

/**
 * @typedef {object} Plot
 * @property {Axis & Place} x
 * @property {Axis} y
 * @property {Curve[]} curves
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

/**
 * What of an axis is drawn.
 * @param {Axis} axis
 */
const sides = ({ name, low, high, log }) => ({ name, low, high, log });

/**
 * A cross at the last place of a run that left.
 * @param {Curve} curve
 * @param {(x: number) => number} toX
 * @param {(y: number) => number} toY
 */
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
  const children = keyed(chart.lines, /** @param {Curve} curve */ ({ style }) => createCurve(style));
  return {
    el: chart.el,
    draw({ x, y, curves, read }) {
      const size = chart.size();
      const [toX, toY] = [along(x, size[0]), risingIn(y, size[1])];
      marked(sides(x), sides(y), size);
      children(curves).forEach(({ parts }, i) => {
        const { style, xs, ys, now } = curves[i];
        drawCurve(parts, linePath(0, xs.length, (k) => toX(xs[k]), (k) => toY(ys[k])), leaving(curves[i], toX, toY), {
          shape: style.shape,
          x: toX(x.now),
          y: toY(now),
          size: 5.5,
        });
      });
      chart.draw(x, size, read);
    },
  };
}
