/** Where the marks of an axis stand. */

/**
 * Round numbers that divide an interval.
 * @param {number} low
 * @param {number} high
 * @param {number} count about how many
 * @returns {number[]}
 */
export function ticks(low, high, count) {
  const raw = (high - low) / count;
  if (!(raw > 0) || !Number.isFinite(raw)) return [];
  const power = 10 ** Math.floor(Math.log10(raw));
  const distance = (/** @type {number} */ m) => Math.abs(Math.log((m * power) / raw));
  const step = power * [1, 2, 5, 10].reduce((a, b) => (distance(b) < distance(a) ? b : a));
  const marks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) marks.push(Number((i * step).toPrecision(12)));
  return marks;
}

/**
 * Powers of ten that divide a log axis.
 * @param {number} low exponent
 * @param {number} high exponent
 * @param {number} most how many at most
 * @returns {number[]} exponents
 */
export function decades(low, high, most) {
  const stride = Math.max(1, Math.ceil((high - low) / most));
  const marks = [];
  for (let e = Math.ceil(low / stride) * stride; e <= high; e += stride) marks.push(e);
  return marks;
}
