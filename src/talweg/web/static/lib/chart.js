/** The loss against the step: a log axis where the numbers allow it, and truthful where they do not. */

import { attrs, h, keyed, svg, whenChanged } from "./dom.js";
import { lowest } from "./descent.js";
import { marker } from "./look.js";
import { brief } from "./number.js";
import { readout } from "./readout.js";
import { decades, ticks } from "./scale.js";
import { innerSize } from "./size.js";

/** Exact zeros have no place on a log axis: they get a lane of their own below it, this many pixels high. */
const LANE = 20;
const GUTTER = { left: 46, right: 14, top: 12, bottom: 32 };

/** f itself, or its height above the minimum where that is not zero; linear where even that goes below zero. */
function measure(settings, runs) {
  const base = lowest(settings.surface, settings.shape) ?? 0;
  const curves = new Map();
  let [low, high, least, zero] = [Infinity, 0, 0, false];
  for (const { name } of settings.entries) {
    const run = runs.get(name);
    const curve = run.f.subarray(0, run.last + 1).map((f) => f - base);
    curves.set(name, curve);
    for (const value of curve) {
      if (!Number.isFinite(value)) continue;
      if (value > 0 && value < low) low = value;
      if (value > high) high = value;
      if (value < least) least = value;
      zero ||= value === 0;
    }
  }
  const name = base === 0 ? "f" : `f ${base < 0 ? "+" : "\u2212"} ${brief(Math.abs(base), 6)}`;
  if (least < 0) return { curves, name, linear: true, lane: 0, low: least, high: Math.max(high, 0) };
  if (!(low <= high)) [low, high] = [0.1, 1];
  const [bottom, top] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  return { curves, name, linear: false, lane: zero ? LANE : 0, low: bottom, high: Math.max(top, bottom + 1) };
}

function scales({ linear, low, high, lane }, steps, width, height) {
  const share = (value) => (value - low) / (high - low || 1);
  return {
    toX: (step) => (step / steps) * width,
    toY: (value) => {
      if (Number.isNaN(value)) return NaN;
      if (!Number.isFinite(value)) return value > 0 ? 0 : height;
      if (!linear && value === 0) return height - lane / 4;
      return (height - lane) * (1 - share(linear ? value : Math.log10(value)));
    },
  };
}

function drawAxes(group, measured, { toX, toY }, { steps, unit = "step" }, width, height) {
  const parts = [];
  const marks = measured.linear ? ticks(measured.low, measured.high, height / 40) : decades(measured.low, measured.high, height / 26);
  for (const mark of marks) {
    const y = toY(measured.linear ? mark : 10 ** mark);
    const text = measured.linear ? [brief(mark)] : ["10", svg("tspan", { dy: "-0.45em", "font-size": "0.78em" }, String(mark).replace("-", "\u2212"))];
    parts.push(svg("path", { class: "tw-grid", d: `M0 ${y}H${width}` }), svg("text", { x: -7, y: y + 4, "text-anchor": "end" }, ...text));
  }
  if (measured.lane) {
    parts.push(svg("path", { class: "tw-break", d: `M0 ${height - measured.lane}H${width}` }),
      svg("text", { x: -7, y: height - 1, "text-anchor": "end" }, "0"));
  }
  for (const step of ticks(0, steps, Math.max(2, width / 70)).filter(Number.isInteger)) {
    parts.push(svg("path", { d: `M${toX(step)} ${height}v5` }),
      svg("text", { x: toX(step), y: height + 18, "text-anchor": "middle" }, String(step)));
  }
  parts.push(svg("path", { d: `M0 0V${height}H${width}` }), svg("text", { class: "tw-axis-name", x: 6, y: 8 }, measured.name),
    svg("text", { class: "tw-axis-name", x: 6, y: height - measured.lane - 6 }, unit));
  group.replaceChildren(...parts);
}

function curvePath(curve, { toX, toY }, from, to) {
  let d = "";
  let pen = "M";
  for (let k = from; k < to; k++) {
    const y = toY(curve[k]);
    if (Number.isNaN(y)) pen = "M";
    else {
      d += `${pen}${toX(k).toFixed(1)} ${y.toFixed(1)}`;
      pen = "L";
    }
  }
  return d;
}

/** An open ring at the first exact zero, a cross where a run left, an upright stroke where a walk begins late. */
function eventPath(curve, run, { toX, toY }) {
  const zero = curve.indexOf(0);
  let d = zero >= 0 ? marker("circle", toX(zero), toY(0), 4) : "";
  if (run.began) d += `M${toX(run.began)} ${toY(curve[run.began]) - 6}v12`;
  if (run.diverged !== null) {
    const [x, y] = [toX(run.diverged), toY(curve[run.diverged])];
    if (!Number.isNaN(y)) d += `M${x - 5} ${y}l10 10m0 -10l-10 10`;
  }
  return d;
}

function createCurve(look) {
  const parts = { wait: svg("path", { class: "tw-future" }), casing: svg("path", { class: "tw-casing" }), line: svg("path", { class: "tw-line" }),
    events: svg("path", { class: "tw-events" }), head: svg("path", { class: "tw-head" }) };
  for (const part of [parts.casing, parts.line]) attrs(part, { "stroke-dasharray": look.dash });
  return { el: svg("g", { class: look.ink }, ...Object.values(parts)), parts };
}

/**
 * @param {(step: number) => void} onStep a step was chosen on the chart
 * @returns {{ el: HTMLElement, draw: (settings: any, runs: Map<string, any>) => void }}
 */
export function lossChart(onStep) {
  const axes = svg("g", { class: "tw-axes" });
  const lines = svg("g");
  const cursor = svg("path", { class: "tw-cursor" });
  const ghost = svg("path", { class: "tw-cursor tw-ghost" });
  const inner = svg("g", { transform: `translate(${GUTTER.left} ${GUTTER.top})` }, axes, ghost, cursor, lines);
  const picture = svg("svg", { "aria-hidden": "true" }, inner);
  const el = h("div", { class: "tw-chart", role: "slider", tabindex: 0, "aria-label": "Loss chart, present step" }, picture);
  const write = readout(el);
  const size = innerSize(el, GUTTER, 40, picture);
  const marked = whenChanged((measured, settings, width, height) =>
    drawAxes(axes, measured, scales(measured, settings.steps, width, height), settings, width, height));
  const known = new Map();
  let now = null;

  const stepAt = (event) => {
    const inside = event.clientX - el.getBoundingClientRect().left - GUTTER.left;
    return Math.min(Math.max(Math.round((inside / now.width) * now.settings.steps), 0), now.settings.steps);
  };
  const read = (step) => {
    const values = now.settings.entries.map(({ name, rule }) => {
      const value = now.curves.get(name)[step];
      return `${rule.label} ${value === undefined ? "\u2014" : brief(value)}`;
    });
    const text = [`${now.settings.unit ?? "step"} ${step}`, ...values];
    write(text.join("\n"), now.toX(step) + GUTTER.left, now.width + GUTTER.left);
    return text.join(", ");
  };
  const hover = (step) => {
    attrs(ghost, { d: step === null ? "" : `M${now.toX(step)} 0V${now.height}` });
    read(step ?? now.settings.step);
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
    const { step, steps } = now.settings;
    const next = { ArrowLeft: step - 1, ArrowDown: step - 1, ArrowRight: step + 1, ArrowUp: step + 1,
      PageDown: step - 10, PageUp: step + 10, Home: 0, End: steps }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    onStep(Math.min(Math.max(next, 0), steps));
  });

  return {
    el,
    draw(settings, runs) {
      const [width, height] = size();
      const { curves, ...measured } = measure(settings, runs);
      const scale = scales(measured, settings.steps, width, height);
      now = { settings, curves, width, height, ...scale };
      marked(measured, { steps: settings.steps, unit: settings.unit }, width, height);
      keyed(lines, known, settings.entries.map((entry) => entry.name),
        (name) => createCurve(settings.entries.find((entry) => entry.name === name).look));
      for (const { name, look } of settings.entries) {
        const { parts } = known.get(name);
        const [curve, run] = [curves.get(name), runs.get(name)];
        const began = run.began ?? 0;
        const d = curvePath(curve, scale, began, curve.length);
        attrs(parts.wait, { d: curvePath(curve, scale, 0, Math.min(began + 1, curve.length)) });
        attrs(parts.casing, { d });
        attrs(parts.line, { d });
        attrs(parts.events, { d: eventPath(curve, run, scale) });
        const y = scale.toY(curve[settings.step] ?? NaN);
        attrs(parts.head, { d: Number.isNaN(y) ? "" : marker(look.shape, scale.toX(settings.step), y, 4.5) });
      }
      attrs(cursor, { d: `M${scale.toX(settings.step)} 0V${height}` });
      attrs(el, { "aria-valuemin": 0, "aria-valuemax": settings.steps, "aria-valuenow": settings.step,
        "aria-valuetext": read(settings.step) });
    },
  };
}
