/** The trails on the map. What leaves the map is marked at its edge, never cut off in silence. */

import { attrs, keyed, svg } from "./dom.js";
import { marker } from "./look.js";

const FAR = 1e7;
/** Markers along a trail stand at least this far apart, in pixels. */
const APART = 15;
const MOST_EXITS = 8;

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
const xy = (x, y) => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** Path data from one step to another, and the places where the trail leaves the map. */
function clip(run, place, from, to) {
  const { width, height, toX, toY } = place;
  let d = "";
  let joined = false;
  const exits = [];
  for (let k = from; k < to; k++) {
    const [ax, ay, bx, by] = [toX(run.x[k]), toY(run.y[k]), toX(run.x[k + 1]), toY(run.y[k + 1])].map(near);
    if ([ax, ay, bx, by].some(Number.isNaN)) break;
    const part = inside(ax, ay, bx, by, width, height);
    if (!part) {
      joined = false;
      continue;
    }
    const at = (t) => [ax + t * (bx - ax), ay + t * (by - ay)];
    if (!joined || part[0] > 0) d += `M${xy(...at(part[0]))}`;
    d += `L${xy(...at(part[1]))}`;
    joined = part[1] === 1;
    if (!joined) exits.push({ step: k, at: at(part[1]), angle: Math.atan2(by - ay, bx - ax) });
  }
  return { d, exits };
}

function stepMarks(run, place, shape, to) {
  let d = "";
  let [lastX, lastY] = [Infinity, Infinity];
  for (let k = 0; k <= to; k++) {
    const [x, y] = [place.toX(run.x[k]), place.toY(run.y[k])];
    if (!(x >= 0 && x <= place.width && y >= 0 && y <= place.height) || Math.hypot(x - lastX, y - lastY) < APART) continue;
    d += marker(shape, x, y, 2.6);
    [lastX, lastY] = [x, y];
  }
  return d;
}

/** An arrow head with its point on the edge of the map. */
const arrow = ({ at: [x, y], angle }, size) => {
  const wing = (turn) => xy(x - size * Math.cos(angle + turn), y - size * Math.sin(angle + turn));
  return `M${wing(0.5)}L${xy(x, y)}L${wing(-0.5)}Z`;
};

function createTrail(look) {
  const path = (name) => svg("path", { class: `tw-${name}` });
  const parts = {
    future: path("future"), halo: path("halo"), casing: path("casing"), line: path("line"),
    marks: path("marks"), exits: path("exits"), head: path("head"),
  };
  for (const part of [parts.casing, parts.line]) attrs(part, { "stroke-dasharray": look.dash });
  return { el: svg("g", { class: look.ink }, ...Object.values(parts)), parts };
}

/**
 * @param {SVGElement} group
 * @returns {(entries: any[], runs: Map<string, import("./descent.js").Run>, step: number, place: any) => void}
 */
export function trails(group) {
  const known = new Map();
  return (entries, runs, step, place) => {
    keyed(group, known, entries.map((entry) => entry.name), (name) => createTrail(entries.find((entry) => entry.name === name).look));
    for (const { name, look } of entries) {
      const { parts } = known.get(name);
      const run = runs.get(name);
      const to = Math.min(step, run.last);
      const { d, exits } = clip(run, place, 0, to);
      attrs(parts.future, { d: clip(run, place, to, run.last).d });
      for (const part of ["halo", "casing", "line"]) attrs(parts[part], { d });
      attrs(parts.marks, { d: stepMarks(run, place, look.shape, to) });
      attrs(parts.exits, { d: exits.slice(0, MOST_EXITS).map((exit) => arrow(exit, 9)).join("") });
      const [x, y] = [place.toX(run.x[to]), place.toY(run.y[to])];
      const here = x >= 0 && x <= place.width && y >= 0 && y <= place.height;
      const head = here ? marker(look.shape, x, y, 5.5) : exits.length ? arrow(exits.at(-1), 17) : "";
      attrs(parts.head, { d: head });
    }
  };
}
