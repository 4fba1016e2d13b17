/** A chart with a cursor that goes along it: a slider for mouse, finger and keyboard, with the values there in words. */

import { attrs, h, svg } from "../dom.js";
import { marker } from "./style.js";
import { readout } from "./readout.js";
import { innerSize } from "../size.js";

const GUTTER = { right: 14, top: 12, bottom: 32 };

/**
 * @typedef {object} Place
 * @property {number} low the left end
 * @property {number} high the right end
 * @property {number} now where the cursor stands
 * @property {number} [snap] a drag is rounded to this
 * @property {number} [stride] one arrow key
 */

/**
 * @param {object} options
 * @param {string} options.label spoken: what the place is
 * @param {number} options.left pixels for the labels of the upright axis
 * @param {(x: number) => void} options.onX a place was chosen
 * @param {() => void} [options.onRest] the hand has let go
 * @returns the chart with `el`, `axes` and `lines` (SVG groups in its pixels), `size()`, and
 *   `draw(place, size, read)`, where `read` tells the values at a place, one a line
 */
export function cursorChart({ label, left, onX, onRest = () => {} }) {
  const [axes, lines, cursor, ghost] = [
    svg("g", { class: "tw-axes" }),
    svg("g"),
    svg("path", { class: "tw-cursor" }),
    svg("path", { class: "tw-cursor tw-ghost" }),
  ];
  const picture = svg("svg", { "aria-hidden": "true" }, svg("g", { transform: `translate(${left} ${GUTTER.top})` }, ghost, cursor, axes, lines));
  const el = h("div", { class: "tw-chart", role: "slider", tabindex: 0, "aria-label": label }, picture);
  const write = readout(el);
  let now = null;

  const within = (x) => Math.min(Math.max(Number((Math.round(x / now.snap) * now.snap).toPrecision(12)), now.low), now.high);
  const placeAt = (event) => {
    const inside = event.clientX - el.getBoundingClientRect().left - left;
    return within(now.low + (inside / now.width) * (now.high - now.low));
  };
  const pixels = (x) => ((x - now.low) / (now.high - now.low || 1)) * now.width;
  const line = (x) => `M${pixels(x)} 0V${now.height}`;
  const tell = (x) => {
    const text = now.read(x);
    write(text, pixels(x) + left, now.width + left);
    return text.replaceAll("\n", ", ");
  };
  const choose = (x) => {
    now.now = x; // kept: the next key may come before the next frame
    onX(x);
  };
  el.addEventListener("pointermove", (event) => {
    if (!now) return;
    const x = placeAt(event);
    attrs(ghost, { d: line(x) });
    tell(x);
    if (el.hasPointerCapture(event.pointerId)) choose(x);
  });
  el.addEventListener("pointerleave", () => {
    if (!now) return;
    attrs(ghost, { d: "" });
    tell(now.now);
  });
  el.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !now) return;
    el.setPointerCapture(event.pointerId);
    choose(placeAt(event));
  });
  el.addEventListener("pointerup", () => onRest());
  el.addEventListener("keydown", (event) => {
    const { now: at, stride, low, high } = now;
    const next = {
      ArrowLeft: at - stride,
      ArrowDown: at - stride,
      ArrowRight: at + stride,
      ArrowUp: at + stride,
      PageDown: at - 10 * stride,
      PageUp: at + 10 * stride,
      Home: low,
      End: high,
    }[event.key];
    if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    choose(within(next));
    onRest();
  });
  return {
    el,
    axes,
    lines,
    size: innerSize(el, { left, ...GUTTER }, 40, picture),
    /** @param {Place} place */
    draw({ low, high, now: at, snap = 1, stride = 1 }, [width, height], read) {
      now = { low, high, now: at, snap, stride, width, height, read };
      attrs(cursor, { d: line(at) });
      attrs(el, { "aria-valuemin": low, "aria-valuemax": high, "aria-valuenow": at, "aria-valuetext": tell(at) });
    },
  };
}

/**
 * The parts that a curve is drawn with.
 * @param {{ ink: string, dash: string }} style
 * @param {...string} under what lies below its line
 */
export function createCurve({ ink, dash }, ...under) {
  const parts = Object.fromEntries([...under, "casing", "line", "events", "head"].map((name) => [name, svg("path", { class: `tw-${name}` })]));
  for (const dashed of [parts.casing, parts.line]) attrs(dashed, { "stroke-dasharray": dash });
  return { el: svg("g", { class: ink }, ...Object.values(parts)), parts };
}

/**
 * Draw a curve's line, what happened on it, and its marker at the cursor.
 * @param {ReturnType<typeof createCurve>["parts"]} parts
 * @param {string} line path data
 * @param {string} events path data
 * @param {{ shape: string, x: number, y: number, size: number }} head nothing is drawn where y is NaN
 */
export function drawCurve(parts, line, events, { shape, x, y, size }) {
  for (const part of [parts.casing, parts.line]) attrs(part, { d: line });
  attrs(parts.events, { d: events });
  attrs(parts.head, { d: Number.isNaN(y) ? "" : marker(shape, x, y, size) });
}

/**
 * A line through the places `from`, `from + 1`, ... before `to`, with a gap where y is NaN.
 * @param {number} from
 * @param {number} to
 * @param {(k: number) => number} toX
 * @param {(k: number) => number} toY
 * @returns {string} path data
 */
export function linePath(from, to, toX, toY) {
  let [d, pen] = ["", "M"];
  for (let k = from; k < to; k++) {
    const y = toY(k);
    if (!Number.isNaN(y)) d += `${pen}${toX(k).toFixed(1)} ${y.toFixed(1)}`;
    pen = Number.isNaN(y) ? "M" : "L";
  }
  return d;
}

/** A cross where a run has left. */
export const crossPath = (x, y) => (Number.isNaN(y) ? "" : `M${x - 5} ${y - 5}l10 10m0 -10l-10 10`);
