/** Fog for the night map: soft seeded noise in white, thin and thick; the night behind it comes from the style sheet. */

import { pen } from "../../lib/dom.js";
import { uniform } from "../../lib/noise.js";

/** Samples across and down; the browser's smoothing does the rest. */
const [WIDE, TALL] = [120, 80];
/** From the widest banks to the finest wisps: how many to the map, and how much each counts. */
const OCTAVES = [[3, 0.5], [6, 0.27], [12, 0.15], [24, 0.08]];
const THICKEST = 150;

/**
 * Smooth noise over [0, 1] x [0, 1] on a lattice of `cells` by `cells`.
 * @param {number} cells
 * @param {() => number} draw
 * @returns {(u: number, v: number) => number}
 */
function bank(cells, draw) {
  const size = cells + 2;
  const lattice = Float64Array.from({ length: size * size }, draw);
  const ease = (t) => t * t * (3 - 2 * t);
  return (u, v) => {
    const [column, row] = [Math.floor(u * cells), Math.floor(v * cells)];
    const [s, t] = [ease(u * cells - column), ease(v * cells - row)];
    const i = row * size + column;
    const upper = lattice[i] + s * (lattice[i + 1] - lattice[i]);
    const lower = lattice[i + size] + s * (lattice[i + size + 1] - lattice[i + size]);
    return upper + t * (lower - upper);
  };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} seed
 */
export function drawFog(canvas, seed) {
  const draw = uniform(seed);
  const banks = OCTAVES.map(([cells, share]) => ({ at: bank(cells, draw), share }));
  const image = new ImageData(WIDE, TALL);
  for (let row = 0, p = 0; row < TALL; row++) {
    for (let column = 0; column < WIDE; column++, p += 4) {
      const [u, v] = [column / (WIDE - 1), row / (TALL - 1)];
      const thick = banks.reduce((sum, { at, share }) => sum + share * at(u, v), 0);
      image.data.fill(255, p, p + 3);
      image.data[p + 3] = THICKEST * Math.min(Math.max((thick - 0.25) / 0.5, 0), 1);
    }
  }
  Object.assign(canvas, { width: WIDE, height: TALL });
  pen(canvas).putImageData(image, 0, 0);
}
