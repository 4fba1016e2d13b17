/** The start of the descent: a handle for mouse, finger and keyboard. */

import { attrs, h } from "../dom.js";
import { arrowOf, grip } from "./grip.js";
import { brief } from "../number.js";

/**
 * @import { Pair } from "../../formulas.js"
 * @import { Projection } from "./projection.js"
 * @import { Ground } from "./terrain.js"
 */

/** A round step near a hundredth of the view. */
const stride = (/** @type {Pair} */ [low, high]) => 10 ** Math.round(Math.log10((high - low) / 100));

/**
 * @param {number} value
 * @param {Pair} view
 * @param {number} step
 */
const settle = (value, [low, high], step) => {
  const rounded = Number((Math.round(value / step) * step).toPrecision(12));
  return Math.min(Math.max(rounded, low), high);
};

/**
 * @param {(start: Pair) => void} onMove
 * @returns {{ el: HTMLElement, move: (x: number, y: number) => void,
 *   draw: (settings: { start: Pair, surface: Pick<Ground, "view"> }, place: Projection, gutter: { left: number, top: number }) => void }}
 */
export function startHandle(onMove) {
  const el = h("div", {
    class: "tw-handle",
    role: "slider",
    tabindex: 0,
    "aria-label": "Start point",
    "aria-roledescription": "point on the map",
    "aria-description": "Arrow keys move it, with Shift ten times as far",
  });
  /** @type {Pair} */
  let start = [0, 0];
  /** @type {Pick<Ground, "view">} */
  let { view } = { view: [[0, 1], [0, 1]] };
  /** @type {Projection | null} */
  let place = null;

  /** The stride on the ground: finer where the map is enlarged. */
  const strideAt = (i) => Math.min(stride(view[i]), stride(place?.view[i] ?? view[i]));
  const move = (x, y, fine = 10) => {
    // Kept: the next key may come before the next frame.
    start = [settle(x, view[0], strideAt(0) / fine), settle(y, view[1], strideAt(1) / fine)];
    onMove(start);
  };

  el.addEventListener("keydown", (event) => {
    const arrow = arrowOf(event);
    if (!arrow) return;
    event.preventDefault();
    move(start[0] + arrow[0] * strideAt(0), start[1] + arrow[1] * strideAt(1), 1);
  });
  grip(el, () => place?.toScreen(...start) ?? [0, 0], (px, py) => place && move(...place.fromScreen(px, py)));
  return {
    el,
    move,
    draw({ start: next, surface }, projection, gutter) {
      [start, view, place] = [next, surface.view, projection];
      const inside = (/** @type {0 | 1} */ axis) => Math.min(Math.max(start[axis], projection.view[axis][0]), projection.view[axis][1]);
      const away = inside(0) !== start[0] || inside(1) !== start[1];
      const [x, y] = projection.toScreen(inside(0), inside(1));
      el.style.transform = `translate(${gutter.left + x}px, ${gutter.top + y}px)`;
      el.classList.toggle("tw-away", away);
      attrs(el, {
        "aria-valuemin": view[0][0],
        "aria-valuemax": view[0][1],
        "aria-valuenow": start[0],
        "aria-valuetext": `x ${tenth(start[0])}, y ${tenth(start[1])}${away ? ", outside of what is shown" : ""}`,
      });
    },
  };
}

const tenth = (value) => (Number.isInteger(value * 10) ? value.toFixed(1) : brief(value, 6));
