/** The axes of a chart: their marks, and what they are called. */

import { svg } from "../dom.js";
import { brief } from "../number.js";
import { decades, ticks } from "./ticks.js";

/**
 * @import { Pair } from "../../formulas.js"
 */

/**
 * @typedef {object} Axis
 * @property {number} low on a log axis an exponent of ten
 * @property {number} high
 * @property {boolean} [log]
 */

/**
 * Where values stand in pixels. What a log axis cannot hold (zero, signs, the unbounded) is NaN: a gap, never a guess.
 * @param {Axis} axis
 * @param {number} length
 * @returns {(value: number) => number}
 */
export const along = ({ low, high, log }, length) => (value) => {
  const place = log ? Math.log10(value) : value;
  return Number.isFinite(place) && !(log && place < low) ? ((place - low) / (high - low)) * length : NaN;
};

/**
 * The labels of an axis as text nodes of SVG: round numbers, or powers of ten.
 * @param {Axis} axis
 * @param {number} count about how many
 * @returns {{ value: number, text: (Node | string)[] }[]}
 */
export function marksOf({ low, high, log }, count) {
  if (!log) return ticks(low, high, count).map((value) => ({ value, text: [brief(value)] }));
  return decades(low, high, count).map((power) => ({
    value: 10 ** power,
    text: ["10", svg("tspan", { dy: "-0.45em", "font-size": "0.78em" }, String(power).replace("-", "\u2212"))],
  }));
}

/**
 * The upright axis, with a line across the chart at every mark.
 * @param {Axis} axis
 * @param {(value: number) => number} toY
 * @param {Pair} size of the chart
 * @param {string} [zero] the class of the line at zero
 */
export const upright = (axis, toY, [width, height], zero = "tw-grid") =>
  marksOf(axis, height / (axis.log ? 26 : 40)).flatMap(({ value, text }) => {
    const y = toY(value);
    return [svg("path", { class: value === 0 ? zero : "tw-grid", d: `M0 ${y}H${width}` }), svg("text", { x: -7, y: y + 4, "text-anchor": "end" }, ...text)];
  });

/**
 * The axis below the chart.
 * @param {Axis & { whole?: boolean }} axis `whole` marks whole numbers only
 * @param {(value: number) => number} toX
 * @param {Pair} size of the chart
 */
export const level = (axis, toX, [width, height]) =>
  marksOf(axis, Math.max(2, width / 70))
    .filter(({ value }) => !axis.whole || Number.isInteger(value))
    .flatMap((
      { value, text },
    ) => [svg("path", { d: `M${toX(value)} ${height}v5` }), svg("text", { x: toX(value), y: height + 18, "text-anchor": "middle" }, ...text)]);

/**
 * The lines of both axes.
 * @param {Pair} size of the chart
 */
export const frame = ([width, height]) => svg("path", { d: `M0 0V${height}H${width}` });

/**
 * What an axis is called, at a place of the chart.
 * @param {string} name
 * @param {number} x
 * @param {number} y
 * @param {"end"} [anchor]
 */
export const axisName = (name, x, y, anchor) => svg("text", { class: "tw-axis-name", x, y, "text-anchor": anchor }, name);
