/** The trails on the map. What leaves the map is marked at its edge, never cut off in silence. */

import { attrs, keyed, svg } from "../dom.js";
import { marker } from "../chart/style.js";

const FAR = 1e7;
/** Markers along a trail stand at least this far apart, in pixels. */
const APART = 15;
const MOST_EXITS = 8;
/** A step that ends so near to what is drawn, in pixels, adds nothing to see. */
const SEEN = 0.4;

/** The part of a segment inside the map, as fractions of its length, or null. */
function inside(ax, ay, bx, by, width, height) {
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
}

const near = (value) => Math.min(Math.max(value, -FAR), FAR);
/** A place of the flat map as it is seen. */
const seen = ({ lift }, x, y) => (lift ? lift(x, y) : [x, y, false]);
const tenth = (value) => Math.round(value * 10) / 10;
const xy = (x, y) => `${tenth(x)} ${tenth(y)}`;

/** On a model a stretch is laid over the ground piece by piece, each so many pixels long. */
const PIECE = 4;

/** Where a stretch runs on the screen: one piece on a flat map. `true` at the end of a place: ground stands before it. */
function drape({ lift }, [ax, ay], [bx, by]) {
  if (!lift) return [[ax, ay, false], [bx, by, false]];
  const count = Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / PIECE));
  return Array.from({ length: count + 1 }, (_, i) => lift(ax + (i / count) * (bx - ax), ay + (i / count) * (by - ay)));
}

/** Path data from one step to another, what of it lies behind a hill, and the places where the trail leaves the map. */
function clip(run, place, from, to) {
  const { width, height, toX, toY } = place;
  let [d, behind] = ["", ""];
  let joined = false;
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
    const at = (t) => [ax + t * (bx - ax), ay + t * (by - ay)];
    const pieces = drape(place, at(part[0]), at(part[1]));
    let pen = joined && part[0] === 0 ? "L" : "M";
    if (pen === "M") d += `M${xy(...pieces[0])}`;
    for (let i = 1; i < pieces.length; i++) {
      if (pieces[i][2]) {
        behind += `M${xy(...pieces[i - 1])}L${xy(...pieces[i])}`;
        pen = "M";
      } else {
        if (pen === "M") d += `M${xy(...pieces[i - 1])}`;
        d += `L${xy(...pieces[i])}`;
        pen = "L";
      }
    }
    joined = part[1] === 1 && !pieces.at(-1)[2];
    if (part[1] < 1) {
      const [[fx, fy], [tx, ty]] = pieces.slice(-2);
      exits.push({ step: k, at: [tx, ty], angle: Math.atan2(ty - fy, tx - fx) });
    }
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

/** An arrow head with its point on the edge of the map. */
const arrow = ({ at: [x, y], angle }, size) => {
  const wing = (turn) => xy(x - size * Math.cos(angle + turn), y - size * Math.sin(angle + turn));
  return `M${wing(0.5)}L${xy(x, y)}L${wing(-0.5)}Z`;
};

function createTrail(style) {
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
 * @returns {(entries: any[], runs: Map<string, import("../race/descent.js").Run>, step: number, place: any) => void}
 */
export function trails(group) {
  const known = new Map();
  return (entries, runs, step, place) => {
    keyed(group, known, entries.map((entry) => entry.name), (name) => createTrail(entries.find((entry) => entry.name === name).style));
    for (const { name, style } of entries) {
      const { parts } = known.get(name);
      const run = runs.get(name);
      const to = Math.min(step, run.last);
      const { d, behind, exits } = clip(run, place, 0, to);
      attrs(parts.future, { d: clip(run, place, to, run.last).d });
      attrs(parts.behind, { d: behind });
      for (const part of ["halo", "casing", "line"]) attrs(parts[part], { d });
      attrs(parts.marks, { d: stepMarks(run, place, style.shape, to) });
      attrs(parts.exits, { d: exits.slice(0, MOST_EXITS).map((exit) => arrow(exit, 9)).join("") });
      const [x, y] = [place.toX(run.x[to]), place.toY(run.y[to])];
      const here = x >= 0 && x <= place.width && y >= 0 && y <= place.height;
      const head = here ? marker(style.shape, ...seen(place, x, y).slice(0, 2), 5.5) : exits.length ? arrow(exits.at(-1), 17) : "";
      attrs(parts.head, { d: head });
    }
  };
}
