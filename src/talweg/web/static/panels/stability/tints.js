/** Colours between those of a scale. */

/**
 * @param {number[][]} scale colours, of red, green and blue
 * @param {number} share of the way from the first to the last
 * @returns {number[]} with opacity
 */
export function mixed(scale, share) {
  const place = Math.min(Math.max(share, 0), 1) * (scale.length - 1);
  const k = Math.min(Math.floor(place), scale.length - 2);
  return [...scale[k].map((low, c) => low + (place - k) * (scale[k + 1][c] - low)), 255];
}
