/** What a setting does and what the best ones do, in words and as rows of a table. */

import { brief, exact, figures } from "../../lib/number.js";
import { SHRINK, stepsToShrink, survey } from "./rate.js";
import { on } from "./settings.js";
import { nameOf } from "./ticks.js";

/**
 * @import { Cells } from "./cells.js"
 * @import { Best } from "./heights.js"
 * @import { Shown } from "./map.js"
 *
 * @typedef {Extract<Shown, { measured: false }>} Closed
 * @typedef {Extract<Shown, { measured: true }>} Measured
 * @typedef {{ f: number, left: number }} End how a run ended: f after the last step, and the step at which it left, or -1
 */

const stepsText = (radius) => {
  const steps = stepsToShrink(radius);
  if (steps < Infinity) return brief(steps, 6);
  return "never";
};

/** What a setting does in the long run. */
function verdict(radius) {
  if (!Number.isFinite(radius)) return `the error grows by a factor that is ${figures(radius)}: it diverges`;
  if (radius > 1) return `the error grows ${brief(radius, 4)}-fold at every step: it diverges`;
  if (radius === 1) return "the error neither shrinks nor grows in the long run";
  return `the error shrinks to ${brief(radius, 4)} of itself at every step, ${SHRINK}-fold in ${stepsText(radius)} steps`;
}

/** Pairs of names and numbers, as many as the map has axes. */
function pair({ across, up }, [first, second], write) {
  return [[across, first], [up, second]].filter(([axis]) => axis.owner !== null).map(([axis, value]) => `${nameOf(axis)} ${write(value)}`).join(", ");
}

const counted = (/** @type {number} */ steps) => (steps === 1 ? "1 step" : `${exact(steps)} steps`);

/**
 * What the present setting does.
 * @param {Shown} now
 * @param {End | null} end of its own run, where that is what is mapped
 */
export function sentence(now, end) {
  const setting = pair(now, [on(now, now.across), on(now, now.up)], exact);
  const named = setting ? `${setting}: ` : "";
  if (!now.measured) return `${named}${verdict(now.radius)}.`;
  if (!end || end.left === 0) return `${named}f is not finite at the start.`;
  if (end.left > 0) return `${named}${now.rule.label} left at step ${exact(end.left)}: it diverges.`;
  const [first] = now.surface.at(...now.start, now.shape);
  return `${named}after ${counted(now.steps)} f is ${brief(end.f)}, from ${brief(first)} at the start.`;
}

/** @param {Closed} now */
function paces({ kappa, fastest, sgdFastest }) {
  return `At \u03ba = ${exact(kappa)} the best of all is lr ${brief(fastest.lr)}, \u03b2 ${brief(fastest.beta)}: ${brief(fastest.radius)} a step, ` +
    `${stepsText(fastest.radius)} steps. SGD at its best, lr ${brief(sgdFastest.lr)}: ${brief(sgdFastest.radius)} a step, ${
      stepsText(sgdFastest.radius)
    } steps.`;
}

/** @param {Measured} now @param {Cells} cells */
function ends(now, { values, left, rows }) {
  const gone = left.filter((step) => step >= 0).length;
  const count = values.length.toLocaleString("en");
  const share = gone === 0 ? "none left" : gone === values.length ? "all left" : `${brief((100 * gone) / values.length, 2)}% left`;
  if (!now.best) return `Of ${count} runs all left.`;
  const best = `the lowest, ${pair(now, [now.best.across, now.best.up], brief)}, ended at f = ${brief(now.best.f)}`;
  const sgd = now.sgdBelow && now.bottom && rows > 1 ? ` SGD\u2019s best, lr ${brief(now.bottom.across)}: ${brief(now.bottom.f)}.` : "";
  return `Of ${count} runs ${share}; ${best}.${sgd}`;
}

/**
 * What the best settings do.
 * @param {Shown} now
 */
export function comparison(now) {
  if (!now.measured) return paces(now);
  return now.cells && !now.measuring ? ends(now, now.cells) : "Measuring\u2026";
}

/** What the lines and marks of the map are. @param {Shown} now */
export function caption(now) {
  if (!now.measured) {
    return `Lines: steps until the error has shrunk ${SHRINK}-fold; red edge: the limit of stability. Star: the best of all; triangle: SGD\u2019s best.`;
  }
  const limit = now.rule.stable && now.surface.curvature(now.shape) !== null ? "; red edge: the limit in closed form" : "";
  const triangle = now.sgdBelow ? "; triangle: SGD\u2019s best" : "";
  return `A run in every place. Lines: f above its lowest at the end; rust: it left, the darker the earlier${limit}. Star: the lowest end${triangle}.`;
}

/**
 * The map as numbers: of the pace on a grid that a table can hold, of runs every one.
 * @param {Shown} now
 * @returns {any[][]}
 */
export function mapRows(now) {
  if (!now.measured) {
    const { kappa } = now.shape;
    const { columns, values, rates, betas } = survey(kappa, 61, 41);
    return [
      ["kappa", "lr", "beta", "factor per step"],
      ...Array.from(values, (radius, i) => [kappa, rates[i % columns], betas[Math.floor(i / columns)], radius]),
    ];
  }
  const { cells } = now;
  const names = [now.across, now.up].filter(({ owner }) => owner !== null).map(({ name }) => name);
  const rows = Array.from(cells?.values ?? [], (f, i) => {
    const { columns, across, up, left } = /** @type {Cells} */ (cells);
    return [...[across[i % columns], up[Math.floor(i / columns)]].slice(0, names.length), f, left[i]];
  });
  return [[...names, "f", "left"], ...rows];
}

/**
 * The table: its caption, its columns, and a row for the present setting and for each of the best.
 * @param {Shown} now
 * @param {End | null} end
 * @returns {{ caption: string, columns: string[], rows: string[][] }}
 */
export function tableOf(now, end) {
  if (!now.measured) {
    const settings = { "This one": now, "The best of all": now.fastest, "SGD at its best": now.sgdFastest };
    return {
      caption: `In the valley with kappa = ${exact(now.shape.kappa)}, to six significant figures`,
      columns: ["Setting", "lr", "\u03b2", "Factor per step", `Steps for ${SHRINK}-fold`],
      rows: Object.entries(settings).map(([name, each]) => [name, figures(each.lr), figures(each.beta), figures(each.radius), stepsText(each.radius)]),
    };
  }
  const axes = [now.across, now.up].filter(({ owner }) => owner !== null);
  const state = ({ left }) => (left < 0 ? "stayed" : `left at step ${left}`);
  const row = (/** @type {string} */ name, /** @type {number[]} */ setting, /** @type {End} */ found) => [
    name,
    ...setting.slice(0, axes.length).map((value) => figures(value)),
    figures(found.f),
    state(found),
  ];
  const best = (/** @type {string} */ name, /** @type {Best | null} */ found) => found ? [row(name, [found.across, found.up], { f: found.f, left: -1 })] : [];
  return {
    caption: `${now.rule.label} on ${now.surface.label}, ${counted(now.steps)} from (${now.start.map(exact).join(", ")}), to six significant figures`,
    columns: ["Setting", ...axes.map(nameOf), "f at the end", "State"],
    rows: [
      ...(end ? [row("This one", [on(now, now.across), on(now, now.up)], end)] : []),
      ...best("The best of all", now.best),
      ...(now.sgdBelow ? best("SGD at its best", now.bottom) : []),
    ],
  };
}
