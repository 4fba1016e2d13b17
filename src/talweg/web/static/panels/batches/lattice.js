/** A costly smooth surface for drawing: measured on a lattice as far as it is looked at, and cubic in between. */

/** Weights of the four places around a fraction t of a cell (cubic convolution, Keys, 1981). */
const weights = (t) => [
  ((-0.5 * t + 1) * t - 0.5) * t,
  (1.5 * t - 2.5) * t * t + 1,
  ((-1.5 * t + 2) * t + 0.5) * t,
  (0.5 * t - 0.5) * t * t,
];

/**
 * @param {(x: number, y: number) => [number, number, number]} measure the value and its two slopes
 * @param {number} pitch between two places of the lattice
 * @returns {(x: number, y: number) => [number, number, number]}
 */
export function lattice(measure, pitch) {
  /** @type {Map<string, [number, number, number]>} */
  const known = new Map();
  /** @type {{ column: number, row: number, nodes: [number, number, number][] }} */
  let cell = { column: NaN, row: NaN, nodes: [] };

  const node = (column, row) => {
    const key = `${column} ${row}`;
    const found = known.get(key) ?? measure(column * pitch, row * pitch);
    known.set(key, found);
    return found;
  };
  /** The sixteen places around a cell; its neighbours in a drawing mostly ask for the same. */
  const around = (column, row) => {
    if (cell.column !== column || cell.row !== row) {
      /** @type {typeof cell.nodes} */
      const nodes = [];
      for (let j = -1; j < 3; j++) for (let i = -1; i < 3; i++) nodes.push(node(column + i, row + j));
      cell = { column, row, nodes };
    }
    return cell.nodes;
  };
  return (x, y) => {
    const [column, row] = [Math.floor(x / pitch), Math.floor(y / pitch)];
    const [across, up] = [weights(x / pitch - column), weights(y / pitch - row)];
    const nodes = around(column, row);
    /** @type {[number, number, number]} */
    const sum = [0, 0, 0];
    for (let k = 0; k < 16; k++) {
      const weight = across[k & 3] * up[k >> 2];
      for (let c = 0; c < 3; c++) sum[c] += weight * nodes[k][c];
    }
    return sum;
  };
}
