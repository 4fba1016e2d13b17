/** Where the runs on a surface start: a point on its map, clicked, dragged or typed. */

import { surfaces } from "../formulas.js";
import { onTheme } from "../lib/colours.js";
import { find, perFrame } from "../lib/dom.js";
import { startHandle } from "../lib/map/handle.js";
import { reliefMap } from "../lib/map/relief-map.js";

/**
 * @import { Hyper, Pair } from "../formulas.js"
 * @typedef {{ surface: string, start: Pair, shape: Hyper }} Ground what the server says of a problem that is a surface
 */

/**
 * @param {HTMLFormElement} form
 * @returns {{ show: (ground: Ground | null) => void, set: (start: unknown) => void, value: () => Pair | null }} `value`
 *   is null where the surface's own start was left as it is, and where there is no surface
 */
export function startField(form) {
  const part = find("[data-start]", HTMLElement, form);
  const fields = ["x", "y"].map((name) => find(`[name=${name}]`, HTMLInputElement, part));
  /** @type {Ground | null} */
  let ground = null;

  const typed = () => fields.map(({ value, valueAsNumber }, i) => (value === "" ? ground?.start[i] ?? 0 : valueAsNumber));
  const move = (/** @type {Pair} */ start) => {
    for (const [i, field] of fields.entries()) field.value = String(Number(start[i].toPrecision(12)));
    request();
  };
  const handle = startHandle(move);
  const map = reliefMap({ label: "Relief map of the surface. The point where the runs start is typed beside it.", onPick: handle.move });
  map.el.append(handle.el);
  find("[data-map]", HTMLElement, part).append(map.el);

  const { request } = perFrame(() => {
    if (!ground) return;
    const surface = surfaces[ground.surface];
    if (!surface) return;
    const start = /** @type {Pair} */ (typed());
    if (!start.every(Number.isFinite)) return;
    handle.draw({ start, surface }, map.draw({ surface, shape: ground.shape, start }), map.gutter);
  });
  for (const field of fields) field.addEventListener("input", request);
  new ResizeObserver(request).observe(map.el);
  onTheme(() => (map.forget(), request()));

  return {
    show(given) {
      if (given !== ground) { for (const [i, field] of fields.entries()) [field.value, field.placeholder] = ["", String(given?.start[i] ?? "")]; }
      ground = given;
      part.hidden = !ground;
      request();
    },
    set(start) {
      if (ground && Array.isArray(start) && start.length === 2 && start.every(Number.isFinite)) move(/** @type {Pair} */ (start));
    },
    value: () => (ground && fields.some(({ value }) => value !== "") ? /** @type {Pair} */ (typed()) : null),
  };
}
