/**
 * Moving over a map: drag, Ctrl with the wheel, two fingers, double click, buttons and keys; a model is turned.
 * The page's own scrolling is never taken: the wheel alone and one finger scroll the page.
 */

import { compass } from "./compass.js";
import { h } from "../dom.js";
import { ARROWS } from "./grip.js";
import { frameOf, moved, turned, zoomed } from "./view.js";

/**
 * @import { Box, Pair } from "../../formulas.js"
 * @import { Projection } from "./projection.js"
 * @import { View } from "./view.js"
 *
 * @typedef {object} Now what is shown
 * @property {Projection} place
 * @property {Box} whole the whole map
 * @property {Box} home where the middle of the view must stay
 * @property {View | null} view
 * @property {string} look "flat" or "solid"
 * @property {Pair} angle
 */

/** A pointer that moves less, in pixels, has clicked. */
const CLICK = 4;
/** The two clicks of a double click lie no farther apart, in milliseconds. */
const PAIR = 1500;
const [STEP, WHEEL, STRONGEST] = [1.5, 0.01, 0.4];
/**
 * By key.
 * @type {Record<string, number>}
 */
const FACTORS = { "+": STEP, "=": STEP, "-": 1 / STEP };
/** A glide lasts so long, in milliseconds. */
const GLIDE = 180;
/** Degrees for each pixel of a drag, and for each arrow key. */
const PER_PIXEL = 0.4;

/**
 * @param {object} options
 * @param {HTMLElement} options.el the map
 * @param {HTMLCanvasElement} options.canvas
 * @param {(x: number, y: number) => void} options.onPick
 * @param {() => void} [options.onUnpick] the click that was just told began a double click
 * @param {(view: View | null) => void} options.onView
 * @param {(angle: Pair) => void} [options.onTurn]
 * @returns {{ keys: HTMLElement, draw: (now: Now) => void, stop: () => void }}
 */
export function navigate({ el, canvas, onPick, onUnpick = () => {}, onView, onTurn = () => {} }) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  /** @type {Now} set by the first drawing, before which nothing is to be moved */
  let now;
  let glide = 0;

  // Kept at once: the next event may come before the next frame draws this one.
  const show = (view) => onView(now.view = view);
  const turn = (right, up) => onTurn(now.angle = turned(now.angle, right, up));
  const zoom = (factor, fixed) => show(zoomed(now.whole, now.home, now.view, factor, fixed));
  const move = (px, py) => {
    const [[left, right], [bottom, top]] = frameOf(now.whole, now.view);
    show(moved(now.whole, now.home, now.view, (-px * (right - left)) / now.place.width, (py * (top - bottom)) / now.place.height));
  };
  const drag = (px, py) => (now.look === "solid" ? turn(px * PER_PIXEL, py * PER_PIXEL) : move(px, py));
  /**
   * The ground at a place of the window; the enlargement keeps it where it is. A model is enlarged about its middle.
   * @returns {Pair | undefined}
   */
  const groundAt = (/** @type {number} */ clientX, /** @type {number} */ clientY) => {
    if (now.look === "solid") return undefined;
    const box = canvas.getBoundingClientRect();
    const [[left, right], [bottom, top]] = frameOf(now.whole, now.view);
    return [left + ((clientX - box.left) / box.width) * (right - left), top - ((clientY - box.top) / box.height) * (top - bottom)];
  };
  const glideBy = (factor, fixed) => {
    cancelAnimationFrame(glide);
    if (calm.matches) return zoom(factor, fixed);
    let [begun, done] = [0, 0];
    const frame = (time) => {
      begun ||= time;
      const share = Math.min((time - begun) / GLIDE, 1);
      zoom(factor ** (share - done), fixed);
      done = share;
      if (share < 1) glide = requestAnimationFrame(frame);
    };
    glide = requestAnimationFrame(frame);
  };

  /** @type {{ x: number, y: number, far: boolean } | null} */
  let held = null;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch" || !now) return;
    canvas.setPointerCapture(event.pointerId);
    held = { x: event.clientX, y: event.clientY, far: false };
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!held) return;
    const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
    if (!held.far && Math.hypot(dx, dy) < CLICK) return;
    canvas.classList.add("tw-held");
    drag(dx, dy);
    held = { x: event.clientX, y: event.clientY, far: true };
  });
  let [dragged, picked] = [false, -Infinity];
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, () => {
      dragged = Boolean(held?.far);
      held = null;
      canvas.classList.remove("tw-held");
    });
  }
  canvas.addEventListener("click", (event) => {
    if (!now || dragged || event.detail > 1) {
      dragged = false;
      return;
    }
    picked = event.timeStamp;
    onPick(...now.place.fromScreen(event.offsetX, event.offsetY));
  });
  // After the first click the start's handle may already lie under the pointer, so the whole map is listened to.
  el.addEventListener("dblclick", (event) => {
    if (!now) return;
    if (event.timeStamp - picked < PAIR) onUnpick();
    glideBy(event.shiftKey ? 1 / STEP ** 2 : STEP ** 2, groundAt(event.clientX, event.clientY));
  });
  el.addEventListener("wheel", (event) => {
    if (!now || !(event.ctrlKey || event.metaKey)) return; // a pinch on a trackpad comes as a wheel with Ctrl
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === 1 ? 16 : 1);
    zoom(Math.exp(Math.min(Math.max(-pixels * WHEEL, -STRONGEST), STRONGEST)), groundAt(event.clientX, event.clientY));
  }, { passive: false });

  /**
   * Two fingers: their middle and their distance.
   * @param {TouchEvent} event
   */
  const pair = ({ touches: { 0: a, 1: b } }) => ({
    x: (a.clientX + b.clientX) / 2,
    y: (a.clientY + b.clientY) / 2,
    gap: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY),
  });
  /** @type {ReturnType<typeof pair> | null} */
  let fingers = null;
  el.addEventListener("touchstart", (event) => {
    fingers = event.touches.length === 2 ? pair(event) : null;
  }, { passive: true });
  el.addEventListener("touchmove", (event) => {
    if (!fingers || event.touches.length !== 2 || !now) return;
    event.preventDefault();
    const next = pair(event);
    drag(next.x - fingers.x, next.y - fingers.y);
    if (fingers.gap > 0) zoom(next.gap / fingers.gap, groundAt(next.x, next.y));
    fingers = next;
  }, { passive: false });
  el.addEventListener("touchend", () => {
    fingers = null;
  });

  const button = (label, text, listener) => h("button", { type: "button", class: "tw-icon", "aria-label": label, title: label, on: { click: listener } }, text);
  const whole = button("The whole map", "\u2922", () => show(null));
  const needle = compass((right, up) => turn(right, up));
  const keys = h(
    "div",
    {
      class: "tw-mapkeys",
      role: "group",
      "aria-label": "View of the map",
      "aria-description": "On these buttons the arrow keys move the map, plus and minus enlarge it, 0 shows the whole",
    },
    button("Enlarge the map", "+", () => glideBy(STEP)),
    button("Make the map smaller", "\u2212", () => glideBy(1 / STEP)),
    whole,
    needle.el,
  );
  const byKey = (event) => {
    if (!now || event.altKey || event.ctrlKey || event.metaKey) return;
    const factor = FACTORS[event.key];
    const arrow = event.currentTarget === keys && event.target !== needle.el ? ARROWS[event.key] : undefined;
    if (factor) glideBy(factor);
    else if (event.key === "0") show(null);
    else if (arrow) move(-arrow[0] * now.place.width * 0.1, arrow[1] * now.place.height * 0.1);
    else return;
    event.preventDefault();
  };
  for (const part of [el, keys]) part.addEventListener("keydown", byKey);

  return {
    keys,
    stop: () => cancelAnimationFrame(glide),
    draw(next) {
      now = { ...next };
      whole.toggleAttribute("disabled", next.view === null);
      needle.draw(next);
    },
  };
}
