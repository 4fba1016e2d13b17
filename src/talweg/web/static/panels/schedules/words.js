/** The schedules panel in words and as a table. */

import { foldTable } from "../../lib/panel/fold-table.js";
import { brief, figures } from "../../lib/number.js";
import { surface } from "./settings.js";
import { OUTSIDE, RUNS } from "./settling.js";
import { condition, RULE_OF_LEAVING } from "../../lib/race/verdict.js";

const f = (value) => (Number.isFinite(value) ? brief(value) : "diverged");

/** What is equal and what is noise, said on the screen. */
export const honestWords = ({ rule, sigma, total, shape }) =>
  `Every run is ${rule.label} on the valley with kappa ${brief(shape.kappa)}, from (${
    surface.start.map((w) => brief(w)).join(", ")
  }), for ${total} steps. To each gradient a normal draw of size ` +
  `${brief(sigma)} is added in x and in y: ${RUNS} seeds, the same noise for every schedule. The line is the median of f over the ` +
  `${RUNS} runs; the band holds the middle ${RUNS - 2 * OUTSIDE}.`;

/**
 * How close each settles, against the fixed rate.
 * @returns {string}
 */
export function closing({ entries, total }, runs) {
  const [fixed, ...others] = entries.map(({ name, label }) => ({ label, end: runs[name].values[total] }));
  const against = ({ label, end }) => {
    if (!Number.isFinite(end) || !Number.isFinite(fixed.end) || end <= 0 || fixed.end <= 0) return `${label} ${f(end)}`;
    const ratio = fixed.end / end;
    const closer = ratio >= 1 ? `${brief(ratio)} times lower` : `${brief(1 / ratio)} times higher`;
    return `${label} ${f(end)} (${closer})`;
  };
  const rest = others.length ? `; ${others.map(against).join("; ")}` : "";
  return `After ${total} steps, median f: ${fixed.label.toLowerCase()} ${f(fixed.end)}${rest}.`;
}

/**
 * The sentences about runs that left or could leave.
 * @returns {string[]}
 */
export function warnings(settings, runs) {
  const said = settings.entries.flatMap(({ name, label, at }) => {
    const { left, diverged } = runs[name];
    const lr = Math.max(...Array.from({ length: settings.total }, (_, t) => at(t)));
    const known = condition({ rule: settings.rule, h: { ...settings.ruleHyper, lr } }, { surface, shape: settings.shape });
    const why = known?.broken ? ` At its highest rate ${known.text}.` : "";
    if (!left) return why ? [`${label} passes through rates that are unstable here, and comes back.${why}`] : [];
    const when = diverged === null ? "" : `; the median left at step ${diverged}`;
    return [`${label}: ${left} of ${RUNS} runs diverged${when}.${why}`];
  });
  return said.length ? [...said, RULE_OF_LEAVING] : [];
}

/** One line for those who listen. */
export const spokenPlan = ({ entries, step }, runs) =>
  `step ${step}: ${entries.map(({ name, label, at }) => `${label}, rate ${brief(at(step))}, f ${f(runs[name].values[step])}`).join("; ")}`;

/** @returns {{ el: HTMLElement, draw: (settings: any, runs: Record<string, any>) => void }} */
export function planTable() {
  const { el, draw } = foldTable("The numbers", [], { spoken: "Rates and values of f", worded: true });
  return {
    el,
    draw({ entries, warmup, total, step }, runs) {
      const rates = [["at step 0", 0], [`end of warm-up (${warmup})`, warmup], [`last step (${total - 1})`, total - 1], [`one past it (${total})`, total], [
        `now (${step})`,
        step,
      ]];
      const row = ({ name, label, at }) => {
        const { values, low, high, left } = runs[name];
        return [label, ...[...rates.map(([, t]) => at(t)), values[step], low[step], high[step]].map((value) => figures(value)), `${left} of ${RUNS}`];
      };
      draw(`Rates at five steps, and f after step ${step} over ${RUNS} runs, to six significant figures`, () => entries.map(row), [
        "Schedule",
        ...rates.map(([words]) => words),
        "median f",
        "band from",
        "band to",
        "diverged",
      ]);
    },
  };
}
