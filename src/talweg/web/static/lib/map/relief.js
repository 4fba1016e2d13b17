/** The relief map: hill shading, hypsometric tints and contour lines on a canvas. */

import { contours } from "./contour.js";
import { h, pen } from "../dom.js";
import { brief } from "../number.js";
import { survey } from "./terrain.js";

/** Samples lie this many CSS pixels apart: while something moves, when a sketch will do, and once it rests. */
export const MESH = { moving: 6, resting: 2 };
/** Every fifth contour is an index contour: heavier, and some carry their value. */
export const INDEX = 5;
const LABELS = 5;
/** A level must enclose this many square pixels, or its line would be a speck. */
export const SPECK = 300;
/** The direction of the light, a unit vector, and how far heights are exaggerated. */
const [WEST, NORTH, UP] = [0.58, 0.4, 0.709];
const RELIEF = 60;

/**
 * @import { Box, Hyper } from "../../formulas.js"
 * @import { Ground, Terrain } from "./terrain.js"
 *
 * @typedef {object} Relief
 * @property {Ground} surface
 * @property {Hyper} shape
 * @property {Box} view
 * @property {number} width
 * @property {number} height
 * @property {ReturnType<typeof palette>} colours
 */

/** @param {string} text */
export const numbersIn = (text) => (text.match(/[\d.]+/g) ?? []).map(Number);

/**
 * The map's colours, from the style sheet. A property may hold light-dark(); only a used colour is resolved.
 * @param {Element} element
 */
export function palette(element) {
  const probe = element.appendChild(h("span", { hidden: true }));
  const read = (/** @type {string} */ name) => {
    probe.style.color = `var(--tw-${name})`;
    return getComputedStyle(probe).color;
  };
  const channels = (/** @type {string} */ name) => numbersIn(read(name)).slice(0, 3);
  const colours = {
    tints: [0, 1, 2, 3, 4].map((i) => channels(`tint-${i}`)),
    rust: ["rust-soft", "rust"].map(channels),
    shadow: channels("shade"),
    light: channels("sun"),
    contour: read("contour"),
    index: read("contour-index"),
    label: read("contour-label"),
    halo: read("contour-halo"),
    font: `11px ${getComputedStyle(probe).getPropertyValue("--tw-sans") || "sans-serif"}`,
  };
  probe.remove();
  return colours;
}

/**
 * Colour of every tint in 256 steps, so that a pixel costs one look-up.
 * @param {number[][]} tints
 */
export function ramp(tints) {
  const table = new Float32Array(256 * 3);
  for (let i = 0; i < 256; i++) {
    const place = (i / 255) * (tints.length - 1);
    const k = Math.min(Math.floor(place), tints.length - 2);
    for (let c = 0; c < 3; c++) table[3 * i + c] = tints[k][c] + (place - k) * (tints[k + 1][c] - tints[k][c]);
  }
  return table;
}

/**
 * Light from the west-north-west on the logarithm of the height: the shape stays visible from the floor to the rim.
 * @param {Terrain} terrain
 * @param {number} mesh pixels between samples
 * @returns {Float32Array} for each sample how far its tint goes toward the shadow (below 0) or the sun (above)
 */
export function light({ height, dx, dy, perDecade, low, high }, mesh) {
  const soft = 10 ** ((low + 0.25 * (high - low)) / perDecade);
  const found = new Float32Array(height.length);
  for (let i = 0; i < height.length; i++) {
    const up = RELIEF / mesh / (height[i] + soft);
    const [nx, ny] = [-dx[i] * up, -dy[i] * up];
    const lit = (UP - WEST * nx - NORTH * ny) / Math.sqrt(1 + nx * nx + ny * ny) - UP;
    found[i] = Math.min(Math.max(lit * (lit < 0 ? 0.42 : 0.9), -0.7), 0.7) || 0;
  }
  return found;
}

/** Every map paints on this sheet before it goes onto its canvas: to make one takes longer than to fill it. */
const sheet = new OffscreenCanvas(1, 1);

/**
 * @param {Terrain} terrain
 * @param {ReturnType<typeof palette>} colours
 * @param {number} mesh
 * @returns {ImageData} one pixel for each sample
 */
function shade(terrain, colours, mesh) {
  const { columns, rows, level, low, high } = terrain;
  const image = new ImageData(columns, rows);
  const { data } = image;
  const [table, lit, span] = [ramp(colours.tints), light(terrain, mesh), Math.max(high - low, 1)];
  for (let i = 0, p = 0; i < level.length; i++, p += 4) {
    const share = Math.min(Math.max((level[i] - low) / span, 0), 1);
    const tint = 3 * Math.round(255 * share * share);
    const toward = lit[i] < 0 ? colours.shadow : colours.light;
    const amount = Math.abs(lit[i]);
    for (let c = 0; c < 3; c++) data[p + c] = table[tint + c] + amount * (toward[c] - table[tint + c]);
    data[p + 3] = 255;
  }
  return image;
}

/**
 * One place for the value of each index contour: on a flat stretch, apart from the other values.
 * @param {Map<number, [number, number, number][]>} candidates
 * @param {number} width
 * @param {number} height
 */
function labelPlaces(candidates, width, height) {
  /** @type {{ x: number, y: number, angle: number, level: number, cost: number }[]} */
  const places = [];
  for (const [level, segments] of [...candidates].sort((a, b) => b[0] - a[0])) {
    /** @type {typeof places[0] | null} */
    let best = null;
    for (const [x, y, angle] of segments) {
      if (x < 24 || x > width - 24 || y < 14 || y > height - 14 || Math.abs(angle) > 1.1) continue;
      if (places.some((place) => Math.hypot(place.x - x, place.y - y) < 46)) continue;
      const cost = Math.abs(x - 0.24 * width) + 0.6 * Math.abs(y - 0.72 * height) + 30 * Math.abs(angle);
      if (!best || cost < best.cost) best = { x, y, angle, level, cost };
    }
    if (best) places.push(best);
    if (places.length === LABELS) break;
  }
  return places;
}

/** Where lines stand for small differences, three figures would not tell them apart. */
const figuresFor = (/** @type {number} */ perDecade) => 3 + Math.max(0, Math.ceil(Math.log10(perDecade / 100)));

function drawLabels(context, places, terrain, colours) {
  Object.assign(context, { font: colours.font, textAlign: "center", textBaseline: "middle", lineJoin: "round", lineWidth: 4 });
  for (const { x, y, angle, level } of places) {
    const text = brief(terrain.base + 10 ** (level / terrain.perDecade), figuresFor(terrain.perDecade));
    context.save();
    context.translate(x, y);
    context.rotate(angle);
    context.strokeStyle = colours.halo;
    context.strokeText(text, 0, 0);
    context.fillStyle = colours.label;
    context.fillText(text, 0, 0);
    context.restore();
  }
}

/**
 * Collect the contours as two paths, and where the values could stand.
 * @param {Terrain} terrain
 * @param {number} scaleX
 * @param {number} scaleY
 */
function trace(terrain, scaleX, scaleY) {
  const [fine, heavy] = [new Path2D(), new Path2D()];
  /** @type {Map<number, [number, number, number][]>} by level, the middles and the slope of its pieces */
  const candidates = new Map();
  contours(terrain, (level, x0, y0, x1, y1) => {
    const [ax, ay, bx, by] = [x0 * scaleX, y0 * scaleY, x1 * scaleX, y1 * scaleY];
    const path = level % INDEX === 0 ? heavy : fine;
    path.moveTo(ax, ay);
    path.lineTo(bx, by);
    if (path !== heavy) return;
    const pieces = candidates.get(level) ?? [];
    if (!pieces.length) candidates.set(level, pieces);
    pieces.push([(ax + bx) / 2, (ay + by) / 2, Math.atan((by - ay) / (bx - ax || 1e-9))]);
  });
  return { fine, heavy, candidates };
}

/**
 * Draw the whole relief.
 * @param {HTMLCanvasElement} canvas its CSS size is `width` by `height`
 * @param {Relief & { mesh?: number }} map `mesh`: pixels between samples
 */
export function drawRelief(canvas, { surface, shape, view, width, height, colours, mesh = MESH.resting }) {
  const ratio = Math.min(devicePixelRatio || 1, 3);
  const sketch = mesh > MESH.resting;
  const [columns, rows] = [width, height].map((size) => Math.max(2, Math.ceil(size / mesh)) + 1);
  const [scaleX, scaleY] = [width / (columns - 1), height / (rows - 1)];
  const terrain = survey(surface, shape, view, columns, rows, SPECK / mesh ** 2);
  const [wide, tall] = [width, height].map((size) => Math.round(size * ratio));
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== tall) canvas.height = tall;
  const context = pen(canvas);
  if (sheet.width !== columns) sheet.width = columns;
  if (sheet.height !== rows) sheet.height = rows;
  pen(sheet).putImageData(shade(terrain, colours, mesh), 0, 0);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  Object.assign(context, { imageSmoothingEnabled: true, imageSmoothingQuality: sketch ? "low" : "high", lineCap: "butt" });
  // Samples sit on the corners of the mesh, pixels in the middle of theirs: half a sample hangs over each edge.
  context.drawImage(sheet, -scaleX / 2, -scaleY / 2, columns * scaleX, rows * scaleY);
  const { fine, heavy, candidates } = trace(terrain, scaleX, scaleY);
  // Up to one pixel wide, the segments are blended one by one: fast, but the line looks beaded.
  Object.assign(context, { strokeStyle: colours.contour, lineWidth: sketch ? 1 : 1.1 });
  context.stroke(fine);
  Object.assign(context, { strokeStyle: colours.index, lineWidth: sketch ? 1 : 1.3 });
  context.stroke(heavy);
  drawLabels(context, labelPlaces(candidates, width, height), terrain, colours);
}
