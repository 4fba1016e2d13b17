/** How each rule looks: a colour, a dash and a marker, so that no rule is told by colour alone. */

import { svg } from "./dom.js";

const FIXED = ["sgd", "momentum", "adam", "rmsprop", "adagrad"];
const INKS = 11;
const DASHES = ["", "10 4", "3 4", "12 4 3 4", "6 3", "16 5", "10 3 3 3 3 3", "2 6", "7 7"];
const SHAPES = ["circle", "square", "triangle", "diamond", "wedge", "pentagon", "cross", "star", "hexagon"];

const polygon = (count, turn, r, inner = r) =>
  Array.from({ length: inner === r ? count : 2 * count }, (_, i, all) => {
    const angle = turn + (2 * Math.PI * i) / (inner === r ? count : 2 * count);
    const reach = i % 2 && inner !== r ? inner : r;
    return [reach * Math.cos(angle), reach * Math.sin(angle)];
  });

function outline(shape, r) {
  const up = -Math.PI / 2;
  switch (shape) {
    case "square": return polygon(4, Math.PI / 4, r * 1.2);
    case "triangle": return polygon(3, up, r * 1.3);
    case "diamond": return polygon(4, 0, r * 1.3);
    case "wedge": return polygon(3, -up, r * 1.3);
    case "pentagon": return polygon(5, up, r * 1.15);
    case "cross": return polygon(4, 0, r * 1.35, r * 0.5);
    case "star": return polygon(5, up, r * 1.4, r * 0.6);
    case "hexagon": return polygon(6, 0, r * 1.1);
    default: return polygon(16, 0, r);
  }
}

/**
 * @param {string} name the rule
 * @param {string[]} names every registered rule, in registry order
 * @returns {{ ink: string, dash: string, shape: string }} a CSS class that sets `color`, a dash array, a marker
 */
export function look(name, names) {
  const fixed = FIXED.indexOf(name);
  const others = names.filter((other) => !FIXED.includes(other));
  const place = fixed >= 0 ? fixed : FIXED.length + Math.max(0, others.indexOf(name));
  return { ink: `tw-ink-${place % INKS}`, dash: DASHES[place % DASHES.length], shape: SHAPES[place % SHAPES.length] };
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
  const points = outline(shape, r).map(([dx, dy]) => `${(x + dx).toFixed(1)} ${(y + dy).toFixed(1)}`);
  return `M${points.join("L")}Z`;
}

/**
 * A small sample of line and marker, for lists and buttons.
 * @param {{ ink: string, dash: string, shape: string }} style
 * @returns {SVGElement}
 */
export function swatch({ ink, dash, shape }) {
  return svg("svg", { class: `tw-swatch ${ink}`, viewBox: "0 0 40 16", width: 40, height: 16, "aria-hidden": "true" },
    svg("path", { class: "tw-casing", d: "M2 8H38", "stroke-dasharray": dash }),
    svg("path", { class: "tw-line", d: "M2 8H38", "stroke-dasharray": dash }),
    svg("path", { class: "tw-marker", d: marker(shape, 20, 8, 5) }));
}
