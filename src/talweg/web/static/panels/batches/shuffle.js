/** The order in which a pass takes the examples: drawn from a seed, the same in every browser. */

import { uniform } from "../../lib/noise.js";

const known = new Map();
/** Orders are small and drawn again and again while a slider moves; this many are kept. */
const KEPT = 400;

/**
 * The numbers 0 to count - 1 in a random order (Fisher and Yates).
 * @param {number} count
 * @param {number} seed
 * @param {number} pass each pass over the data is shuffled anew
 * @returns {Int32Array}
 */
export function shuffled(count, seed, pass) {
  const key = `${count} ${seed} ${pass}`;
  if (known.has(key)) return known.get(key);
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const draw = uniform(Math.imul(seed, 0x9e3779b1) + Math.imul(pass, 0x85ebca6b));
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(draw() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  if (known.size >= KEPT) known.clear();
  known.set(key, order);
  return order;
}
