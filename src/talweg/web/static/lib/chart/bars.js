/** Signed bars on one common scale. On a log scale, which has no zero, a mark on a line takes the place of the bar. */

import { along, marksOf } from "./axis.js";
import { attrs, h, keyed, svg } from "../dom.js";
import { marker } from "./style.js";
import { measured } from "../size.js";

const [ROW, BAR, EDGE, FOOT] = [46, 16, 12, 24];

/**
 * @import { Style } from "../../data/styles.js"
 * @import { Axis } from "./axis.js"
 * @typedef {{ name: string, label: string, style: Style, value: number, text: string }} Bar
 */

/** @param {Bar} bar */
function createRow({ style }) {
  const parts = {
    label: svg("text", { class: "tw-bar-label" }),
    value: svg("text", { class: "tw-bar-label", "text-anchor": "end" }),
    bar: svg("path", { class: "tw-bar" }),
    dot: svg("path", { class: "tw-marker" }),
  };
  return { el: svg("g", {}, parts.label, parts.value, svg("g", { class: style.ink }, parts.bar, parts.dot)), parts };
}

/** @returns {{ el: HTMLElement, draw: (what: { axis: Axis, rows: Bar[] }) => void }} */
export function bars() {
  const [axes, group] = [svg("g", { class: "tw-axes" }), svg("g")];
  const picture = svg("svg", { "aria-hidden": "true" }, axes, group);
  const el = h("div", { class: "tw-bars" }, picture);
  const children = keyed(group, createRow);
  const wide = measured(el, () => Math.max(40, el.clientWidth - 2 * EDGE));
  return {
    el,
    draw({ axis, rows }) {
      const width = wide();
      const height = rows.length * ROW;
      const place = along(axis, width);
      const toX = (value) => EDGE + place(value);
      attrs(picture, { width: width + 2 * EDGE, height: height + FOOT });
      axes.replaceChildren(
        ...marksOf(axis, Math.max(2, width / 70)).flatMap(({ value, text }) => [
          svg("path", { class: value === 0 ? "tw-nought" : "tw-grid", d: `M${toX(value)} 0V${height}` }),
          svg("text", { x: toX(value), y: height + 16, "text-anchor": "middle" }, ...text),
        ]),
      );
      children(rows).forEach(({ parts }, i) => {
        const { label, style, value, text } = rows[i];
        const [top, end] = [i * ROW + 22, toX(axis.log ? Math.abs(value) : value)];
        const middle = top + BAR / 2;
        const gone = Number.isNaN(end);
        attrs(parts.label, { x: EDGE, y: top - 6 });
        attrs(parts.value, { x: EDGE + width, y: top - 6 });
        parts.label.textContent = label;
        parts.value.textContent = text;
        attrs(parts.bar, { d: gone ? "" : axis.log ? `M${EDGE} ${middle - 1}H${end}v2H${EDGE}Z` : `M${toX(0)} ${top}H${end}v${BAR}H${toX(0)}Z` });
        attrs(parts.dot, { d: gone || !axis.log ? "" : marker(style.shape, end, middle, 7) });
      });
    },
  };
}
