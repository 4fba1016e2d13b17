/** The map over two hyperparameters: tinted, with lines of equal worth, the limit of stability, and the best of all. */

import { attrs, h, pen, svg } from "../../lib/dom.js";
import { palette } from "../../lib/map/relief.js";
import { innerSize } from "../../lib/size.js";
import { shareOf, valueAt } from "./axes.js";
import { conditionPath, heights } from "./heights.js";
import { GRID, limitPath, speeds } from "./speeds.js";
import { nameOf, ticksOf } from "./ticks.js";

/**
 * @import { Axis } from "./axes.js"
 * @import { Cells } from "./cells.js"
 * @import { Best } from "./heights.js"
 * @import { settingsOf } from "./settings.js"
 *
 * @typedef {ReturnType<typeof palette>} Colours
 * @typedef {object} Place where the two hyperparameters lie on the screen
 * @property {number} width
 * @property {number} height
 * @property {Axis} across
 * @property {Axis} up
 * @property {(value: number) => number} toX
 * @property {(value: number) => number} toY
 * @property {(x: number) => number} fromX
 * @property {(y: number) => number} fromY
 *
 * @typedef {object} Picture
 * @property {ImageData} image
 * @property {string} lines path data
 * @property {{ x: number, y: number, text: string }[]} names
 * @property {boolean} [gone] whether what lies at the bottom right has left
 *
 * @typedef {ReturnType<typeof settingsOf> & { cells: Cells | null, measuring: boolean, best: Best | null, bottom: Best | null }} Shown
 */

const GUTTER = { left: 44, right: 12, top: 10, bottom: 38 };
/** Lines are drawn truly once kappa has rested for so many milliseconds. */
const REST = 160;
/** A map that is narrower is a phone's. */
const NARROW = 380;

/**
 * @param {SVGElement} group
 * @param {Place} place
 * @param {boolean} sgdBelow
 * @param {boolean} gone
 */
function drawAxes(group, { width, height, across, up }, sgdBelow, gone) {
  // On a phone what diverges is a strip narrower than its name, which then stands upright.
  const ground = width > NARROW ? { x: width - 6, y: height - 24, "text-anchor": "end" } : { transform: `translate(${width - 9} ${height - 10}) rotate(-90)` };
  const upwards = ticksOf(up, height);
  // Beside the axis there is room for a letter over short numbers.
  const beside = nameOf(up).length < 2 && upwards.every(({ text }) => text.length < 4);
  group.replaceChildren(
    svg("rect", { class: "tw-neatline", x: 0, y: 0, width, height }),
    ...ticksOf(across, width).flatMap(({ share, text, major }) => [
      svg("path", { d: `M${share * width} ${height}v${major ? 6 : 4}` }),
      text && svg("text", { x: share * width, y: height + 18, "text-anchor": "middle" }, text),
    ]).filter(Boolean),
    ...upwards.flatMap(({ share, text, major }) => [
      svg("path", { d: `M0 ${(1 - share) * height}h-${major ? 5 : 3}` }),
      text && svg("text", { x: -8, y: (1 - share) * height + 4, "text-anchor": "end" }, text),
    ]).filter(Boolean),
    svg("text", { class: "tw-axis-name", x: width, y: height + 34, "text-anchor": "end" }, nameOf(across)),
    svg("text", { class: beside ? "tw-axis-name" : "tw-note", x: beside ? -38 : 6, y: beside ? 14 : 16 }, nameOf(up)),
    ...(sgdBelow ? [svg("text", { class: "tw-note", x: 6, y: height - 7 }, "bottom edge: SGD, \u03b2 = 0")] : []),
    ...(gone ? [svg("text", { class: "tw-note tw-danger", ...ground }, "diverges")] : []),
  );
}

/** @param {Shown} now */
function labelOf({ measured, rule, surface, across, up }) {
  if (!measured) return "Map of the convergence rate over lr and beta.";
  const names = [across, up].filter(({ owner }) => owner !== null).map(({ name }) => name);
  return `Map of where runs of ${rule.label} on ${surface.label} end, over ${names.join(" and ") || "nothing"}.`;
}

const star = (x, y) => `M${x - 7} ${y}h14M${x} ${y - 7}v14M${x - 5} ${y - 5}l10 10m0 -10l-10 10`;

/** @returns {Place} */
function placeOf(across, up, [width, height]) {
  return {
    width,
    height,
    across,
    up,
    toX: (value) => shareOf(across, value) * width,
    toY: (value) => (1 - shareOf(up, value)) * height,
    fromX: (x) => valueAt(across, x / width),
    fromY: (y) => valueAt(up, 1 - y / height),
  };
}

/**
 * @param {(first: number, second: number) => void} onPick
 */
export function stabilityMap(onPick) {
  const canvas = h("canvas", { class: "tw-rates", role: "img" });
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
  /** @type {Shown["cells"]} */
  let painted = null;
  /** @type {Colours | null} */
  let colours = null;
  /** @type {Place | null} */
  let place = null;

  /** @param {Picture | null} picture */
  const fill = (picture) => {
    canvas.hidden = picture === null;
    attrs(lines, { d: picture?.lines ?? "" });
    names.replaceChildren(...(picture?.names ?? []).map(({ x, y, text }) => svg("text", { x, y, "text-anchor": "middle" }, text)));
    if (!picture) return;
    const { image } = picture;
    attrs(canvas, { width: image.width, height: image.height });
    pen(canvas).putImageData(image, 0, 0);
  };

  /** @type {(now: Shown, place: Place, colours: Colours) => { gone: boolean, edge: string }} */
  const drawGround = (now, here, colours) => {
    clearTimeout(rest);
    if (now.measured) {
      const picture = now.cells && heights(now, now.cells, here, colours);
      fill(picture);
      return { gone: picture?.gone ?? false, edge: conditionPath(now, here) };
    }
    const shown = { kappa: now.shape.kappa, fastest: now.fastest };
    fill(speeds(shown, here, GRID.moving, colours));
    rest = setTimeout(() => fill(speeds(shown, here, GRID.resting, colours)), REST);
    return { gone: true, edge: limitPath(shown.kappa, here) };
  };

  canvas.addEventListener("click", (event) => place && onPick(place.fromX(event.offsetX), place.fromY(event.offsetY)));
  return {
    el,
    gutter: GUTTER,
    forget() {
      [drawn, colours] = ["", null];
    },
    stop: () => clearTimeout(rest),
    /**
     * @param {Shown} now
     * @returns {Place} where the two hyperparameters lie on the screen
     */
    draw(now) {
      const [width, height] = size();
      const key = JSON.stringify([now.measured ? now.job : now.shape.kappa, width, height]);
      if (place && key === drawn && now.cells === painted) return place;
      [drawn, painted] = [key, now.cells];
      const here = place = placeOf(now.across, now.up, [width, height]);
      attrs(canvas, { "aria-label": `${labelOf(now)} The numbers are in the table below.` });
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
      const ground = drawGround(now, here, colours ??= palette(el));
      drawAxes(axes, here, now.sgdBelow, ground.gone);
      attrs(edge, { d: ground.edge });
      const marked = now.best ? star(here.toX(now.best.across), here.toY(now.best.up)) : "";
      attrs(halo, { d: marked });
      attrs(best, { d: marked });
      attrs(sgd, { d: now.sgdBelow && now.bottom ? `M${here.toX(now.bottom.across) - 6} ${height}l6 -9l6 9z` : "" });
      return here;
    },
  };
}
