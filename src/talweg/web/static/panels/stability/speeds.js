/** What the map shows of momentum's pace in closed form: tints by speed, lines of equal speed, and the limit of stability. */

import { isoline, lineNames } from "./isoline.js";
import { limitIn, radiusFor, stepsToShrink, survey } from "./rate.js";
import { mixed } from "./tints.js";

/**
 * @import { Colours, Picture, Place } from "./map.js"
 * @typedef {{ lr: number, beta: number }} Rate
 * @typedef {{ tints: [number, number], lines: [number, number], truly: boolean }} Grid
 */

/**
 * Samples of the tints and, fewer, of the lines: while kappa moves, and once it has rested.
 * @type {{ moving: Grid, resting: Grid }}
 */
export const GRID = {
  moving: { tints: [160, 80], lines: [121, 51], truly: false },
  resting: { tints: [400, 200], lines: [241, 101], truly: true },
};
/** Places on the limit of stability, which is nearly straight. */
const PLACES = Array.from({ length: 41 }, (_, i) => i / 40);
const STEPS = [5, 10, 20, 50, 100, 200, 500, 1000, 2000];
/** The tints run between these counts of steps. */
const [FASTEST, SLOWEST] = [3, 3000].map(Math.log10);

/** @param {number} kappa @param {number[][]} tints @param {[number, number]} size */
function tinted(kappa, tints, size) {
  const { columns, rows, values } = survey(kappa, ...size);
  const image = new ImageData(columns, rows);
  values.forEach((radius, i) => {
    if (!(radius < 1)) return; // left clear: the ground beneath has the colour of what diverges
    const share = (Math.log10(stepsToShrink(radius)) - FASTEST) / (SLOWEST - FASTEST);
    image.data.set(mixed(tints, share), 4 * i);
  });
  return image;
}

/**
 * @param {{ kappa: number, fastest: Rate }} now
 * @param {Place} place
 * @param {Grid} grid
 * @param {Colours} colours
 * @returns {Picture}
 */
export function speeds({ kappa, fastest }, { width, height, toX }, grid, { tints }) {
  const field = survey(kappa, ...grid.lines);
  const [scaleX, scaleY] = [width / (field.columns - 1), height / (field.rows - 1)];
  const levels = STEPS.map((steps) => ({ level: radiusFor(steps), text: String(steps) })).reverse();
  return {
    image: tinted(kappa, tints, grid.tints),
    lines: levels.map(({ level }) => isoline(field, level, scaleX, scaleY, grid)).join(""),
    names: lineNames(field, levels, scaleX, scaleY, toX(fastest.lr)),
  };
}

/**
 * The limit of stability as path data.
 * @param {number} kappa
 * @param {Place} place
 */
export function limitPath(kappa, { toX, toY }) {
  const limit = limitIn(kappa);
  return `M${PLACES.map((beta) => `${toX(limit(beta)).toFixed(2)} ${toY(beta).toFixed(2)}`).join("L")}`;
}
