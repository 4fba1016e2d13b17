/** The ground of the hike: a relief map in night fog, and on it the walker, the slope underfoot and the next step. */

import { attrs, h, svg } from "../../lib/dom.js";
import { flag } from "./flag.js";
import { drawFog } from "./fog.js";
import { reliefMap } from "../../lib/map/relief-map.js";
import { brief } from "../../lib/number.js";
import { trails } from "../../lib/map/trail.js";

/**
 * @import { Pair, Surface } from "../../formulas.js"
 * @import { Projection } from "../../lib/map/projection.js"
 * @import { Run, Walker } from "../../lib/race/descent.js"
 *
 * @typedef {{ f: number, slope: number, heading: number, level: boolean }} Felt the ground under a walker
 */

/** Slopes between these are told apart; each tenfold one makes the arrow longer by as much. */
const [FLAT, STEEP] = [1e-3, 1e3];
/** The arrow's length, and the distance of the level lines underfoot, on the flat and on the steep, in pixels. */
/** @type {Pair} */
const ARROW = [10, 112];
/** @type {Pair} */
const LEVELS = [26, 5];
/** The ground that is felt reaches this far. A slope that is only remembered is drawn this much smaller. */
const [LANTERN, MEMORY] = [38, 0.4];
const HEAD = 9;
/** On a map narrower than this the arrows shrink with it. */
const ROOM = 480;

const steepness = (/** @type {number} */ slope) => Math.min(Math.max(Math.log10(slope / FLAT) / Math.log10(STEEP / FLAT), 0), 1);
const between = (/** @type {Pair} */ [flat, steep], /** @type {number} */ share) => flat + share * (steep - flat);
const point = (/** @type {Pair} */ [x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`;

/**
 * The compass on the screen: a place so many pixels away, toward a bearing.
 * @param {Pair} from
 * @param {number} bearing
 * @param {number} length
 * @returns {Pair}
 */
function ahead([x, y], bearing, length) {
  const angle = (bearing * Math.PI) / 180;
  return [x + length * Math.sin(angle), y - length * Math.cos(angle)];
}

/**
 * An arrow with its shaft and an open head.
 * @param {Pair} from
 * @param {number} bearing
 * @param {number} length
 */
function arrow(from, bearing, length, head = HEAD) {
  const tip = ahead(from, bearing, length);
  const wing = (/** @type {number} */ turn) => point(ahead(tip, bearing + turn, Math.min(head, length)));
  return `M${point(from)}L${point(tip)}M${wing(150)}L${point(tip)}L${wing(-150)}`;
}

/**
 * Level lines as the slope underfoot tells them: straight, across the way down, closer where it is steeper.
 * @param {Pair} at
 * @param {Felt} felt
 */
function levelLines(at, { slope, heading, level }) {
  if (level) return "";
  const gap = between(LEVELS, steepness(slope));
  let d = "";
  for (let away = gap / 2 - gap * Math.ceil(LANTERN / gap); away < LANTERN; away += gap) {
    if (Math.abs(away) >= LANTERN) continue;
    const half = Math.sqrt(LANTERN ** 2 - away ** 2);
    const middle = ahead(at, heading, away);
    d += `M${point(ahead(middle, heading + 90, half))}L${point(ahead(middle, heading - 90, half))}`;
  }
  return d;
}

/**
 * @param {object} options
 * @param {string} options.label
 * @param {(place: Pair) => void} options.onAim a place on the map was chosen for the next step
 * @param {(turn: number, factor: number) => void} options.onNudge
 * @param {() => void} options.onStep
 */
export function hikeMap({ label, onAim, onNudge, onStep }) {
  const path = (name) => svg("path", { class: name });
  const parts = { levels: path("tw-felt-levels"), memory: path("tw-memory-arrows"), ghost: path("tw-next"), back: path("tw-down-back"), down: path("tw-down") };
  const own = svg("g");
  const slope = svg("text", { class: "tw-slope" });
  const feet = svg("circle", { class: "tw-feet", r: 5 });
  const underfoot = svg("g", { class: "tw-underfoot" }, parts.levels, parts.ghost, parts.back, parts.down, feet, slope);
  const fog = h("canvas", { class: "tw-fog-banks" });
  const lantern = h("div", { class: "tw-lantern" });
  const night = h(
    "div",
    { class: "tw-night", "aria-hidden": "true" },
    h("div", { class: "tw-fog" }, fog, lantern),
    svg("svg", {}, parts.memory, own, underfoot),
  );
  const map = reliefMap({ label, onPick: () => {} });
  const drawOwn = trails(own);
  const drawRivals = trails(map.trails);
  /** @type {Projection | null} */
  let place = null;
  let seed = NaN;

  const aim = (/** @type {number} */ px, /** @type {number} */ py) => place && onAim([place.fromX(px), place.fromY(py)]);
  const post = flag({ onNudge, onStep, onDrag: aim });
  map.el.append(night, post.el);
  /** A finger scrolls the page, so for it a tap must do; a mouse drags the flag from wherever it goes down. */
  night.addEventListener("click", (event) => aim(event.offsetX, event.offsetY));
  night.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    event.preventDefault();
    post.el.focus({ preventScroll: true });
    aim(event.offsetX, event.offsetY);
    post.hold(event, [event.offsetX, event.offsetY]);
  });

  /**
   * @param {{ felt: Felt[], here: Pair, taken: number, next: { to: Pair }, stops: Pair[] }} now
   * @param {Projection} place
   */
  function drawWalker({ felt, here, taken, next, stops }, place) {
    /** @type {(at: Pair) => Pair} */
    const on = ([x, y]) => [place.toX(x), place.toY(y)];
    const [at, tip, underfootNow] = [on(here), on(next.to), felt[taken]];
    const scale = Math.min(1, place.width / ROOM);
    const length = scale * between(ARROW, steepness(underfootNow.slope));
    attrs(parts.levels, { d: levelLines(at, underfootNow) });
    attrs(parts.ghost, { d: `M${point(at)}L${point(tip)}` });
    const d = underfootNow.level ? "" : arrow(at, underfootNow.heading, length);
    for (const part of [parts.back, parts.down]) attrs(part, { d });
    const remembered = felt.slice(0, taken).map((
      each,
      i,
    ) => (each.level ? "" : arrow(on(stops[i]), each.heading, scale * MEMORY * between(ARROW, steepness(each.slope)), 5)));
    attrs(parts.memory, { d: remembered.join("") });
    attrs(feet, { cx: at[0], cy: at[1] });
    // The number stands beyond the tip of the arrow, or behind the walker where the map ends.
    const beyond = ahead(at, underfootNow.heading, length + 24);
    const [x, y] = beyond.every((v, i) => v > 24 && v < [place.width, place.height][i] - 24) ? beyond : ahead(at, underfootNow.heading, -LANTERN - 14);
    attrs(slope, { x: Math.min(Math.max(x, 24), place.width - 24), y: Math.min(Math.max(y + 4, 14), place.height - 8) });
    slope.textContent = underfootNow.level ? "level" : brief(underfootNow.slope);
    lantern.style.transform = `translate(${at[0]}px, ${at[1]}px)`;
    return tip;
  }

  return {
    el: map.el,
    forget: map.forget,
    stop: map.stop,
    /**
     * @param {Parameters<typeof drawWalker>[0] & { surface: Surface, shape: Record<string, number>, seed: number, step: number,
     *   turn: number, lifted: boolean, left: number }} now
     * @param {{ entries: Walker[], runs: Record<string, Run> }} party
     * @param {string} words of the next step
     */
    draw(now, { entries, runs }, words) {
      place = map.draw({ surface: now.surface, shape: now.shape });
      if (seed !== now.seed) drawFog(fog, seed = now.seed);
      Object.assign(night.style, { left: `${map.gutter.left}px`, top: `${map.gutter.top}px`, width: `${place.width}px`, height: `${place.height}px` });
      const [you, ...rivals] = entries;
      drawOwn([you], runs, now.step, place);
      drawRivals(rivals, runs, now.step, place);
      post.draw(drawWalker(now, place), map.gutter, now.turn, words);
      for (const part of [underfoot, post.el]) part.style.display = now.lifted || !now.left ? "none" : "";
      parts.memory.style.display = now.lifted ? "none" : "";
    },
  };
}
