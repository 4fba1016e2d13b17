/** A relief map with its frame: axes, the minima, room for trails, and the start as a handle. */

import { attrs, h, svg } from "./dom.js";
import { brief } from "./number.js";
import { MESH, drawRelief, palette } from "./relief.js";
import { ticks } from "./scale.js";

/** The map is drawn anew on a finer mesh once it has rested this long, in milliseconds. */
const REST = 160;
const GUTTER = { left: 34, right: 10, top: 10, bottom: 30 };

/** The surface's view, widened so that both axes have one scale: only then do contours meet slopes at right angles. */
function fit([[left, right], [bottom, top]], width, height) {
  const [spanX, spanY] = [right - left, top - bottom];
  const unit = Math.max(spanX / width, spanY / height);
  const [growX, growY] = [(unit * width - spanX) / 2, (unit * height - spanY) / 2];
  if (growX > spanX || growY > spanY) return [[left, right], [bottom, top]];
  return [[left - growX, right + growX], [bottom - growY, top + growY]];
}

/**
 * Where the map's numbers lie on the screen.
 * @param {number[][]} view
 * @param {number} width
 * @param {number} height
 */
export function projection(view, width, height) {
  const [[left, right], [bottom, top]] = view;
  const [perX, perY] = [width / (right - left), height / (top - bottom)];
  return {
    view, width, height,
    toX: (x) => (x - left) * perX,
    toY: (y) => (top - y) * perY,
    fromX: (px) => left + px / perX,
    fromY: (py) => top - py / perY,
  };
}

function drawAxes(group, { view, width, height, toX, toY }) {
  const parts = [svg("rect", { class: "tw-neatline", x: 0, y: 0, width, height })];
  for (const x of ticks(...view[0], width / 56)) {
    const at = toX(x);
    parts.push(svg("path", { d: `M${at} ${height}v5M${at} 0v-4` }),
      svg("text", { x: at, y: height + 18, "text-anchor": "middle" }, brief(x)));
  }
  for (const y of ticks(...view[1], height / 48)) {
    const at = toY(y);
    parts.push(svg("path", { d: `M0 ${at}h-5M${width} ${at}h4` }),
      svg("text", { x: -8, y: at + 4, "text-anchor": "end" }, brief(y)));
  }
  parts.push(svg("text", { class: "tw-axis-name", x: width - 2, y: height - 7, "text-anchor": "end" }, "x"),
    svg("text", { class: "tw-axis-name", x: 7, y: 14 }, "y"));
  group.replaceChildren(...parts);
}

function drawMinima(group, surface, { width, height, toX, toY }) {
  const marks = surface.minima.map(([x, y]) => [toX(x), toY(y)])
    .filter(([px, py]) => px >= 0 && px <= width && py >= 0 && py <= height)
    .map(([px, py]) => svg("g", { transform: `translate(${px} ${py})` },
      svg("path", { class: "tw-minimum-halo", d: "M-6 0H6M0-6V6" }),
      svg("path", { class: "tw-minimum", d: "M-6 0H6M0-6V6" })));
  group.replaceChildren(...marks);
}

/**
 * @param {object} options
 * @param {string} options.label what the picture shows, for those who do not see it
 * @param {(x: number, y: number) => void} options.onPick a place on the map was chosen
 * @returns map with `el`, `trails` (an SVG group in map pixels), `draw(settings)`, `forget()` and `stop()`
 */
export function reliefMap({ label, onPick }) {
  const canvas = h("canvas", { class: "tw-relief", role: "img", "aria-label": label });
  const axes = svg("g", { class: "tw-axes" });
  const minima = svg("g");
  const trails = svg("g");
  const inner = svg("svg", { x: GUTTER.left, y: GUTTER.top, class: "tw-inner" }, minima, trails);
  const overlay = svg("svg", { class: "tw-overlay", "aria-hidden": "true" },
    svg("g", { transform: `translate(${GUTTER.left} ${GUTTER.top})` }, axes), inner);
  const el = h("div", { class: "tw-map" }, canvas, overlay);
  let drawn = "";
  let colours = null;
  let rest = 0;
  let place = null;

  canvas.addEventListener("click", (event) => {
    if (place) onPick(place.fromX(event.offsetX), place.fromY(event.offsetY));
  });

  const frame = (surface) => {
    const width = Math.max(60, el.clientWidth - GUTTER.left - GUTTER.right);
    const height = Math.max(60, el.clientHeight - GUTTER.top - GUTTER.bottom);
    return projection(fit(surface.view, width, height), width, height);
  };

  return {
    el,
    trails,
    gutter: GUTTER,
    /** Colours may have changed: draw anew next time. */
    forget() {
      drawn = "";
      colours = null;
    },
    stop: () => clearTimeout(rest),
    /** @returns {ReturnType<typeof projection>} of the map as it is drawn now */
    draw({ surface, shape }) {
      const next = frame(surface);
      const key = JSON.stringify([surface.name, shape, next.width, next.height, devicePixelRatio]);
      if (key === drawn) return place;
      drawn = key;
      place = next;
      const { width, height, view } = place;
      colours ??= palette(el);
      for (const [name, size] of [["width", width], ["height", height]]) {
        canvas.style[name] = `${size}px`;
        attrs(inner, { [name]: size });
      }
      const relief = { surface, shape, view, width, height, colours };
      drawRelief(canvas, { ...relief, mesh: MESH.moving });
      clearTimeout(rest);
      rest = setTimeout(() => drawRelief(canvas, { ...relief, mesh: MESH.resting }), REST);
      drawAxes(axes, place);
      drawMinima(minima, surface, place);
      return place;
    },
  };
}
