/** The cursor on the stability map: a setting (lr, beta) for mouse, finger and keyboard. */

import { attrs, h } from "../../lib/dom.js";
import { arrowOf, grip } from "../../lib/map/grip.js";

/**
 * @import { Pair } from "../../formulas.js"
 * @import { RatePlace } from "./map.js"
 */

/** One press changes lr by this factor and beta by this much; with Shift, ten presses. */
const STRIDE = { lr: 10 ** (1 / 50), beta: 0.01 };
const MOST = 0.999;

/**
 * @param {(lr: number, beta: number) => void} onMove
 * @returns {{ el: HTMLElement, move: (lr: number, beta: number) => void,
 *   draw: (settings: { lr: number, beta: number }, place: RatePlace, gutter: { left: number, top: number }, words: string) => void }}
 */
export function rateCursor(onMove) {
  const el = h("div", {
    class: "tw-handle",
    role: "slider",
    tabindex: 0,
    "aria-label": "Setting of momentum",
    "aria-roledescription": "point on the map",
    "aria-description": "Left and right arrows change lr, up and down arrows beta, with Shift ten times as far",
  });
  let [lr, beta] = [0, 0];
  /** @type {RatePlace | null} */
  let place = null;
  const within = (value) => Math.min(Math.max(value, 0), MOST);
  // Kept at once: a second key may come before the next frame draws the first.
  const set = (nextLr, nextBeta) => {
    [lr, beta] = [nextLr, nextBeta];
    onMove(lr, beta);
  };
  const move = (nextLr, nextBeta) => set(Number(nextLr.toPrecision(3)), Number(within(nextBeta).toFixed(3)));

  el.addEventListener("keydown", (event) => {
    const arrow = arrowOf(event);
    if (!arrow || !place) return;
    event.preventDefault();
    const from = lr > 0 ? lr : place.fromX(0);
    if (arrow[0]) set(Number((from * STRIDE.lr ** arrow[0]).toPrecision(3)), beta);
    else set(lr, Number(within(beta + arrow[1] * STRIDE.beta).toFixed(3)));
  });
  /**
   * A setting beyond the map is shown at its edge; the words tell its true value.
   * @returns {Pair}
   */
  const shown = () => place ? [Math.min(Math.max(lr > 0 ? place.toX(lr) : 0, 0), place.width), place.toY(beta)] : [0, 0];
  grip(el, shown, (px, py) => place && move(place.fromX(Math.min(Math.max(px, 0), place.width)), place.fromY(py)));
  return {
    el,
    move,
    draw(settings, projection, gutter, words) {
      [lr, beta, place] = [settings.lr, settings.beta, projection];
      const [x, y] = shown();
      el.style.transform = `translate(${gutter.left + x}px, ${gutter.top + y}px)`;
      attrs(el, { "aria-valuemin": 0, "aria-valuemax": 1, "aria-valuenow": beta, "aria-valuetext": words });
    },
  };
}
