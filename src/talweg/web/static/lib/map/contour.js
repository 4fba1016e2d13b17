/** Contour lines by marching squares on a sampled terrain. */

/** Pairs of edges (0 top, 1 right, 2 bottom, 3 left) that a line joins, by which corners lie above it. */
export const JOINS = [
  [],
  [[3, 0]],
  [[0, 1]],
  [[3, 1]],
  [[1, 2]],
  [[3, 0], [1, 2]],
  [[0, 2]],
  [[3, 2]],
  [[2, 3]],
  [[2, 0]],
  [[0, 1], [2, 3]],
  [[2, 1]],
  [[1, 3]],
  [[1, 0]],
  [[0, 3]],
  [],
];

/** Beyond this many lines through one cell they would touch; maps then leave the fine ones out. */
const CROWD = 3;

/** Where a cubic through two heights and slopes meets the level: far truer than a straight line near the ground. */
function crossing(f0, f1, d0, d1, c) {
  let t = (c - f0) / (f1 - f0);
  const [b, a] = [3 * (f1 - f0) - 2 * d0 - d1, d0 + d1 - 2 * (f1 - f0)];
  for (let round = 0; round < 2; round++) {
    const slope = d0 + t * (2 * b + 3 * a * t);
    const next = t - (f0 + t * (d0 + t * (b + a * t)) - c) / slope;
    if (!(next >= 0 && next <= 1)) break;
    t = next;
  }
  return t;
}

/** The point where an edge of the cell at (column, row) meets the level. */
function point(terrain, i, column, row, edge, c) {
  const { columns, height: f, dx, dy } = terrain;
  switch (edge) {
    case 0:
      return [column + crossing(f[i], f[i + 1], dx[i], dx[i + 1], c), row];
    case 1:
      return [column + 1, row + crossing(f[i + 1], f[i + 1 + columns], dy[i + 1], dy[i + 1 + columns], c)];
    case 2:
      return [column + crossing(f[i + columns], f[i + columns + 1], dx[i + columns], dx[i + columns + 1], c), row + 1];
    default:
      return [column, row + crossing(f[i], f[i + columns], dy[i], dy[i + columns], c)];
  }
}

/**
 * Every segment of every contour.
 * @param {import("./terrain.js").Terrain} terrain
 * @param {(level: number, x0: number, y0: number, x1: number, y1: number) => void} draw in grid units
 */
export function contours(terrain, draw) {
  const { columns, rows, level, perDecade, low, high } = terrain;
  for (let row = 0; row < rows - 1; row++) {
    for (let column = 0; column < columns - 1; column++) {
      const i = row * columns + column;
      const [a, b, c, d] = [level[i], level[i + 1], level[i + columns + 1], level[i + columns]];
      const first = Math.max(Math.ceil(Math.min(a, b, c, d)), low);
      const last = Math.min(Math.floor(Math.max(a, b, c, d)), high);
      const stride = last - first >= CROWD ? 5 : 1;
      if (last - first >= 5 * CROWD) continue;
      for (let k = Math.ceil(first / stride) * stride; k <= last; k += stride) {
        const value = 10 ** (k / perDecade);
        const above = (a > k ? 1 : 0) | (b > k ? 2 : 0) | (c > k ? 4 : 0) | (d > k ? 8 : 0);
        for (const [from, to] of JOINS[above]) {
          const [x0, y0] = point(terrain, i, column, row, from, value);
          const [x1, y1] = point(terrain, i, column, row, to, value);
          draw(k, x0, y0, x1, y1);
        }
      }
    }
  }
}
