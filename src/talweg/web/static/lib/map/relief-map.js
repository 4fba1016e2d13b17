/** A relief map with its frame: axes, the minima, room for trails, and the start as a handle; flat, or as a model. */

import { attrs, h, svg, whenChanged } from "../dom.js";
import { navigate } from "./navigate.js";
import { brief } from "../number.js";
import { projection } from "./projection.js";
import { drawRelief, MESH, palette } from "./relief.js";
import { ticks } from "../chart/ticks.js";
import { innerSize } from "../size.js";
import { drawEdges, solidRelief } from "./solid-map.js";
import { ANGLE, frameOf } from "./view.js";

/** The map is drawn anew on a finer mesh once it has rested this long, in milliseconds. */
const REST = 160;
const GUTTER = { left: 34, right: 10, top: 10, bottom: 30 };

/**
 * @import { Box, Hyper, Pair } from "../../formulas.js"
 * @import { Projection } from "./projection.js"
 * @import { Ground } from "./terrain.js"
 * @import { SolidProjection } from "./solid.js"
 * @import { View } from "./view.js"
 *
 * @typedef {object} Shown
 * @property {Ground} surface
 * @property {Hyper} shape
 * @property {Pair | null} [start]
 * @property {View | null} [view]
 * @property {string} [look] "flat" or "solid"
 * @property {Pair} [angle] of the solid model
 */

/**
 * The surface's view, widened so that both axes have one scale: only then do contours meet slopes at right angles.
 * @param {Box} view
 * @param {number} width
 * @param {number} height
 * @returns {Box}
 */
function fit([[left, right], [bottom, top]], width, height) {
  const [spanX, spanY] = [right - left, top - bottom];
  const unit = Math.max(spanX / width, spanY / height);
  const [growX, growY] = [(unit * width - spanX) / 2, (unit * height - spanY) / 2];
  if (growX > spanX || growY > spanY) return [[left, right], [bottom, top]];
  return [[left - growX, right + growX], [bottom - growY, top + growY]];
}

/**
 * As many figures as tell two neighbouring ticks apart, also where the map is much enlarged.
 * @param {number} value
 * @param {Pair} axis
 */
const tickText = (value, [low, high]) => brief(value, Math.max(3, Math.ceil(Math.log10(Math.max(Math.abs(low), Math.abs(high)) / (high - low))) + 3));

/**
 * @param {SVGElement} group
 * @param {Box} view
 * @param {number} width
 * @param {number} height
 */
function drawAxes(group, view, width, height) {
  const { toX, toY } = projection(view, width, height);
  /** @type {SVGElement[]} */
  const parts = [svg("rect", { class: "tw-neatline", x: 0, y: 0, width, height })];
  for (const x of ticks(...view[0], width / 56)) {
    const at = toX(x);
    parts.push(svg("path", { d: `M${at} ${height}v5M${at} 0v-4` }), svg("text", { x: at, y: height + 18, "text-anchor": "middle" }, tickText(x, view[0])));
  }
  for (const y of ticks(...view[1], height / 48)) {
    const at = toY(y);
    parts.push(svg("path", { d: `M0 ${at}h-5M${width} ${at}h4` }), svg("text", { x: -8, y: at + 4, "text-anchor": "end" }, tickText(y, view[1])));
  }
  parts.push(
    svg("text", { class: "tw-axis-name", x: width - 2, y: height - 7, "text-anchor": "end" }, "x"),
    svg("text", { class: "tw-axis-name", x: 7, y: 14 }, "y"),
  );
  group.replaceChildren(...parts);
}

/**
 * @param {SVGElement} group
 * @param {Ground} surface
 * @param {Projection} place
 */
function drawMinima(group, surface, place) {
  group.replaceChildren(
    ...surface.minima.filter((minimum) => within(minimum, place)).map(([x, y]) => {
      const [px, py] = place.toScreen(x, y);
      return svg(
        "g",
        { transform: `translate(${px} ${py})` },
        svg("path", { class: "tw-minimum-halo", d: "M-6 0H6M0-6V6" }),
        svg("path", { class: "tw-minimum", d: "M-6 0H6M0-6V6" }),
      );
    }),
  );
}

/** @type {(at: Pair, place: Projection) => boolean} */
const within = ([x, y], { view: [[left, right], [bottom, top]] }) => x >= left && x <= right && y >= bottom && y <= top;

/**
 * @param {SVGElement} mark
 * @param {Pair | null} start
 * @param {Projection} place
 */
function drawStart(mark, start, place) {
  const shown = start && within(start, place);
  const [cx, cy] = shown ? place.toScreen(...start) : [0, 0];
  attrs(mark, { cx, cy, visibility: shown ? null : "hidden" });
}

/**
 * @param {object} options
 * @param {string} options.label what the picture shows, for those who do not see it
 * @param {(x: number, y: number) => void} options.onPick a place on the map was chosen
 * @param {() => void} [options.onUnpick] it was not meant: the click began a double click
 * @param {(view: View | null) => void} [options.onView] the map was moved or enlarged; without it, it stays whole
 * @param {(angle: Pair) => void} [options.onTurn] the model was turned
 * @returns map with `el`, `trails` (an SVG group in map pixels), `keys` (buttons for the view, null without `onView`),
 *   `draw(settings)`, `forget()` and `stop()`
 */
export function reliefMap({ label, onPick, onUnpick, onView, onTurn }) {
  const canvas = h("canvas", { class: "tw-relief", role: "img", "aria-label": label });
  const [axes, minima, trails] = [svg("g", { class: "tw-axes" }), svg("g"), svg("g")];
  const mark = svg("circle", { class: "tw-start", r: 8.5 }); // under the handle, which no saved picture shows
  const inner = svg("svg", { x: GUTTER.left, y: GUTTER.top, class: "tw-inner" }, minima, trails, mark);
  const overlay = svg("svg", { class: "tw-overlay", "aria-hidden": "true" }, svg("g", { transform: `translate(${GUTTER.left} ${GUTTER.top})` }, axes), inner);
  const el = h("div", { class: "tw-map" }, canvas, overlay);
  const size = innerSize(el, GUTTER, 60);
  const solid = solidRelief();
  /** @type {(look: string, view: Box, width: number, height: number) => void} */
  const frame = whenChanged((look, ...where) => look === "flat" && drawAxes(axes, ...where));
  let [drawn, rest] = ["", 0];
  /** @type {ReturnType<typeof palette> | null} */
  let colours = null;
  /** @type {Projection | null} */
  let place = null;
  const nav = onView ? navigate({ el, canvas, onPick, onUnpick, onView, onTurn }) : null;

  if (!nav) {
    canvas.addEventListener("click", (event) => {
      if (place) onPick(...place.fromScreen(event.offsetX, event.offsetY));
    });
  }

  return {
    el,
    trails,
    keys: nav?.keys ?? null,
    gutter: GUTTER,
    /** Colours may have changed: draw anew next time. */
    forget() {
      drawn = "";
      colours = null;
    },
    stop() {
      clearTimeout(rest);
      nav?.stop();
    },
    /**
     * @param {Shown} shown
     * @returns {Projection} of the map as it is drawn now
     */
    draw({ surface, shape, start = null, view = null, look = "flat", angle = ANGLE }) {
      const [width, height] = size();
      const key = JSON.stringify([surface.name, shape, view, look, look === "solid" && angle, width, height, devicePixelRatio]);
      if (place && key === drawn) {
        drawStart(mark, start, place);
        return place;
      }
      drawn = key;
      const whole = fit(surface.view, width, height);
      const flat = projection(frameOf(whole, view), width, height);
      colours ??= palette(el);
      for (const [name, size] of [["width", width], ["height", height]]) {
        canvas.style[name] = `${size}px`;
        attrs(inner, { [name]: size });
      }
      const relief = { surface, shape, view: flat.view, width, height, colours };
      const model = look === "solid" ? solid.place(relief, flat, angle) : null;
      const paint = (/** @type {number} */ mesh) => model ? solid.paint(canvas, relief, model, mesh) : drawRelief(canvas, { ...relief, mesh });
      place = model ?? flat;
      el.classList.toggle("tw-solid", look === "solid");
      paint(MESH.moving);
      clearTimeout(rest);
      rest = setTimeout(() => paint(MESH.resting), REST);
      if (model) drawEdges(axes, model);
      frame(look, flat.view, width, height);
      drawMinima(minima, surface, place);
      drawStart(mark, start, place);
      nav?.draw({ place, whole, home: surface.view, view, look, angle });
      return place;
    },
  };
}
