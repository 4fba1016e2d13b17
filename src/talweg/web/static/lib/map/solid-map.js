/** The relief model on a canvas: column by column from the eye outwards, each pixel where the ground is first met. */

import { pen, svg } from "../dom.js";
import { brief } from "../number.js";
import { INDEX, light, MESH as MAP_MESH, numbersIn, ramp, SPECK } from "./relief.js";
import { ticks } from "../chart/ticks.js";
import { camera, relief, solidPlace } from "./solid.js";
import { survey } from "./terrain.js";

/**
 * @import { Pair } from "../../formulas.js"
 * @import { Projection } from "./projection.js"
 * @import { Relief } from "./relief.js"
 * @import { Eye, Land, SolidProjection } from "./solid.js"
 */

/** Samples of the ground lie this many pixels of the map apart. */
const MESH = 3;
/** Picture points in one CSS pixel while the model turns. At rest there are at least two, so that its edges are smooth. */
const MOVING = 0.75;
/** The cut sides of the model are this dark, the one that faces the light and the other. */
const SIDES = [-0.16, -0.34];
/** A line never reaches farther than this from its level. */
const NEAR = 0.45;
/** Contours fade where they would stand closer than this, in lines a pixel. */
const CROWD = 0.3;

/**
 * Walk every column from the eye outwards and note the ground's level and light where it is first seen.
 * Written out in plain numbers: this runs for a quarter of a million places in every frame of a turn.
 * @param {Eye} eye
 * @param {Land} land
 * @param {number} columns
 * @param {number} rows
 * @param {number} ratio picture points in one CSS pixel
 */
function trace(eye, land, columns, rows, ratio) {
  const [levels, lights] = [new Float32Array(columns * rows).fill(NaN), new Float32Array(columns * rows)];
  const { grid, low, high } = land;
  const { cos, sin } = eye;
  const [halfX, halfY, perX, perY] = [eye.width / 2, eye.height / 2, (grid.columns - 1) / eye.width, (grid.rows - 1) / eye.height];
  const [lastU, lastV, perD] = [grid.columns - 1.001, grid.rows - 1.001, ratio * eye.scale * eye.rise];
  const [base, perZ] = [ratio * eye.midY, ratio * eye.scale * eye.up];
  const perLevel = land.heightOf(high) / Math.max(high - low, 1e-9);
  const step = 1 / Math.max(perD, 0.3 * ratio * eye.scale);
  for (let column = 0; column < columns; column++) {
    const r = ((column + 0.5) / ratio - eye.midX) / eye.scale;
    const reach = eye.reach(r);
    if (!reach) continue;
    const [near, far] = reach;
    const [startX] = eye.ground(r, near);
    const side = Math.min(Math.abs(startX), Math.abs(startX - eye.width)) < 0.01 ? SIDES[1] : SIDES[0];
    let seen = Math.min(rows, Math.ceil(base - near * perD + land.plinth * perZ));
    let [lastY, lastLevel, lastLight] = [base - near * perD, low - 0.9, side];
    for (let row = seen - 1; row >= 0 && row + 0.5 >= lastY; row--) {
      levels[row * columns + column] = lastLevel;
      lights[row * columns + column] = side;
      seen = row;
    }
    lastLevel = low;
    for (let d = near, wall = true;; d = Math.min(d + step, far)) {
      const u = Math.min(Math.max((halfX + r * cos - d * sin) * perX, 0), lastU);
      const v = Math.min(Math.max((halfY - r * sin - d * cos) * perY, 0), lastV);
      const [i, j] = [u | 0, v | 0];
      const k = j * grid.columns + i;
      const [s, t] = [u - i, v - j];
      const [a, b, c, e] = [(1 - s) * (1 - t), s * (1 - t), (1 - s) * t, s * t];
      const { level: height, light: shine } = grid;
      const level = a * height[k] + b * height[k + 1] + c * height[k + grid.columns] + e * height[k + grid.columns + 1];
      const y = base - d * perD - Math.min(Math.max(level - low, 0), high - low) * perLevel * perZ;
      const light = wall ? side : a * shine[k] + b * shine[k + 1] + c * shine[k + grid.columns] + e * shine[k + grid.columns + 1];
      for (let row = seen - 1; row >= 0 && row + 0.5 >= y; row--) {
        const share = lastY > y ? Math.min(Math.max((lastY - row - 0.5) / (lastY - y), 0), 1) : 1;
        levels[row * columns + column] = lastLevel + share * (level - lastLevel);
        lights[row * columns + column] = lastLight + share * (light - lastLight);
        seen = row;
      }
      lastY = y;
      lastLevel = level;
      lastLight = light;
      if (wall) lastLight = a * shine[k] + b * shine[k + 1] + c * shine[k + grid.columns] + e * shine[k + grid.columns + 1];
      wall = false;
      if (d >= far) break;
    }
  }
  return { levels, lights };
}

/** Tint, light and contours of every pixel that shows ground. */
function colour({ levels, lights }, { low, high }, columns, rows, ratio, { tints, shadow, light: sun, contour, index }) {
  const image = new ImageData(columns, rows);
  const { data } = image;
  const [table, span] = [ramp(tints), Math.max(high - low, 1)];
  const [fine, heavy] = [channels(contour), channels(index)];
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, i++) {
      const level = levels[i];
      if (level !== level) continue;
      const share = Math.min(Math.max((level - low) / span, 0), 1);
      const tint = 3 * ((255 * share * share + 0.5) | 0);
      const toward = lights[i] < 0 ? shadow : sun;
      const amount = Math.abs(lights[i]);
      const k = Math.round(level);
      const line = k % INDEX === 0 ? heavy : fine;
      let ink = 0;
      if (k >= low && k <= high && Math.abs(level - k) < NEAR) {
        const gx = slope(levels, i, column > 0 ? 1 : 0, column < columns - 1 ? 1 : 0);
        const gy = slope(levels, i, row > 0 ? columns : 0, row < rows - 1 ? columns : 0);
        const steep = Math.sqrt(gx * gx + gy * gy) * ratio; // levels in one CSS pixel
        const crowd = line === heavy ? INDEX * CROWD : CROWD;
        const far = Math.abs(level - k) / (steep || 1e-9) - (line === heavy ? 0.75 : 0.55);
        ink = Math.min(Math.max(0.5 - far * ratio, 0), 1) * Math.min(Math.max((crowd - steep) / (0.5 * crowd), 0), 1) * line[3];
      }
      for (let c = 0; c < 3; c++) {
        const ground = table[tint + c] + amount * (toward[c] - table[tint + c]);
        data[4 * i + c] = ground + ink * (line[c] - ground);
      }
      data[4 * i + 3] = 255;
    }
  }
  return image;
}

/** The slope of the levels to the neighbours that show ground. */
function slope(levels, i, back, ahead) {
  const [before, after] = [levels[i - back], levels[i + ahead]];
  const here = levels[i];
  const count = (before === before ? back && 1 : 0) + (after === after ? ahead && 1 : 0);
  return count ? ((after === after ? after : here) - (before === before ? before : here)) / count : 0;
}

/** @param {string} text a colour */
const channels = (text) => {
  const [r, g, b, alpha = 1] = numbersIn(text);
  return [r, g, b, alpha];
};

/**
 * @returns {{ place: (relief: Relief, flat: Projection, angle: Pair) => SolidProjection,
 *   paint: (canvas: HTMLCanvasElement, relief: Relief, place: SolidProjection, mesh: number) => void }}
 */
export function solidRelief() {
  let known = "";
  /** @type {Land | null} */
  let land = null;
  /** @param {Relief} relief */
  const measure = ({ surface, shape, view, width, height }) => {
    const key = JSON.stringify([surface.name, shape, view, width, height]);
    if (land && key === known) return land;
    known = key;
    const [columns, rows] = [width, height].map((size) => Math.max(2, Math.ceil(size / MESH)) + 1);
    const terrain = survey(surface, shape, view, columns, rows, SPECK / MESH ** 2);
    return land = relief(terrain, light(terrain, MESH), width, height);
  };
  return {
    place: (relief, flat, angle) => solidPlace(flat, measure(relief), camera(flat, angle)),
    paint(canvas, { width, height, colours }, { eye, land }, mesh) {
      const screen = Math.min(devicePixelRatio || 1, 3);
      const ratio = mesh > MAP_MESH.resting ? MOVING : Math.max(2, screen);
      const [wide, tall] = [width, height].map((size) => Math.round(size * screen));
      if (canvas.width !== wide) canvas.width = wide;
      if (canvas.height !== tall) canvas.height = tall;
      const [columns, rows] = [width, height].map((size) => Math.round(size * ratio));
      const sheet = new OffscreenCanvas(columns, rows);
      pen(sheet).putImageData(colour(trace(eye, land, columns, rows, ratio), land, columns, rows, ratio, colours), 0, 0);
      const context = pen(canvas);
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, wide, tall);
      Object.assign(context, { imageSmoothingEnabled: true, imageSmoothingQuality: "high" });
      context.drawImage(sheet, 0, 0, wide, tall);
    },
  };
}

/** An edge that is seen shorter than this, in pixels, has no room for numbers. */
const SHORT = 50;

/**
 * The two edges of the plinth that face the eye, with their numbers.
 * @param {SVGElement} group
 * @param {SolidProjection} place
 */
export function drawEdges(group, { eye, land, view, width, height, toX, toY }) {
  /** @type {(px: number, py: number) => Pair} */
  const at = (px, py) => eye.screen(...eye.aside(px, py), -land.plinth);
  const [front, beside] = [eye.cos > 0 ? height : 0, eye.sin > 0 ? width : 0];
  const parts = [];
  /** @type {(name: string, span: Pair, place: (value: number) => Pair, outward: 1 | -1) => void} */
  const edge = (name, span, place, outward) => {
    const [from, to] = span.map(place);
    const length = Math.abs(to[0] - from[0]);
    if (length < SHORT) return; // seen end on
    for (const value of ticks(...span, length / 60)) {
      const [x, y] = place(value);
      parts.push(
        svg("path", { d: `M${x} ${y}l${4 * outward} 4` }),
        svg("text", { x: x + 7 * outward, y: y + 15, "text-anchor": outward > 0 ? "start" : "end" }, brief(value)),
      );
    }
    const [x, y] = place((span[0] + span[1]) / 2);
    parts.push(svg("text", { class: "tw-axis-name", x: x + 26 * outward, y: y + 28, "text-anchor": "middle" }, name));
  };
  // From the nearest corner one edge runs to the left and one to the right.
  const left = eye.cos > 0 === eye.sin > 0;
  edge("x", view[0], (x) => at(toX(x), front), left ? -1 : 1);
  edge("y", view[1], (y) => at(beside, toY(y)), left ? 1 : -1);
  group.replaceChildren(...parts);
}
