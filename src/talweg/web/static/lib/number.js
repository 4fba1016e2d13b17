/** Numbers as people read them. */

const minus = (text) => text.replace(/-/g, "\u2212");

/**
 * A number with a count of significant figures; truthful about infinity and NaN.
 * @param {number} value
 * @param {number} [figures]
 * @returns {string}
 */
export function figures(value, figures = 6) {
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "\u221e" : "\u2212\u221e";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size < 1e-3 || size >= 10 ** figures ? value.toExponential(figures - 1) : value.toPrecision(figures);
  return minus(text.replace("e+", "e"));
}

/**
 * A number in a sentence or on an axis: as few characters as tell the same.
 * @param {number} value
 * @param {number} [most] significant figures at most
 * @returns {string}
 */
export function brief(value, most = 3) {
  if (!Number.isFinite(value) || value === 0) return figures(value);
  const rounded = Number(value.toPrecision(most));
  const size = Math.abs(rounded);
  if (size >= 1e-3 && size < 1e6) return minus(String(rounded));
  const [digits, power] = Number(value.toPrecision(Math.min(most, 3))).toExponential().split("e");
  return minus(`${digits}e${Number(power)}`);
}

/**
 * A hyperparameter exactly as it is set, with no rounding.
 * @param {number} value
 * @returns {string}
 */
export const exact = (value) => minus(String(value).replace("e+", "e"));
