/** How each rule looks: a colour, a dash and a marker, so that no rule is told by colour alone. */

import looks from "../../data/looks.js";
import { svg } from "../dom.js";

const { fixed, inks, dashes, outlines } = looks;
const shapes = Object.keys(outlines);

/**
 * @param {string} name the rule
 * @param {string[]} names every registered rule, in registry order
 * @returns {{ ink: string, dash: string, shape: string }} a CSS class that sets `color`, a dash array, a marker
 */
export function look(name, names) {
  const others = names.filter((other) => !fixed.includes(other));
  const place = fixed.includes(name) ? fixed.indexOf(name) : fixed.length + Math.max(0, others.indexOf(name));
  return { ink: `tw-ink-${place % inks}`, dash: dashes[place % dashes.length], shape: shapes[place % shapes.length] };
}

/**
 * The marker as path data.
 * @param {string} shape
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @returns {string}
 */
export function marker(shape, x, y, r) {
  const [count, turn, reach, inner] = outlines[shape];
  const total = inner ? 2 * count : count;
  const points = Array.from({ length: total }, (_, i) => {
    const [far, angle] = [r * (inner && i % 2 ? inner : reach), turn + (2 * Math.PI * i) / total];
    return `${(x + far * Math.cos(angle)).toFixed(1)} ${(y + far * Math.sin(angle)).toFixed(1)}`;
  });
  return `M${points.join("L")}Z`;
}

/**
 * A small sample of line and marker, for lists and buttons.
 * @param {{ ink: string, dash: string, shape: string }} style
 * @returns {SVGElement}
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
