/** Several curves against the step, each with a band if it has one, on a linear or a log axis; a cursor to read them. */

import { attrs, h, keyed, svg, whenChanged } from "./dom.js";
import { marker } from "./look.js";
import { brief } from "./number.js";
import { readout } from "./readout.js";
import { decades, ticks } from "./scale.js";
import { innerSize } from "./size.js";

const GUTTER = { left: 50, right: 14, top: 12, bottom: 32 };

/**
 * @typedef {object} Series
 * @property {string} name
 * @property {string} label
 * @property {{ ink: string, dash: string, shape: string }} look
 * @property {ArrayLike<number>} values at step 0, 1, ...
 * @property {ArrayLike<number>} [low]
 * @property {ArrayLike<number>} [high]
 */

/** The span of all finite values: from zero on a linear axis, whole decades on a log one. */
function span(series, log) {
  let [low, high] = [Infinity, -Infinity];
  for (const { values, low: below = values, high: above = values } of series) {
    for (let k = 0; k < values.length; k++) {
      for (const value of [values[k], below[k], above[k]]) {
        if (!Number.isFinite(value) || (log && value <= 0)) continue;
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
  }
  if (!(low <= high)) return log ? [-1, 0] : [0, 1];
  if (!log) return [Math.min(0, low), high > Math.min(0, low) ? high : Math.min(0, low) + 1];
  const bottom = Math.floor(Math.log10(low));
  return [bottom, Math.max(Math.ceil(Math.log10(high)), bottom + 1)];
}

function scales([low, high], log, steps, width, height) {
  const head = log ? 0 : 0.12 * height; // so that a curve at its highest leaves room for the axis' name
  return {
    toX: (step) => (step / steps) * width,
    toY: (value) => {
      if (!Number.isFinite(value)) return NaN;
      if (log && value <= 0) return height; // an exact zero stands on the floor of the chart; the readout says 0
      return height - (height - head) * (((log ? Math.log10(value) : value) - low) / (high - low));
    },
  };
}

function axesOf(range, log, name, { toX, toY }, steps, width, height) {
  const parts = [];
  for (const mark of log ? decades(...range, height / 26) : ticks(...range, height / 40)) {
    const y = toY(log ? 10 ** mark : mark);
    const text = log ? ["10", svg("tspan", { dy: "-0.45em", "font-size": "0.78em" }, String(mark).replace("-", "\u2212"))] : [brief(mark)];
    parts.push(svg("path", { class: "tw-grid", d: `M0 ${y}H${width}` }), svg("text", { x: -7, y: y + 4, "text-anchor": "end" }, ...text));
  }
  for (const step of ticks(0, steps, Math.max(2, width / 70)).filter(Number.isInteger)) {
    parts.push(svg("path", { d: `M${toX(step)} ${height}v5` }),
      svg("text", { x: toX(step), y: height + 18, "text-anchor": "middle" }, String(step)));
  }
  return [...parts, svg("path", { d: `M0 0V${height}H${width}` }), svg("text", { class: "tw-axis-name", x: 6, y: 8 }, name),
    svg("text", { class: "tw-axis-name", x: 6, y: height - 6 }, "step")];
}

function curve(values, { toX, toY }) {
  let [d, pen] = ["", "M"];
  for (let k = 0; k < values.length; k++) {
    const y = toY(values[k]);
    if (Number.isNaN(y)) pen = "M";
    else {
      d += `${pen}${toX(k).toFixed(1)} ${y.toFixed(1)}`;
      pen = "L";
    }
  }
  return d;
}

/** Where the upper edge has left, the band stays open to the top. */
function band({ low, high }, { toX, toY }) {
  if (!low) return "";
  const [up, down] = [[], []];
  for (let k = 0; k < low.length; k++) {
    const [a, b] = [toY(low[k]), toY(high[k])];
    if (Number.isNaN(a)) break;
    up.push(`${toX(k).toFixed(1)} ${a.toFixed(1)}`);
    down.push(`${toX(k).toFixed(1)} ${(Number.isNaN(b) ? 0 : b).toFixed(1)}`);
  }
  return up.length > 1 ? `M${up.join("L")}L${down.reverse().join("L")}Z` : "";
}

/** A cross where a curve stops being finite. */
function cross(values, { toX, toY }) {
  const gone = Array.prototype.findIndex.call(values, (value) => !Number.isFinite(value));
  if (gone < 1) return "";
  return `M${toX(gone - 1) - 5} ${toY(values[gone - 1]) - 5}l10 10m0 -10l-10 10`;
}

function createSeries(look) {
  const part = (name) => svg("path", { class: `tw-${name}` });
  const parts = { band: part("band"), casing: part("casing"), line: part("line"), events: part("events"), head: part("head") };
  for (const each of [parts.casing, parts.line]) attrs(each, { "stroke-dasharray": look.dash });
  return { el: svg("g", { class: look.ink }, ...Object.values(parts)), parts };
}

/**
 * @param {object} options
 * @param {string} options.label spoken
 * @param {(step: number) => void} options.onStep a step was chosen on the chart
 * @returns {{ el: HTMLElement, draw: (now: { series: Series[], steps: number, step: number, name: string, log: boolean }) => void }}
 */
export function lineChart({ label, onStep }) {
  const [axes, lines, cursor] = [svg("g", { class: "tw-axes" }), svg("g"), svg("path", { class: "tw-cursor" })];
  const ghost = svg("path", { class: "tw-cursor tw-ghost" });
  const inner = svg("g", { transform: `translate(${GUTTER.left} ${GUTTER.top})` }, axes, ghost, cursor, lines);
  const picture = svg("svg", { "aria-hidden": "true" }, inner);
  const el = h("div", { class: "tw-chart", role: "slider", tabindex: 0, "aria-label": label }, picture);
  const write = readout(el);
  const size = innerSize(el, GUTTER, 40, picture);
  const marked = whenChanged((range, log, name, steps, width, height) =>
    axes.replaceChildren(...axesOf(range, log, name, scales(range, log, steps, width, height), steps, width, height)));
  const known = new Map();
  let now = null;

  const clamp = (step) => Math.min(Math.max(step, 0), now.steps);
  const stepAt = (event) => clamp(Math.round(((event.clientX - el.getBoundingClientRect().left - GUTTER.left) / now.width) * now.steps));
  const read = (step) => {
    const text = [`step ${step}`, ...now.series.map(({ label: own, values }) => `${own} ${values[step] === undefined ? "\u2014" : brief(values[step], 4)}`)];
    write(text.join("\n"), now.toX(step) + GUTTER.left, now.width + GUTTER.left);
    return text.join(", ");
  };
  const hover = (step) => {
    attrs(ghost, { d: step === null ? "" : `M${now.toX(step)} 0V${now.height}` });
    read(step ?? now.step);
  };
  el.addEventListener("pointermove", (event) => {
    if (!now) return;
    hover(stepAt(event));
    if (el.hasPointerCapture(event.pointerId)) onStep(stepAt(event));
  });
  el.addEventListener("pointerleave", () => now && hover(null));
  el.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !now) return;
    el.setPointerCapture(event.pointerId);
    onStep(stepAt(event));
  });
  el.addEventListener("keydown", (event) => {
    const { step, steps } = now;
    const next = { ArrowLeft: step - 1, ArrowDown: step - 1, ArrowRight: step + 1, ArrowUp: step + 1,
      PageDown: step - 10, PageUp: step + 10, Home: 0, End: steps }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    now.step = clamp(next); // the next key may come before the next frame
    onStep(now.step);
  });

  return {
    el,
    draw({ series, steps, step, name, log }) {
      const [width, height] = size();
      const range = span(series, log);
      const scale = scales(range, log, steps, width, height);
      now = { series, steps, step, width, height, ...scale };
      marked(range, log, name, steps, width, height);
      keyed(lines, known, series.map((each) => each.name), (key) => createSeries(series.find((each) => each.name === key).look));
      for (const each of series) {
        const { parts } = known.get(each.name);
        const d = curve(each.values, scale);
        attrs(parts.band, { d: band(each, scale) });
        attrs(parts.casing, { d });
        attrs(parts.line, { d });
        attrs(parts.events, { d: cross(each.values, scale) });
        const y = scale.toY(each.values[step] ?? NaN);
        attrs(parts.head, { d: Number.isNaN(y) ? "" : marker(each.look.shape, scale.toX(step), y, 4.5) });
      }
      attrs(cursor, { d: `M${scale.toX(step)} 0V${height}` });
      attrs(el, { "aria-valuemin": 0, "aria-valuemax": steps, "aria-valuenow": step, "aria-valuetext": read(step) });
    },
  };
}
