/** Play, pause, step and scrub. Under reduced motion nothing moves by itself. */

import { attrs, h, perFrame, say, svg } from "../dom.js";

/** A whole run lasts between these, in milliseconds, at 50 ms a step. */
const [SHORTEST, LONGEST, PER_STEP] = [2000, 6000, 50];

const ICONS = {
  play: "M5 3v14l12-7z",
  pause: "M5 3h4v14H5zM11 3h4v14h-4z",
  back: "M13 4v12L5 10z",
  forward: "M7 4v12l8-6z",
  first: "M4 4h2.5v12H4zM16 4v12L8 10z",
  last: "M4 4v12l8-6zM13.5 4H16v12h-2.5z",
};

function button(icon, label, listener) {
  const path = svg("path", { d: ICONS[icon] });
  const el = h(
    "button",
    { type: "button", class: "tw-icon", "aria-label": label, title: label, on: { click: listener } },
    svg("svg", { viewBox: "0 0 20 20", width: 20, height: 20, "aria-hidden": "true" }, path),
  );
  return { el, path };
}

/**
 * @param {object} options
 * @param {(step: number) => void} options.onStep shown at once
 * @param {() => void} options.onRest the movement has ended: worth keeping
 * @returns {{ el: HTMLElement, draw: (settings: { step: number, steps: number, unit?: string }) => void, start: () => void, stop: () => void }}
 */
export function player({ onStep, onRest }) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let [step, steps] = [0, 1];
  /** @type {{ time: number, step: number } | null} */
  let began = null;

  const go = (next) => onStep(Math.min(Math.max(next, 0), steps));
  const rest = (next) => {
    stop();
    go(next);
    onRest();
  };
  const frame = perFrame(() => {
    if (!began) return;
    const share = (performance.now() - began.time) / Math.min(Math.max(steps * PER_STEP, SHORTEST), LONGEST);
    const next = Math.min(steps, began.step + Math.floor(share * steps));
    if (next !== step) go(next);
    if (next >= steps) rest(steps);
    else frame.request();
  });
  const start = () => {
    if (calm.matches) return rest(steps);
    if (step >= steps) go(0);
    began = { time: performance.now(), step: step >= steps ? 0 : step };
    show();
    frame.request();
  };
  const stop = () => {
    began = null;
    frame.cancel();
    show();
  };
  const toggle = () => (began ? rest(step) : start());

  const play = button("play", "Play", toggle);
  const slider = h("input", { type: "range", min: 0, step: 1, "aria-label": "Step", on: { input: () => rest(slider.valueAsNumber) } });
  const count = h("span", { class: "tw-count", "aria-hidden": "true" });
  const el = h(
    "div",
    { class: "tw-player", role: "group", "aria-label": "Walk through the steps" },
    button("first", "To the start", () => rest(0)).el,
    button("back", "One step back", () => rest(step - 1)).el,
    play.el,
    button("forward", "One step forward", () => rest(step + 1)).el,
    button("last", "To the end", () => rest(steps)).el,
    slider,
    count,
  );
  el.addEventListener("keydown", (event) => {
    const onButton = event.target instanceof Element && event.target.closest("button");
    if (event.key === " " && !onButton) toggle();
    else if (onButton && event.key === "ArrowLeft") rest(step - 1);
    else if (onButton && event.key === "ArrowRight") rest(step + 1);
    else return;
    event.preventDefault();
  });
  function show() {
    const word = began ? "Pause" : calm.matches ? "Show the finished path" : "Play";
    attrs(play.el, { "aria-label": word, title: word });
    attrs(play.path, { d: began ? ICONS.pause : ICONS.play });
  }
  show();
  return {
    el,
    start,
    stop,
    draw({ unit = "step", ...settings }) {
      ({ step, steps } = settings);
      attrs(slider, { max: steps, "aria-valuetext": `${unit} ${step} of ${steps}` });
      slider.value = String(step);
      say(count, `${unit} ${step} of ${steps}`);
    },
  };
}
