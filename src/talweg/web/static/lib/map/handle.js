/** The start of the descent: a handle for mouse, finger and keyboard. */

import { attrs, h } from "../dom.js";
import { arrowOf, grip } from "./grip.js";
import { brief } from "../number.js";

/** A round step near a hundredth of the view. */
const stride = ([low, high]) => 10 ** Math.round(Math.log10((high - low) / 100));

const settle = (value, [low, high], step) => {
  const rounded = Number((Math.round(value / step) * step).toPrecision(12));
  return Math.min(Math.max(rounded, low), high);
};

/**
 * @param {(start: number[]) => void} onMove
 * @returns {{ el: HTMLElement, move: (x: number, y: number) => void, draw: (settings: any, place: any, gutter: any) => void }}
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
  let start = [0, 0];
  let view = [[0, 1], [0, 1]];
  let place = null;

  /** The stride on the ground: finer where the map is enlarged. */
  const strideAt = (i) => Math.min(stride(view[i]), stride(place?.view[i] ?? view[i]));
  const move = (x, y, fine = 10) => {
    start = [x, y].map((value, i) => settle(value, view[i], strideAt(i) / fine)); // kept: the next key may come before the next frame
    onMove(start);
  };

  el.addEventListener("keydown", (event) => {
    const arrow = arrowOf(event);
    if (!arrow) return;
    event.preventDefault();
    move(start[0] + arrow[0] * strideAt(0), start[1] + arrow[1] * strideAt(1), 1);
  });
  grip(el, () => place.toScreen(...start), (px, py) => move(...place.fromScreen(px, py)));
  return {
    el,
    move,
    draw({ start: next, surface }, projection, gutter) {
      [start, view, place] = [next, surface.view, projection];
      const away = start.some((value, i) => value < place.view[i][0] || value > place.view[i][1]);
      const [x, y] = place.toScreen(...start.map((value, i) => Math.min(Math.max(value, place.view[i][0]), place.view[i][1])));
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
