/** The cursor on the map: a setting of two hyperparameters for mouse, finger and keyboard. */

import { attrs, h } from "../../lib/dom.js";
import { arrowOf, grip } from "../../lib/map/grip.js";
import { pressed, rounded, shareOf } from "./axes.js";
import { nameOf } from "./ticks.js";

/**
 * @import { Pair } from "../../formulas.js"
 * @import { Place } from "./map.js"
 */

/**
 * @param {(first: number, second: number, seen: Place | null) => void} onMove hears, too, on which axes that was seen
 * @returns {{ el: HTMLElement, move: (first: number, second: number) => void,
 *   draw: (now: { name: string, setting: Pair }, place: Place, gutter: { left: number, top: number }, words: string) => void }}
 */
export function settingCursor(onMove) {
  const el = h("div", { class: "tw-handle", role: "slider", tabindex: 0, "aria-roledescription": "point on the map" });
  let [first, second] = [0, 0];
  /** @type {Place | null} */
  let place = null;
  // Kept at once: a second key may come before the next frame draws the first.
  const set = (nextFirst, nextSecond) => {
    [first, second] = [nextFirst, nextSecond];
    onMove(first, second, place);
  };
  const move = (nextFirst, nextSecond) => place && set(rounded(place.across, nextFirst), rounded(place.up, nextSecond));

  el.addEventListener("keydown", (event) => {
    const arrow = arrowOf(event);
    if (!arrow || !place) return;
    event.preventDefault();
    if (arrow[0]) set(pressed(place.across, first, arrow[0]), second);
    else set(first, pressed(place.up, second, arrow[1]));
  });
  const within = (value, most) => Math.min(Math.max(value, 0), most);
  /**
   * A setting beyond the map is shown at its edge; the words tell its true value.
   * @returns {Pair}
   */
  const shown = () => place ? [within(place.toX(first), place.width), within(place.toY(second), place.height)] : [0, 0];
  grip(el, shown, (px, py) => place && move(place.fromX(within(px, place.width)), place.fromY(within(py, place.height))));
  return {
    el,
    move,
    draw({ name, setting }, projection, gutter, words) {
      [[first, second], place] = [setting, projection];
      const [x, y] = shown();
      const { across, up } = projection;
      const upwards = up.owner === null ? "" : `, up and down arrows ${nameOf(up)}`;
      const described = `Left and right arrows change ${nameOf(across)}${upwards}, with Shift ten times as far`;
      el.style.transform = `translate(${gutter.left + x}px, ${gutter.top + y}px)`;
      attrs(el, {
        "aria-label": `Setting of ${name}`,
        "aria-description": described,
        "aria-valuemin": 0,
        "aria-valuemax": 1,
        "aria-valuenow": Number(within(shareOf(up, second), 1).toFixed(4)),
        "aria-valuetext": words,
      });
    },
  };
}
