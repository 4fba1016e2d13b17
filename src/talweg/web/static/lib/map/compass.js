/** A compass that turns and tilts the model by keyboard, and shows how it is turned. */

import { attrs, h, svg } from "../dom.js";
import { exact } from "../number.js";
import { TURN } from "./view.js";

const STRIDE = 5;
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], PageUp: [0, 3], PageDown: [0, -3] };

/** @param {(turn: number, tilt: number) => void} onTurn by so many degrees */
export function compass(onTurn) {
  const needle = svg("g", {}, svg("path", { class: "tw-north", d: "M0 -10L4 0H-4Z" }), svg("path", { class: "tw-south", d: "M0 10L4 0H-4Z" }));
  const el = h("div", {
    class: "tw-compass",
    role: "slider",
    tabindex: 0,
    "aria-label": "Turn the model",
    title: "Arrow keys turn and tilt the model",
    "aria-description": "Left and right arrows turn it, up and down arrows tilt it, with Shift three times as far",
  }, svg("svg", { viewBox: "-14 -14 28 28", width: 28, height: 28, "aria-hidden": "true" }, svg("circle", { class: "tw-rose", r: 12.5 }), needle));
  el.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (!arrow || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const far = STRIDE * (event.shiftKey ? 3 : 1);
    onTurn(arrow[0] * far, arrow[1] * far);
  });
  return {
    el,
    draw({ look, angle: [turn, tilt] }) {
      el.hidden = look !== "solid";
      attrs(needle, { transform: `scale(1 ${Math.sin((tilt * Math.PI) / 180).toFixed(3)}) rotate(${-turn})` });
      attrs(el, {
        "aria-valuemin": TURN.low,
        "aria-valuemax": TURN.high,
        "aria-valuenow": turn,
        "aria-valuetext": `turned ${exact(turn)} degrees, tilted ${exact(tilt)} degrees`,
      });
    },
  };
}
