/** Which part of the ground a link asks for, and from where it is seen: judged, and mended with a word. */

import { exact } from "../number.js";
import { ANGLE, TILT, TURN, ZOOM } from "../map/view.js";

/** How the ground is shown. */
export const LOOKS = { flat: { label: "Map" }, solid: { label: "3-D" } };

const shown = (values) => values.map(exact).join(", ");
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/**
 * So many finite numbers, or null, with a word about anything else.
 * @param {any} verdict of settings.js
 * @param {string} name
 * @param {unknown} given
 * @param {number} count
 * @param {string} what it should be
 * @param {string} outcome what happens instead
 * @returns {number[] | null}
 */
export function cleanList(verdict, name, given, count, what, outcome) {
  if (given === null || given === undefined) return null;
  if (Array.isArray(given) && given.length === count && given.every((v) => typeof v === "number" && Number.isFinite(v))) return given;
  verdict.refuse(name, given, `is not ${what}`, outcome);
  return null;
}

function cleanView(verdict, asked, surface) {
  const given = cleanList(verdict, "view", asked, 3, "a place and an enlargement x, y, zoom", "showing the whole map");
  if (!given) return null;
  const legal = [...[0, 1].map((i) => clamp(given[i], ...surface.view[i])), clamp(given[2], ZOOM.low, ZOOM.high)];
  if (legal.some((v, i) => v !== given[i])) {
    verdict.refuse("view", given, `is off the map or outside its zoom [${ZOOM.low}, ${ZOOM.high}]`, `using ${shown(legal)}`);
  }
  return legal;
}

function cleanAngle(verdict, asked) {
  const given = cleanList(verdict, "angle", asked, 2, "a turn and a tilt in degrees", `using ${shown(ANGLE)}`);
  if (!given) return null;
  const legal = [clamp(given[0], TURN.low, TURN.high), clamp(given[1], TILT.low, TILT.high)];
  if (legal.some((v, i) => v !== given[i])) {
    verdict.refuse("angle", given, `is outside the turn [${TURN.low}, ${TURN.high}] or the tilt [${TILT.low}, ${TILT.high}]`, `using ${shown(legal)}`);
  }
  return legal.every((v, i) => v === ANGLE[i]) ? null : legal;
}

/**
 * @param {any} verdict
 * @param {{ get: (key: string) => any }} model
 * @param {any} surface
 */
export const cleanSight = (verdict, model, surface) => ({
  view: cleanView(verdict, model.get("view"), surface),
  look: verdict.choice("look", model.get("look") ?? "flat", LOOKS, "flat"),
  angle: cleanAngle(verdict, model.get("angle")),
});
