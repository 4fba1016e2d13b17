/** A bar chart over steps: bars, a narrower second set in front, level lines, and a cursor. */

import { attrs, h, svg, whenChanged } from "../../lib/dom.js";
import { brief } from "../../lib/number.js";
import { ticks } from "../../lib/chart/ticks.js";
import { innerSize } from "../../lib/size.js";

const GUTTER = { left: 46, right: 10, top: 20, bottom: 26 };
/**
 * @typedef {object} Bars
 * @property {ArrayLike<number>} bars
 * @property {ArrayLike<number>} [front] a narrower second set
 * @property {string} ink
 * @property {string} [frontInk]
 * @property {number} low
 * @property {number} high
 * @property {number} first the step of the first bar
 * @property {string[]} names of the two axes
 * @property {{ value: number, text: string }[]} [levels]
 * @property {number} [cursor] the bar that it stands on
 * @property {number} [window] so many bars from the left lie in it
 *
 * @typedef {ReturnType<typeof scales> & { at: (event: PointerEvent) => { at: number, value: number } }} BarPlace
 */

/** Bars that stand closer together than this, in pixels, have no room for an outline. */
const ROOMY = 9;

/**
 * @param {ArrayLike<number>} values
 * @param {ReturnType<typeof scales>} place
 * @param {number} share of the room that each takes
 */
function barPath(values, { toX, toY, slot }, share) {
  const wide = Math.max(1, slot * share);
  let d = "";
  for (let i = 0; i < values.length; i++) {
    const [from, to] = [toY(0), toY(values[i])];
    if (from !== to && Number.isFinite(to)) {
      d += `M${(toX(i) - wide / 2).toFixed(1)} ${from.toFixed(1)}V${to.toFixed(1)}h${wide.toFixed(1)}V${from.toFixed(1)}z`;
    }
  }
  return d;
}

/** Where steps and values lie in the chart. */
function scales({ low, high, count }, width, height) {
  const slot = width / count;
  return { width, height, slot, toX: (i) => (i + 0.5) * slot, toY: (value) => height * (1 - (value - low) / (high - low)) };
}

function drawAxes(group, frame, width, height) {
  const { low, high, first, count, names } = frame;
  const { toX, toY } = scales(frame, width, height);
  /** @type {SVGElement[]} */
  const parts = [];
  for (const mark of ticks(low, high, height / 34)) {
    parts.push(
      svg("path", { class: mark === 0 ? "tw-zero" : "tw-grid", d: `M0 ${toY(mark)}H${width}` }),
      svg("text", { x: -7, y: toY(mark) + 4, "text-anchor": "end" }, brief(mark)),
    );
  }
  for (const mark of ticks(first, first + count - 1, width / 60).filter(Number.isInteger)) {
    parts.push(
      svg("path", { d: `M${toX(mark - first)} ${height}v4` }),
      svg("text", { x: toX(mark - first), y: height + 17, "text-anchor": "middle" }, String(mark)),
    );
  }
  parts.push(
    svg("path", { d: `M0 0V${height}H${width}` }),
    svg("text", { class: "tw-axis-name", x: -4, y: -7 }, names[1]),
    svg("text", { class: "tw-axis-name", x: width, y: -7, "text-anchor": "end" }, names[0]),
  );
  group.replaceChildren(...parts);
}

/** A label stands above its line, or below it where there is no room above. */
function drawLevels(group, levels, { toY, width }) {
  group.replaceChildren(...levels.flatMap(({ value, text }) => {
    const y = toY(value);
    return [svg("path", { class: "tw-level", d: `M0 ${y}H${width}` }), svg("text", { x: width - 4, y: y < 8 ? y + 14 : y - 5, "text-anchor": "end" }, text)];
  }));
}

/**
 * @param {Record<string, any>} [attributes] of the chart's element; without them it is a picture only
 * @returns {{ el: HTMLElement, place: () => BarPlace | null, draw: (content: Bars) => void }}
 */
export function barChart(attributes = { "aria-hidden": "true" }) {
  const [axes, levels] = [svg("g", { class: "tw-axes" }), svg("g", { class: "tw-levels" })];
  const [bars, front] = [svg("path", { class: "tw-bars" }), svg("path", { class: "tw-bars tw-front" })];
  const [window, cursor] = [svg("rect", { class: "tw-window", y: 0 }), svg("rect", { class: "tw-here", y: 0 })];
  const inner = svg("g", { transform: `translate(${GUTTER.left} ${GUTTER.top})` }, window, cursor, axes, bars, front, levels);
  const el = h("div", { class: "tw-barchart", ...attributes }, svg("svg", { "aria-hidden": "true" }, inner));
  const size = innerSize(el, GUTTER, 40);
  const marked = whenChanged((frame, wide, tall) => drawAxes(axes, frame, wide, tall));
  /** @type {BarPlace | null} */
  let place = null;
  return {
    el,
    place: () => place,
    draw(content) {
      const [width, height] = size();
      const { low, high, first, names, bars: values } = content;
      const frame = { low, high, first, names, count: values.length };
      const scale = scales(frame, width, height);
      const { slot } = scale;
      place = {
        ...scale,
        /** Step and value under a pointer. */
        at(event) {
          const box = el.getBoundingClientRect();
          const i = Math.floor((event.clientX - box.left - GUTTER.left) / slot);
          const value = low + (1 - (event.clientY - box.top - GUTTER.top) / height) * (high - low);
          return { at: Math.min(Math.max(i, 0), values.length - 1), value };
        },
      };
      marked(frame, width, height);
      drawLevels(levels, content.levels ?? [], place);
      attrs(bars, { class: `tw-bars ${content.ink}`, d: barPath(values, place, 0.8) });
      attrs(front, {
        class: `tw-bars tw-front ${content.frontInk ?? ""}`,
        d: content.front ? barPath(content.front, place, slot > ROOMY ? 0.46 : 0.6) : "",
        "stroke-width": slot > ROOMY ? 0.7 : 0,
      });
      attrs(window, { x: 0, width: Math.min(content.window ?? 0, values.length) * slot, height });
      attrs(cursor, { x: (content.cursor ?? 0) * slot, width: content.cursor === undefined ? 0 : slot, height });
    },
  };
}
