/** The walker's controls: what is felt underfoot, the aim of the next step, and how many steps are left. */

import { numberControl } from "../../lib/panel/control.js";
import { wordedSlider } from "./slider.js";
import { h, say } from "../../lib/dom.js";
import { rangeOf } from "../../lib/settings/judge.js";
import schema from "../../settings/hike.js";
import { lengths } from "./settings.js";
import { aimText, changeText, counted, slopeText, turned } from "./words.js";
import { brief } from "../../lib/number.js";

/** Positions of the length's slider, on a log scale from the shortest step to the longest. */
const POSITIONS = 300;

const toLength = (position, { low, high }) => Number((low * (high / low) ** (position / POSITIONS)).toPrecision(3));
const toPosition = (length, { low, high }) => Math.round((POSITIONS * Math.log(length / low)) / Math.log(high / low));

const shortTurn = (turn) => (turn === 0 ? "straight down" : `${Math.abs(turn)}\u00b0 ${turn > 0 ? "right" : "left"}`);

/**
 * @param {object} options
 * @param {(values: { turn?: number, length?: number }) => void} options.onAim
 * @param {() => void} options.onStep
 * @param {(steps: number) => void} options.onSteps
 * @param {() => void} options.onLift
 */
export function controls({ onAim, onStep, onSteps, onLift }) {
  let reach = null;
  const [height, change, slope, aim, left] = [h("strong"), h("span"), h("strong"), h("p", { class: "tw-outcome tw-aim" }), h("p", { class: "tw-left" })];
  const pips = h("div", { class: "tw-pips", "aria-hidden": "true" });
  const turn = wordedSlider({
    label: "turn off the slope",
    shown: "turn",
    span: [schema.turn.low, schema.turn.high],
    onInput: (value) => onAim({ turn: value }),
  });
  const length = wordedSlider({
    label: "length of the step",
    shown: "step length",
    span: [0, POSITIONS],
    onInput: (position) => onAim({ length: toLength(position, reach) }),
  });
  const step = h("button", { type: "button", class: "tw-take", on: { click: onStep } }, "Take the step");
  const straight = h("button", { type: "button", on: { click: () => onAim({ turn: 0 }) } }, "Point straight down");
  const lift = h("button", { type: "button", on: { click: onLift } }, "Lift the blindfold");
  const steps = numberControl({ label: "steps in all", name: "steps in all", range: rangeOf(schema.steps), onInput: onSteps });
  return {
    el: h(
      "div",
      { class: "tw-walk" },
      h(
        "dl",
        { class: "tw-felt" },
        h("div", {}, h("dt", {}, "Height here, f"), h("dd", {}, height, " ", change)),
        h("div", {}, h("dt", {}, "Slope underfoot"), h("dd", {}, slope)),
      ),
      turn.el,
      length.el,
      aim,
      h("div", { class: "tw-tools" }, step, straight),
      h("div", { class: "tw-count-down" }, left, pips),
      steps.el,
      h("div", { class: "tw-tools" }, lift),
    ),
    /** Where the keyboard goes when no step is left. */
    lift,
    draw(now) {
      reach = lengths(now.hill);
      say(height, brief(now.you.f[now.taken], 4));
      say(change, changeText(now));
      change.classList.toggle("tw-worse", now.taken > 0 && now.you.f[now.taken] > now.you.f[now.taken - 1]);
      say(slope, slopeText(now.felt[now.taken]));
      turn.set(now.turn, shortTurn(now.turn), turned(now.turn));
      length.set(toPosition(now.length, reach), brief(now.length));
      say(aim, now.left ? aimText(now) : "You have taken all your steps. Lift the blindfold and see where they have led.");
      say(left, now.left ? `${counted(now.left, "step")} left` : "no step left");
      pips.replaceChildren(...Array.from({ length: now.steps }, (_, k) => h("i", { class: k < now.taken ? "tw-taken" : null })));
      steps.set(now.steps);
      for (const button of [step, straight]) button.disabled = !now.left;
      lift.disabled = !now.taken;
      lift.classList.toggle("tw-strong", !now.left);
      step.classList.toggle("tw-strong", now.left > 0);
    },
  };
}
