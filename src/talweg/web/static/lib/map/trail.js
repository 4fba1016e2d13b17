/** The trails on the map. What leaves the map is marked at its edge, never cut off in silence. */

import { attrs, keyed, svg } from "../dom.js";
import { marker } from "../chart/style.js";

/**
 * @import { Pair } from "../../formulas.js"
 * @import { Style } from "../../data/styles.js"
 * @import { Projection } from "./projection.js"
 * @typedef {[number, number, boolean]} Seen a place on the screen, and whether ground stands before it
 * @typedef {{ x: ArrayLike<number>, y: ArrayLike<number>, last: number }} Walk the places at step 0, 1, ... up to the last
 * @typedef {{ step: number, at: Pair, angle: number }} Exit where a trail leaves the map, and its direction there
 */

const FAR = 1e7;
/** Markers along a trail stand at least this far apart, in pixels. */
const APART = 15;
const MOST_EXITS = 8;
/** A step that ends so near to what is drawn, in pixels, adds nothing to see. */
const SEEN = 0.4;

/**
 * The part of a segment inside the map, as fractions of its length, or null.
 * @type {(ax: number, ay: number, bx: number, by: number, width: number, height: number) => Pair | null}
 */
const inside = (ax, ay, bx, by, width, height) => {
  let [t0, t1] = [0, 1];
  for (const [p, q] of [[ax - bx, ax], [bx - ax, width - ax], [ay - by, ay], [by - ay, height - ay]]) {
    if (p === 0) {
      if (q < 0) return null;
      continue;
    }
    const t = q / p;
    if (p < 0) t0 = Math.max(t0, t);
    else t1 = Math.min(t1, t);
  }
  return t0 <= t1 ? [t0, t1] : null;
};

const near = (value) => Math.min(Math.max(value, -FAR), FAR);
/**
 * A place of the flat map as it is seen.
 * @type {(place: Projection, x: number, y: number) => Seen}
 */
const seen = ({ lift }, x, y) => (lift ? lift(x, y) : [x, y, false]);
const tenth = (value) => Math.round(value * 10) / 10;
/** @param {Pair | Seen} at */
const xy = ([x, y]) => `${tenth(x)} ${tenth(y)}`;

/** On a model a stretch is laid over the ground piece by piece, each so many pixels long. */
const PIECE = 4;

/**
 * Where a stretch runs on the screen: one piece on a flat map.
 * @param {Projection} place
 * @param {Pair} from
 * @param {Pair} to
 * @returns {Seen[]}
 */
function drape({ lift }, [ax, ay], [bx, by]) {
  if (!lift) return [[ax, ay, false], [bx, by, false]];
  const count = Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / PIECE));
  return Array.from({ length: count + 1 }, (_, i) => lift(ax + (i / count) * (bx - ax), ay + (i / count) * (by - ay)));
}

/**
 * Path data from one step to another, what of it lies behind a hill, and the places where the trail leaves the map.
 * @param {Walk} run
 * @param {Projection} place
 * @param {number} from
 * @param {number} to
 */
function clip(run, place, from, to) {
  const { width, height, toX, toY } = place;
  let [d, behind] = ["", ""];
  let joined = false;
  /** @type {Exit[]} */
  const exits = [];
  let [ax, ay, bx, by] = [NaN, NaN, near(toX(run.x[from])), near(toY(run.y[from]))];
  for (let k = from; k < to; k++) {
    [ax, ay] = [bx, by];
    [bx, by] = [near(toX(run.x[k + 1])), near(toY(run.y[k + 1]))];
    if (Number.isNaN(ax + ay + bx + by)) break;
    if (k + 1 < to && Math.abs(bx - ax) + Math.abs(by - ay) < SEEN) {
      [bx, by] = [ax, ay];
      continue;
    }
    const part = inside(ax, ay, bx, by, width, height);
    if (!part) {
      joined = false;
      continue;
    }
    /** @type {(t: number) => Pair} */
    const at = (t) => [ax + t * (bx - ax), ay + t * (by - ay)];
    const pieces = drape(place, at(part[0]), at(part[1]));
    let pen = joined && part[0] === 0 ? "L" : "M";
    if (pen === "M") d += `M${xy(pieces[0])}`;
    for (let i = 1; i < pieces.length; i++) {
      if (pieces[i][2]) {
        behind += `M${xy(pieces[i - 1])}L${xy(pieces[i])}`;
        pen = "M";
      } else {
        if (pen === "M") d += `M${xy(pieces[i - 1])}`;
        d += `L${xy(pieces[i])}`;
        pen = "L";
      }
    }
    const [before, end] = pieces.slice(-2);
    joined = part[1] === 1 && !end[2];
    if (part[1] < 1) exits.push({ step: k, at: [end[0], end[1]], angle: Math.atan2(end[1] - before[1], end[0] - before[0]) });
  }
  return { d, behind, exits };
}

function stepMarks(run, place, shape, to) {
  let d = "";
  let [lastX, lastY] = [Infinity, Infinity];
  for (let k = 0; k <= to; k++) {
    const x = place.toX(run.x[k]);
    const y = place.toY(run.y[k]);
    if (!(x >= 0 && x <= place.width && y >= 0 && y <= place.height) || Math.hypot(x - lastX, y - lastY) < APART) continue;
    const [sx, sy, hidden] = seen(place, x, y);
    if (!hidden) d += marker(shape, sx, sy, 2.6);
    [lastX, lastY] = [x, y];
  }
  return d;
}

/**
 * An arrow head with its point on the edge of the map.
 * @param {Exit} exit
 * @param {number} size
 */
const arrow = ({ at: [x, y], angle }, size) => {
  const wing = (/** @type {number} */ turn) => xy([x - size * Math.cos(angle + turn), y - size * Math.sin(angle + turn)]);
  return `M${wing(0.5)}L${xy([x, y])}L${wing(-0.5)}Z`;
};

/** @param {{ name: string, style: Style }} entry */
function createTrail({ style }) {
  const path = (name) => svg("path", { class: `tw-${name}` });
  const parts = {
    future: path("future"),
    behind: path("behind"),
    halo: path("halo"),
    casing: path("casing"),
    line: path("line"),
    marks: path("marks"),
    exits: path("exits"),
    head: path("head"),
  };
  for (const part of [parts.casing, parts.line]) attrs(part, { "stroke-dasharray": style.dash });
  return { el: svg("g", { class: style.ink }, ...Object.values(parts)), parts };
}

/**
 * @param {SVGElement} group
 * @returns {(entries: { name: string, style: Style }[], runs: Record<string, Walk>, step: number, place: Projection) => void}
 */
export function trails(group) {
  const children = keyed(group, createTrail);
  return (entries, runs, step, place) => {
    children(entries).forEach(({ parts }, i) => {
      const { name, style } = entries[i];
      const run = runs[name];
      const to = Math.min(step, run.last);
      const { d, behind, exits } = clip(run, place, 0, to);
      attrs(parts.future, { d: clip(run, place, to, run.last).d });
      attrs(parts.behind, { d: behind });
      for (const part of [parts.halo, parts.casing, parts.line]) attrs(part, { d });
      attrs(parts.marks, { d: stepMarks(run, place, style.shape, to) });
      attrs(parts.exits, { d: exits.slice(0, MOST_EXITS).map((exit) => arrow(exit, 9)).join("") });
      const [x, y] = [place.toX(run.x[to]), place.toY(run.y[to])];
      const here = x >= 0 && x <= place.width && y >= 0 && y <= place.height;
      const [[sx, sy], exit] = [seen(place, x, y), exits.at(-1)];
      attrs(parts.head, { d: here ? marker(style.shape, sx, sy, 5.5) : exit ? arrow(exit, 17) : "" });
    });
  };
}
