/** How lines are drawn: a colour, a dash and a marker, so that none is told by its colour alone. The library says which. */

import styles from "../../data/styles.js";
import { svg } from "../dom.js";

/** @import { Style } from "../../data/styles.js" */

/**
 * @param {string} name
 * @returns {Style}
 */
export const ruleStyle = (name) => styles.rules[name];

/**
 * @param {string} name a schedule, or "fixed"
 * @returns {Style}
 */
export const scheduleStyle = (name) => styles.schedules[name];

/**
 * @param {string} name
 * @returns {Style}
 */
export const lossStyle = (name) => styles.losses[name];

/**
 * The marker as path data.
 * @param {string} shape
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @returns {string}
 */
export function marker(shape, x, y, r) {
  const [count, turn, reach, inner] = styles.outlines[shape];
  const total = inner ? 2 * count : count;
  const points = Array.from({ length: total }, (_, i) => {
    const [far, angle] = [r * (inner && i % 2 ? inner : reach), turn + (2 * Math.PI * i) / total];
    return `${(x + far * Math.cos(angle)).toFixed(1)} ${(y + far * Math.sin(angle)).toFixed(1)}`;
  });
  return `M${points.join("L")}Z`;
}

/**
 * A small sample of line and marker, for lists and buttons.
 * @param {Style} style
 */
export function swatch({ ink, dash, shape }) {
  return svg(
    "svg",
    { class: `tw-swatch ${ink}`, viewBox: "0 0 40 16", width: 40, height: 16, "aria-hidden": "true" },
    svg("path", { class: "tw-casing", d: "M2 8H38", "stroke-dasharray": dash }),
    svg("path", { class: "tw-line", d: "M2 8H38", "stroke-dasharray": dash }),
    svg("path", { class: "tw-marker", d: marker(shape, 20, 8, 5) }),
  );
}
