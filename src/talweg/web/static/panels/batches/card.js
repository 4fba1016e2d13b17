/** One batch size: its map with the walker's trail and the batches' arrows, its slider, and how it stands. */

import { sizeControl } from "./size.js";
import { attrs, h, say, svg } from "../../lib/dom.js";
import { COUNT, surface } from "./examples.js";
import { startHandle } from "../../lib/map/handle.js";
import { swatch } from "../../lib/chart/style.js";
import { reliefMap } from "../../lib/map/relief-map.js";
import { gradientArrows } from "./gradients.js";
import { trails } from "../../lib/map/trail.js";

/** From so many updates on, a trail is drawn fine and without a mark at each. */
const DENSE = 90;

/** @param {number} size */
export const sizeName = (size) => (size === COUNT ? `All ${COUNT} examples` : size === 1 ? "One example" : `${size} examples`);

/**
 * @param {object} options
 * @param {string} options.name "first", "second", ...
 * @param {import("../../data/styles.js").Style} options.style
 * @param {(size: number) => void} options.onSize
 * @param {(start: [number, number]) => void} options.onStart
 * @param {boolean} options.leads one card's handle is in the order of the Tab key, as all move the same start
 */
export function batchCard({ name, style, onSize, onStart, leads }) {
  const handle = startHandle(onStart);
  if (!leads) attrs(handle.el, { tabindex: null, role: null, "aria-hidden": "true" });
  const map = reliefMap({
    label: `Relief map of the loss over the two weights, with the trail of the ${name} batch size. The numbers are in the table below.`,
    onPick: handle.move,
  });
  map.el.append(handle.el);
  const [walk, advice] = [svg("g"), svg("g")];
  map.trails.append(walk, advice);
  const [drawTrail, drawArrows] = [trails(walk), gradientArrows(advice, style)];
  const size = sizeControl({ name: `${name} batch size`, count: COUNT, onInput: onSize });
  const [title, standing, doubt] = [h("span"), h("p", { class: "tw-standing" }), h("p", { class: "tw-doubt" })];
  const el = h("div", { class: "tw-batch" }, h("p", { class: "tw-part-title" }, swatch(style), title), map.el, size.el, standing, doubt);
  let place = null;
  return {
    el,
    map,
    title: () => title.textContent,
    /** @returns {number} the map's width, from which the arrows' common scale follows */
    ground(start) {
      place = map.draw({ surface, shape: {} });
      handle.draw({ start, surface }, place, map.gutter);
      return place.width;
    },
    /** @param {{ size: number, run: any, update: number, found: any, scale: number, words: string[] }} now */
    draw(now) {
      const { run, update } = now;
      el.classList.toggle("tw-dense", run.last > DENSE);
      drawTrail([{ name, style }], { [name]: run }, update, place);
      drawArrows(now.found, [place.toX(run.x[update]), place.toY(run.y[update])], now.scale);
      size.set(now.size);
      say(title, sizeName(now.size));
      say(standing, now.words[0]);
      say(doubt, now.words[1]);
    },
  };
}
