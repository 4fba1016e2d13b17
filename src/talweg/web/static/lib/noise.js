/** Seeded noise: the same numbers in every browser, every time. */

/**
 * Uniform numbers in [0, 1) from a seed (mulberry32, Tommy Ettinger, 2017).
 * @param {number} seed
 * @returns {() => number}
 */
export function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Standard normal numbers from a seed, two from each two uniform ones (Box and Muller, 1958).
 * @param {number} seed
 * @param {number} count
 * @returns {Float64Array}
 */
export function gaussian(seed, count) {
  const draw = uniform(seed);
  const drawn = new Float64Array(count);
  for (let i = 0; i < count; i += 2) {
    const reach = Math.sqrt(-2 * Math.log(1 - draw()));
    const angle = 2 * Math.PI * draw();
    drawn[i] = reach * Math.cos(angle);
    if (i + 1 < count) drawn[i + 1] = reach * Math.sin(angle);
  }
  return drawn;
}
