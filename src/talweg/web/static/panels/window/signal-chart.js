/** A signal that can be drawn: by mouse, by finger, or step by step with the arrow keys. */

import { barChart } from "./bar-chart.js";
import { attrs } from "../../lib/dom.js";
import { brief } from "../../lib/number.js";
import { snap, stroke } from "./signal.js";

const FINE = 0.05;

/**
 * @param {object} options
 * @param {(at: number) => void} options.onCursor the cursor, counted from 1
 * @param {(signal: number[], at: number) => void} options.onDraw shown at once
 * @param {() => void} options.onRest the movement has ended: worth keeping
 * @returns {{ el: HTMLElement, draw: (settings: { signal: number[], at: number, v: ArrayLike<number> }) => void }}
 */
export function signalChart({ onCursor, onDraw, onRest }) {
  const chart = barChart({
    class: "tw-barchart tw-drawn",
    role: "slider",
    tabindex: 0,
    "aria-label": "Signal g",
    "aria-roledescription": "signal to draw",
    "aria-description": "Left and right arrows choose a step, up and down arrows change the signal there, with Shift ten times as far",
  });
  const { el } = chart;
  let now = null;
  /** @type {{ at: number, value: number } | null} */
  let last = null;

  // Kept at once: a second key may come before the next frame draws the first.
  const put = (signal, at) => {
    now = { ...now, signal, at };
    onDraw(signal, at);
  };
  const drag = (event) => {
    const here = chart.place()?.at(event);
    if (!here) return;
    put(stroke(now.signal, last ?? here, here), here.at + 1);
    last = here;
  };
  el.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !chart.place()) return;
    el.setPointerCapture(event.pointerId);
    drag(event);
  });
  el.addEventListener("pointermove", (event) => last && drag(event));
  for (const name of ["pointerup", "pointercancel"]) {
    el.addEventListener(name, () => {
      if (last) onRest();
      last = null;
    });
  }
  el.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !now) return;
    const { signal, at } = now;
    const far = event.shiftKey ? 10 : 1;
    const step = { ArrowLeft: at - far, ArrowRight: at + far, Home: 1, End: signal.length }[event.key];
    const change = { ArrowUp: FINE * far, ArrowDown: -FINE * far, PageUp: 10 * FINE, PageDown: -10 * FINE }[event.key];
    if (step === undefined && change === undefined) return;
    event.preventDefault();
    if (step !== undefined) {
      now = { ...now, at: Math.min(Math.max(step, 1), signal.length) };
      onCursor(now.at);
    } else put(signal.map((value, i) => (i === at - 1 ? snap(value + change) : value)), at);
    onRest();
  });
  return {
    el,
    draw(settings) {
      now = settings;
      const { signal, at, v } = settings;
      chart.draw({ bars: signal, ink: "tw-ink-0", low: -1.1, high: 1.1, first: 1, names: ["step", "g"], cursor: at - 1 });
      attrs(el, {
        "aria-valuemin": -1,
        "aria-valuemax": 1,
        "aria-valuenow": signal[at - 1],
        "aria-valuetext": `step ${at}: g ${brief(signal[at - 1])}, v ${brief(v[at - 1], 4)}`,
      });
    },
  };
}
