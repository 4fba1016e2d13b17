/** The flag of the hike: where the next step would end, for mouse, finger and keyboard. Pressing it takes the step. */

import { attrs, h } from "../../lib/dom.js";
import { arrowOf } from "../../lib/map/grip.js";

/** @import { Pair } from "../../formulas.js" */

/** One press of an arrow key turns by this many degrees, or changes the length by this factor; with Shift, ten presses. */
const STRIDE = { turn: 3, length: 10 ** (1 / 40) };
/** A pointer that moves less than this, in pixels, has pressed the flag and not dragged it. */
const STILL = 4;

/**
 * @param {object} options
 * @param {(turn: number, factor: number) => void} options.onNudge turn by degrees, lengthen by a factor
 * @param {(px: number, py: number) => void} options.onDrag to a place in map pixels
 * @param {() => void} options.onStep
 * @returns {{ el: HTMLElement, hold: (event: PointerEvent, place: Pair) => void,
 *   draw: (at: Pair, gutter: { left: number, top: number }, turn: number, words: string) => void }}
 *   `hold` lets a pointer that went down on the ground drag the flag
 */
export function flag({ onNudge, onDrag, onStep }) {
  const el = h("div", {
    class: "tw-handle tw-flag",
    role: "slider",
    tabindex: 0,
    "aria-label": "Next step",
    "aria-roledescription": "flag on the map",
    "aria-valuemin": -180,
    "aria-valuemax": 180,
    "aria-description": "Left and right arrows turn it, up and down arrows change its length, with Shift ten times as far; Enter takes the step",
  });
  /** @type {Pair} */
  let at = [0, 0];
  /** @type {{ from: Pair, off: Pair, pressed: boolean } | null} */
  let grip = null;

  el.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const arrow = arrowOf(event);
    if (!arrow && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    if (arrow) onNudge(arrow[0] * STRIDE.turn, STRIDE.length ** arrow[1]);
    else if (!event.repeat) onStep(); // a step cannot be taken back: a key held down takes one
  });
  const hold = (event, pressed) => {
    el.setPointerCapture(event.pointerId);
    grip = { from: [event.clientX, event.clientY], off: [event.clientX - at[0], event.clientY - at[1]], pressed };
    el.classList.add("tw-held");
  };
  el.addEventListener("pointerdown", (event) => event.button === 0 && hold(event, true));
  el.addEventListener("pointermove", (event) => {
    if (!grip) return;
    if (Math.hypot(event.clientX - grip.from[0], event.clientY - grip.from[1]) > STILL) grip.pressed = false;
    if (!grip.pressed) onDrag(event.clientX - grip.off[0], event.clientY - grip.off[1]);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    el.addEventListener(name, () => {
      if (name === "pointerup" && grip?.pressed) onStep();
      grip = null;
      el.classList.remove("tw-held");
    });
  }
  return {
    el,
    hold(event, place) {
      at = place;
      hold(event, false);
    },
    draw(next, gutter, turn, words) {
      at = next;
      el.style.transform = `translate(${gutter.left + at[0]}px, ${gutter.top + at[1]}px)`;
      attrs(el, { "aria-valuenow": turn, "aria-valuetext": words });
    },
  };
}
