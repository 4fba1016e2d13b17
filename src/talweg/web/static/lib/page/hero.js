/** The picture at the head of the course: the race's own map and trails, at the race's resting settings. */

import { surfaces } from "../../formulas.js";
import schema from "../../settings/race.js";
import { descend } from "../race/descent.js";
import { h, perFrame, svg } from "../dom.js";
import { projection } from "../map/projection.js";
import { brief } from "../number.js";
import { drawRelief, palette } from "../map/relief.js";
import { raceOf } from "../race/settings.js";
import { atRest } from "../settings/settings.js";
import { onTheme } from "../colours.js";
import { trails } from "../map/trail.js";

/** @import { Box, Surface } from "../../formulas.js" */

/**
 * The whole breadth of the surface, cut above and below the start and the minimum to fill the band.
 * @param {Surface} surface
 * @param {number} width
 * @param {number} height
 * @returns {Box}
 */
function band(surface, width, height) {
  const [[left, right], [bottom, top]] = surface.view;
  const unit = Math.max((right - left) / width, (top - bottom) / height);
  const [midX, midY] = [(left + right) / 2, (bottom + top) / 2];
  return [[midX - (unit * width) / 2, midX + (unit * width) / 2], [midY - (unit * height) / 2, midY + (unit * height) / 2]];
}

/** What is seen, from the settings themselves. */
function words({ surface, shape, start, steps, entries }) {
  const given = Object.entries(shape).map(([key, value]) => `${key} = ${brief(value)}`).join(", ");
  const names = entries.map((entry) => entry.rule.label);
  return `${surface.label}${given ? ` (${given})` : ""}: ${names.slice(0, -1).join(", ")} and ${names.at(-1)}, ` +
    `${steps} steps from (${start.map((v) => brief(v)).join(", ")}).`;
}

/** @param {HTMLElement} host `data-relief` may name a surface */
export function hero(host) {
  const resting = atRest(schema);
  const asked = host.dataset.relief ?? "";
  const settings = raceOf({ ...resting, surface: Object.hasOwn(surfaces, asked) ? asked : resting.surface });
  const canvas = h("canvas", { class: "tw-relief", "aria-hidden": "true" });
  const group = svg("g");
  const drawTrails = trails(group);
  host.classList.add("tw-panel", "tw-hero");
  host.append(canvas, svg("svg", { class: "tw-overlay", "aria-hidden": "true" }, group));
  const caption = host.parentElement?.querySelector("[data-relief-words]");
  if (caption) caption.textContent = words(settings);
  const frame = perFrame(() => {
    const [width, height] = [host.clientWidth, host.clientHeight];
    const view = band(settings.surface, width, height);
    drawRelief(canvas, { ...settings, view, width, height, colours: palette(host) });
    const runs = Object.fromEntries(settings.entries.map(({ name, rule, h: hyper }) => [name, descend(rule, hyper, settings)]));
    drawTrails(settings.entries, runs, settings.step, projection(view, width, height));
  });
  new ResizeObserver(frame.request).observe(host);
  onTheme(frame.request);
}
