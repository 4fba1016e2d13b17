/** A handle on a map: held by a pointer, or moved with the arrow keys. */

/** @import { Pair } from "../../formulas.js" */

/**
 * To the right and up.
 * @type {Record<string, Pair>}
 */
export const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * Where a key leads.
 * @param {KeyboardEvent} event
 * @returns {Pair | null} to the right and up, ten times as far with Shift; null where it is no arrow, or the browser's own
 */
export function arrowOf({ key, shiftKey, altKey, ctrlKey, metaKey }) {
  if (!ARROWS[key] || altKey || ctrlKey || metaKey) return null;
  const [right, up] = ARROWS[key];
  return shiftKey ? [10 * right, 10 * up] : [right, up];
}

/**
 * Let a pointer drag a handle, which keeps its distance to the pointer.
 * @param {HTMLElement} el
 * @param {() => Pair} at where it is, in pixels
 * @param {(px: number, py: number) => void} onDrag
 */
export function grip(el, at, onDrag) {
  /** @type {Pair | null} */
  let held = null;
  el.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    el.setPointerCapture(event.pointerId);
    const [x, y] = at();
    held = [event.clientX - x, event.clientY - y];
    el.classList.add("tw-held");
  });
  el.addEventListener("pointermove", (event) => held && onDrag(event.clientX - held[0], event.clientY - held[1]));
  for (const name of ["pointerup", "pointercancel"]) {
    el.addEventListener(name, () => {
      held = null;
      el.classList.remove("tw-held");
    });
  }
}
