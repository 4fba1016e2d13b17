/** Curves over one number, with the present place on all of them: a slider for mouse, finger and keyboard. */

import { attrs, h, keyed, svg, whenChanged } from "./dom.js";
import { marker } from "./look.js";
import { brief } from "./number.js";
import { readout } from "./readout.js";
import { decades, ticks } from "./scale.js";
import { innerSize } from "./size.js";

const GUTTER = { left: 46, right: 14, top: 12, bottom: 32 };

/**
 * @typedef {object} Axis
 * @property {string} name on the chart; "" where a heading says it
 * @property {number} low on a log axis an exponent of ten
 * @property {number} high
 * @property {boolean} [log]
 */

/**
 * @typedef {object} Plot
 * @property {Axis & { now: number, snap: number, stride: number }} x `snap` rounds a drag, `stride` is one arrow key
 * @property {Axis} y
 * @property {{ name: string, look: any, xs: ArrayLike<number>, ys: ArrayLike<number>, now: number, left?: boolean }[]} curves
 *   `now` is the height at the present place, NaN for none; `left` puts a cross at the end of a run that left
 * @property {(x: number) => string} read the values at a place, one a line
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

/**
 * The labels of an axis as text nodes of SVG: round numbers, or powers of ten.
 * @param {Axis} axis
 * @param {number} count about how many
 * @returns {{ value: number, text: (Node | string)[] }[]}
 */
export function marksOf({ low, high, log }, count) {
  if (!log) return ticks(low, high, count).map((value) => ({ value, text: [brief(value)] }));
  return decades(low, high, count).map((power) => ({ value: 10 ** power,
    text: ["10", svg("tspan", { dy: "-0.45em", "font-size": "0.78em" }, String(power).replace("-", "\u2212"))] }));
}

function drawAxes(group, x, y, width, height) {
  const [toX, up] = [along(x, width), along(y, height)];
  const toY = (value) => height - up(value);
  const parts = [];
  for (const { value, text } of marksOf(y, height / (y.log ? 26 : 40))) {
    const at = toY(value);
    const zero = !y.log && value === 0 && y.low < 0;
    parts.push(svg("path", { class: zero ? "tw-nought" : "tw-grid", d: `M0 ${at}H${width}` }), svg("text", { x: -7, y: at + 4, "text-anchor": "end" }, ...text));
  }
  for (const { value, text } of marksOf(x, Math.max(2, width / 70))) {
    parts.push(svg("path", { d: `M${toX(value)} ${height}v5` }), svg("text", { x: toX(value), y: height + 18, "text-anchor": "middle" }, ...text));
  }
  parts.push(svg("path", { d: `M0 0V${height}H${width}` }), svg("text", { class: "tw-axis-name", x: 6, y: height - 6 }, y.name),
    svg("text", { class: "tw-axis-name", x: width - 4, y: height - 6, "text-anchor": "end" }, x.name));
  group.replaceChildren(...parts);
}

/** What of an axis is drawn. */
const sides = ({ name, low, high, log }) => ({ name, low, high, log });

function curvePath({ xs, ys }, toX, toY) {
  let [d, pen] = ["", "M"];
  for (let i = 0; i < xs.length; i++) {
    const y = toY(ys[i]);
    if (!Number.isNaN(y)) d += `${pen}${toX(xs[i]).toFixed(1)} ${y.toFixed(1)}`;
    pen = Number.isNaN(y) ? "M" : "L";
  }
  return d;
}

/** A cross at the last place of a run that left. */
function crossPath({ xs, ys, left }, toX, toY) {
  const [x, y] = left ? [toX(xs[xs.length - 1]), toY(ys[ys.length - 1])] : [NaN, NaN];
  return Number.isNaN(y) ? "" : `M${x - 5} ${y - 5}l10 10m0 -10l-10 10`;
}

function createCurve(look) {
  const part = (name) => svg("path", { class: `tw-${name}` });
  const parts = { casing: part("casing"), line: part("line"), events: part("events"), head: part("head") };
  for (const dashed of [parts.casing, parts.line]) attrs(dashed, { "stroke-dasharray": look.dash });
  return { el: svg("g", { class: look.ink }, ...Object.values(parts)), parts };
}

/**
 * @param {string} label spoken: what the place is
 * @param {(x: number) => void} onX a place was chosen
 * @param {() => void} [onRest] the hand has let go
 * @returns {{ el: HTMLElement, draw: (plot: Plot) => void }}
 */
export function curveChart(label, onX, onRest = () => {}) {
  const [axes, lines, cursor, ghost] = [svg("g", { class: "tw-axes" }), svg("g"), svg("path", { class: "tw-cursor" }), svg("path", { class: "tw-cursor tw-ghost" })];
  const picture = svg("svg", { "aria-hidden": "true" }, svg("g", { transform: `translate(${GUTTER.left} ${GUTTER.top})` }, axes, ghost, cursor, lines));
  const el = h("div", { class: "tw-chart", role: "slider", tabindex: 0, "aria-label": label }, picture);
  const write = readout(el);
  const size = innerSize(el, GUTTER, 40, picture);
  const marked = whenChanged((x, y, width, height) => drawAxes(axes, x, y, width, height));
  const known = new Map();
  let now = null;

  const within = (x) => Math.min(Math.max(Number((Math.round(x / now.x.snap) * now.x.snap).toPrecision(12)), now.x.low), now.x.high);
  const placeAt = (event) => {
    const inside = event.clientX - el.getBoundingClientRect().left - GUTTER.left;
    return within(now.x.low + (inside / now.width) * (now.x.high - now.x.low));
  };
  const read = (x) => write(now.read(x), now.toX(x) + GUTTER.left, now.width + GUTTER.left);
  const hover = (x) => {
    attrs(ghost, { d: x === null ? "" : `M${now.toX(x)} 0V${now.height}` });
    read(x ?? now.x.now);
  };
  el.addEventListener("pointermove", (event) => {
    if (!now) return;
    hover(placeAt(event));
    if (el.hasPointerCapture(event.pointerId)) onX(placeAt(event));
  });
  el.addEventListener("pointerleave", () => now && hover(null));
  el.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !now) return;
    el.setPointerCapture(event.pointerId);
    onX(placeAt(event));
  });
  el.addEventListener("pointerup", () => onRest());
  el.addEventListener("keydown", (event) => {
    const { now: at, stride, low, high } = now.x;
    const next = { ArrowLeft: at - stride, ArrowDown: at - stride, ArrowRight: at + stride, ArrowUp: at + stride,
      PageDown: at - 10 * stride, PageUp: at + 10 * stride, Home: low, End: high }[event.key];
    if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    onX(within(next));
    onRest();
  });

  return {
    el,
    draw(plot) {
      const [width, height] = size();
      const [toX, up] = [along(plot.x, width), along(plot.y, height)];
      const toY = (value) => height - up(value);
      now = { ...plot, width, height, toX };
      marked(sides(plot.x), sides(plot.y), width, height);
      keyed(lines, known, plot.curves.map(({ name }) => name), (name) => createCurve(plot.curves.find((curve) => curve.name === name).look));
      for (const curve of plot.curves) {
        const { parts } = known.get(curve.name);
        const d = curvePath(curve, toX, toY);
        for (const part of [parts.casing, parts.line]) attrs(part, { d });
        attrs(parts.events, { d: crossPath(curve, toX, toY) });
        const y = toY(curve.now);
        attrs(parts.head, { d: Number.isNaN(y) ? "" : marker(curve.look.shape, toX(plot.x.now), y, 5.5) });
      }
      attrs(cursor, { d: `M${toX(plot.x.now)} 0V${height}` });
      attrs(el, { "aria-valuemin": plot.x.low, "aria-valuemax": plot.x.high, "aria-valuenow": plot.x.now,
        "aria-valuetext": plot.read(plot.x.now).replaceAll("\n", ", ") });
      read(plot.x.now);
    },
  };
}
