/** The map of the convergence rate over lr and beta: tinted by speed, with lines of equal speed and the boundary. */

import { attrs, h, pen, svg } from "../../lib/dom.js";
import { isoline } from "./isoline.js";
import { brief } from "../../lib/number.js";
import { exponents, limitIn, radiusFor, stepsToShrink, survey } from "./rate.js";
import { palette } from "../../lib/map/relief.js";
import { innerSize } from "../../lib/size.js";

const GUTTER = { left: 44, right: 12, top: 10, bottom: 38 };
/**
 * @import { Field } from "./isoline.js"
 *
 * @typedef {object} RatePlace where lr and beta lie on the screen
 * @property {number} width
 * @property {number} height
 * @property {number} low exponent of ten
 * @property {number} high
 * @property {(lr: number) => number} toX
 * @property {(beta: number) => number} toY
 * @property {(x: number) => number} fromX
 * @property {(y: number) => number} fromY
 *
 * @typedef {{ lr: number, beta: number }} Rate
 * @typedef {{ kappa: number, fastest: Rate, sgdFastest: Rate }} Shown
 * @typedef {{ tints: [number, number], lines: [number, number], truly: boolean }} Grid
 */

/**
 * Samples of the tints and, fewer, of the lines: while kappa moves, and once it has rested for so many milliseconds.
 * @type {{ moving: Grid, resting: Grid }}
 */
const GRID = {
  moving: { tints: [160, 80], lines: [121, 51], truly: false },
  resting: { tints: [400, 200], lines: [241, 101], truly: true },
};
const REST = 160;
/** Places on the limit of stability, which is nearly straight. */
const PLACES = Array.from({ length: 41 }, (_, i) => i / 40);
const STEPS = [5, 10, 20, 50, 100, 200, 500, 1000, 2000];
/** The tints run between these counts of steps. */
const [FASTEST, SLOWEST] = [3, 3000].map(Math.log10);
/** Labels stand this far apart, in pixels. */
const APART = 34;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} kappa
 * @param {number[][]} tints
 * @param {[number, number]} size
 */
function paint(canvas, kappa, tints, size) {
  const { columns, rows, values } = survey(kappa, ...size);
  const image = new ImageData(columns, rows);
  values.forEach((radius, i) => {
    if (!(radius < 1)) return; // left clear: the ground beneath has the colour of what diverges
    const level = Math.log10(stepsToShrink(radius));
    const place = Math.min(Math.max((level - FASTEST) / (SLOWEST - FASTEST), 0), 1) * (tints.length - 1);
    const k = Math.min(Math.floor(place), tints.length - 2);
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = tints[k][c] + (place - k) * (tints[k + 1][c] - tints[k][c]);
    image.data[4 * i + 3] = 255;
  });
  attrs(canvas, { width: columns, height: rows });
  pen(canvas).putImageData(image, 0, 0);
}

/**
 * Where the lines' names fit: from the left along a low beta, where lines stand upright, the rest down a column left of the best.
 * @param {Field} field
 * @param {{ level: number, text: string }[]} levels
 * @param {number} scaleX
 * @param {number} scaleY
 * @param {number} bestX
 */
function labels(field, levels, scaleX, scaleY, bestX) {
  const row = Math.round(0.86 * (field.rows - 1));
  const column = Math.max(0, Math.round((bestX - APART) / scaleX));
  const along = Array.from({ length: field.columns }, (_, i) => field.values[row * field.columns + i]);
  const down = Array.from({ length: row }, (_, i) => field.values[i * field.columns + column]);
  let [lastX, lastY] = [-Infinity, -Infinity];
  return levels.flatMap(({ level, text }) => {
    const name = (/** @type {number} */ x, /** @type {number} */ y) => [svg("text", { x, y, "text-anchor": "middle" }, text)];
    const x = along.findIndex((value) => value < level) * scaleX;
    if (x >= 16 && x - lastX >= APART) return name(lastX = x, row * scaleY);
    const y = down.findIndex((value) => value < level) * scaleY;
    return y >= 16 && y - lastY >= 15 ? name(column * scaleX, (lastY = y) + 4) : [];
  });
}

/**
 * @param {SVGElement} group
 * @param {RatePlace} place
 */
function drawAxes(group, { width, height, low, high, toX, toY }) {
  // On a phone what diverges is a strip narrower than its name, which then stands upright.
  const ground = width > 380 ? { x: width - 6, y: height - 24, "text-anchor": "end" } : { transform: `translate(${width - 9} ${height - 10}) rotate(-90)` };
  /** @type {SVGElement[]} */
  const parts = [svg("rect", { class: "tw-neatline", x: 0, y: 0, width, height })];
  for (let e = Math.floor(low); e <= high; e++) {
    for (const m of [1, 2, 5]) {
      const x = toX(m * 10 ** e);
      if (x < 0 || x > width) continue;
      parts.push(svg("path", { d: `M${x} ${height}v${m === 1 ? 6 : 4}` }));
      if (m === 1 || width > 380) parts.push(svg("text", { x, y: height + 18, "text-anchor": "middle" }, brief(m * 10 ** e)));
    }
  }
  for (let i = 0; i <= 5; i++) {
    const y = toY(i / 5);
    parts.push(svg("path", { d: `M0 ${y}h-5` }), svg("text", { x: -8, y: y + 4, "text-anchor": "end" }, brief(i / 5)));
  }
  parts.push(
    svg("text", { class: "tw-axis-name", x: width, y: height + 34, "text-anchor": "end" }, "lr"),
    svg("text", { class: "tw-axis-name", x: -38, y: 14 }, "\u03b2"),
    svg("text", { class: "tw-note", x: 6, y: height - 7 }, "bottom edge: SGD, \u03b2 = 0"),
    svg("text", { class: "tw-note tw-danger", ...ground }, "diverges"),
  );
  group.replaceChildren(...parts);
}

const star = (x, y) => `M${x - 7} ${y}h14M${x} ${y - 7}v14M${x - 5} ${y - 5}l10 10m0 -10l-10 10`;

/**
 * @param {object} options
 * @param {string} options.label
 * @param {(lr: number, beta: number) => void} options.onPick
 */
export function stabilityMap({ label, onPick }) {
  const canvas = h("canvas", { class: "tw-rates", role: "img", "aria-label": label });
  const [axes, names] = [svg("g", { class: "tw-axes" }), svg("g", { class: "tw-speeds" })];
  const [lines, edge] = [svg("path", { class: "tw-isolines" }), svg("path", { class: "tw-edge" })];
  const [halo, best, sgd] = [svg("path", { class: "tw-best-halo" }), svg("path", { class: "tw-best" }), svg("path", { class: "tw-best" })];
  const overlay = svg(
    "svg",
    { class: "tw-overlay", "aria-hidden": "true" },
    svg("g", { transform: `translate(${GUTTER.left} ${GUTTER.top})` }, lines, edge, names, axes, halo, best, sgd),
  );
  const el = h("div", { class: "tw-map tw-ratemap" }, canvas, overlay);
  const size = innerSize(el, GUTTER, 60);
  let [drawn, rest] = ["", 0];
  /** @type {number[][] | null} */
  let tints = null;
  /** @type {RatePlace | null} */
  let place = null;

  /** @type {(now: Shown, place: RatePlace, grid: Grid) => void} */
  const fill = ({ kappa, fastest }, { width, height, toX }, grid) => {
    paint(canvas, kappa, tints ??= palette(el).tints, grid.tints);
    const field = survey(kappa, ...grid.lines);
    const [scaleX, scaleY] = [width / (field.columns - 1), height / (field.rows - 1)];
    const levels = STEPS.map((steps) => ({ level: radiusFor(steps), text: String(steps) })).reverse();
    attrs(lines, { d: levels.map(({ level }) => isoline(field, level, scaleX, scaleY, grid.truly)).join("") });
    names.replaceChildren(...labels(field, levels, scaleX, scaleY, toX(fastest.lr)));
  };

  canvas.addEventListener("click", (event) => place && onPick(place.fromX(event.offsetX), place.fromY(event.offsetY)));
  return {
    el,
    gutter: GUTTER,
    forget() {
      [drawn, tints] = ["", null];
    },
    stop: () => clearTimeout(rest),
    /**
     * @param {Shown} now
     * @returns {RatePlace} where lr and beta lie on the screen
     */
    draw(now) {
      const { kappa, fastest, sgdFastest } = now;
      const [width, height] = size();
      const key = [kappa, width, height].join();
      if (place && key === drawn) return place;
      drawn = key;
      const { low, high } = exponents(kappa);
      /** @type {RatePlace} */
      const here = {
        width,
        height,
        low,
        high,
        toX: (lr) => ((Math.log10(lr) - low) / (high - low)) * width,
        toY: (beta) => (1 - beta) * height,
        fromX: (x) => 10 ** (low + (x / width) * (high - low)),
        fromY: (y) => 1 - y / height,
      };
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
      place = here;
      fill(now, here, GRID.moving);
      clearTimeout(rest);
      rest = setTimeout(fill, REST, now, here, GRID.resting);
      drawAxes(axes, here);
      const limit = limitIn(kappa);
      attrs(edge, { d: `M${PLACES.map((beta) => `${here.toX(limit(beta)).toFixed(2)} ${here.toY(beta).toFixed(2)}`).join("L")}` });
      const [x, y, sx] = [here.toX(fastest.lr), here.toY(fastest.beta), here.toX(sgdFastest.lr)];
      attrs(halo, { d: star(x, y) });
      attrs(best, { d: star(x, y) });
      attrs(sgd, { d: `M${sx - 6} ${height}l6 -9l6 9z` });
      return here;
    },
  };
}
