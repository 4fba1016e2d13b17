/** One parameter under Adam, and what each of its steps is made of: the same switches as `talweg.explain_step`. */

import { optimizers } from "../../formulas.js";
import { gaussian } from "../../lib/noise.js";
import schema from "../../settings/inside-adam.js";

export const adam = optimizers.adam;
export const STEPS = schema.step.high;

/** A t at which every beta**t is 0: the formula without its bias correction. */
const LATE = 1e12;
/** eps must stay above 0; this is as good as none. */
const NO_EPS = 1e-150;

const fill = (value) => Array.from({ length: STEPS }, (_, i) => value(i));

/** Each signal's gradients, for a seed. */
export const SIGNALS = {
  constant: () => fill(() => 1),
  alternating: () => fill((i) => (i % 2 ? -1 : 1)),
  sparse: () => fill((i) => (i % 10 ? 0 : 1)),
  noisy: (seed) => [...gaussian(seed, STEPS).map((n) => 0.5 + n)],
  tiny: () => fill(() => 1e-4),
};

/** What a step from these slots adds to a weight, the slots untouched; from a weight at 0 nothing is rounded away. */
function moved(slots, g, t, h) {
  const walker = [0, ...slots];
  adam.step(walker, g, t, h);
  return walker[0];
}

/**
 * The shares of one step. A share is what the step loses when one more part is switched off, from the outside in:
 * eps, the bias correction, momentum; the rest is the scaling beyond -lr * g. A switch that would make the step
 * infinite is left on, and its share (null) is part of the next.
 * @param {number[]} slots before the step
 * @param {number} g
 * @param {number} t 1 at the first step
 * @param {Record<string, number>} h
 * @returns {{ name: string, value: number | null }[]} they add up to the step
 */
export function sharesOf(slots, g, t, h) {
  let [now, present, at] = [moved(slots, g, t, h), h, t];
  /** @type {{ name: string, off: Record<string, number>, later: number }[]} */
  const switches = [
    { name: "eps", off: { eps: NO_EPS }, later: t },
    { name: "bias correction", off: {}, later: LATE },
    { name: "momentum", off: { beta1: 0 }, later: LATE },
  ];
  const [eps, correction, momentum] = switches.map(({ name, off, later }) => {
    const less = { ...present, ...off };
    const after = moved(slots, g, Math.max(at, later), less);
    if (!Number.isFinite(after)) return { name, value: null };
    const value = now - after;
    [now, present, at] = [after, less, Math.max(at, later)];
    return { name, value };
  });
  const gradient = -h.lr * g;
  return [{ name: "gradient", value: gradient }, momentum, correction, { name: "scaling", value: now - gradient }, eps];
}

/**
 * The whole walk from w = 0, and the same steps with the bias correction left out.
 * @param {number[]} signal
 * @param {Record<string, number>} h
 */
export function walk(signal, h) {
  const walker = [0, ...adam.starts];
  return signal.map((g, i) => {
    const [from, ...slots] = walker;
    const lines = adam.trace(walker, g, i + 1, h);
    return { t: i + 1, g, from, slots, lines, to: walker[0], step: moved(slots, g, i + 1, h), bare: moved(slots, g, LATE, h) };
  });
}
