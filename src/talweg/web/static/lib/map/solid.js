/** The geometry of a relief model seen from an angle: parallel rays, so that equal distances stay equal. */

/** Heights of the model and of its plinth, in widths of the map. */
const [HEIGHT, PLINTH] = [0.24, 0.035];
const MARGIN = 8;
/** A trail is lifted this far above the ground, so that it is not taken to lie behind what it lies on. */
const LIFT = 1.5;
/** Steps along a line of sight, in pixels of the map. */
const STRIDE = 3;

/**
 * @import { Pair } from "../../formulas.js"
 * @import { Projection } from "./projection.js"
 * @typedef {Required<Projection> & { eye: Eye, land: Land }} SolidProjection
 * @typedef {ReturnType<typeof camera>} Eye
 * @typedef {ReturnType<typeof relief>} Land
 */

const radians = (/** @type {number} */ degrees) => (degrees * Math.PI) / 180;

/**
 * The model's ground: the logarithm of f, as the contours count it. The floor of a valley lies just below the lowest.
 * @param {import("./terrain.js").Terrain} terrain
 * @param {Float32Array} light of each sample
 * @param {number} width of the map in pixels
 * @param {number} height
 */
export function relief({ columns, rows, level: measured, low, high }, light, width, height) {
  const [perX, perY, top, span] = [(columns - 1) / width, (rows - 1) / height, HEIGHT * width, Math.max(high - low, 1)];
  const level = measured.map((each) => (each > low - 1 ? Math.min(each, high + 1) : low - 1));
  /** Between the samples, in a straight line along either axis. */
  const levelAt = (/** @type {number} */ px, /** @type {number} */ py) => {
    const [u, v] = [Math.min(Math.max(px * perX, 0), columns - 1.001), Math.min(Math.max(py * perY, 0), rows - 1.001)];
    const [i, j] = [Math.floor(u), Math.floor(v)];
    const [s, t, k] = [u - i, v - j, j * columns + i];
    return (level[k] + s * (level[k + 1] - level[k])) * (1 - t) + (level[k + columns] + s * (level[k + columns + 1] - level[k + columns])) * t;
  };
  const heightOf = (/** @type {number} */ l) => top * Math.min(Math.max((l - low) / span, 0), 1);
  const heightAt = (/** @type {number} */ px, /** @type {number} */ py) => heightOf(levelAt(px, py));
  return { grid: { columns, rows, level, light }, low, high, heightOf, heightAt, top, plinth: PLINTH * width };
}

/**
 * @param {{ width: number, height: number }} flat
 * @param {Pair} angle turn and tilt in degrees
 */
export function camera({ width, height }, [turn, tilt]) {
  const [cos, sin] = [Math.cos(radians(turn)), Math.sin(radians(turn))];
  const [rise, up] = [Math.sin(radians(tilt)), Math.cos(radians(tilt))];
  const [top, plinth] = [HEIGHT * width, PLINTH * width];
  const [across, deep] = [width * Math.abs(cos) + height * Math.abs(sin), width * Math.abs(sin) + height * Math.abs(cos)];
  const scale = Math.min((width - 2 * MARGIN) / across, (height - 2 * MARGIN) / (deep * rise + (top + plinth) * up));
  const [midX, midY] = [width / 2, height / 2 + (scale * up * (top - plinth)) / 2];
  return {
    width,
    height,
    cos,
    sin,
    rise,
    up,
    scale,
    midX,
    midY,
    plinth,
    steep: rise / up,
    /**
     * A pixel of the flat map as a place to the right and one away from the eye.
     * @type {(px: number, py: number) => Pair}
     */
    aside: (px, py) => [(px - width / 2) * cos + (height / 2 - py) * sin, (height / 2 - py) * cos - (px - width / 2) * sin],
    /**
     * And back.
     * @type {(r: number, d: number) => Pair}
     */
    ground: (r, d) => [width / 2 + r * cos - d * sin, height / 2 - (r * sin + d * cos)],
    /** @type {(r: number, d: number, z: number) => Pair} */
    screen: (r, d, z) => [midX + scale * r, midY - scale * (d * rise + z * up)],
    /**
     * The nearest and the farthest place of the map in one column of the picture, or null.
     * @param {number} r
     * @returns {Pair | null}
     */
    reach(r) {
      let [near, far] = [-Infinity, Infinity];
      for (const [at, by, half] of [[r * cos, -sin, width / 2], [r * sin, cos, height / 2]]) {
        if (Math.abs(by) < 1e-9) {
          if (Math.abs(at) > half) return null;
          continue;
        }
        const [a, b] = [(-half - at) / by, (half - at) / by];
        near = Math.max(near, Math.min(a, b));
        far = Math.min(far, Math.max(a, b));
      }
      return near < far ? [near, far] : null;
    },
  };
}

/**
 * The flat map's projection, seen as a model.
 * @param {Projection} flat
 * @param {Land} land
 * @param {Eye} eye
 * @returns {SolidProjection}
 */
export function solidPlace(flat, land, eye) {
  const hidden = (/** @type {number} */ r, /** @type {number} */ d, /** @type {number} */ z) => {
    const reach = eye.reach(r);
    for (let at = d - STRIDE, ray = z; reach && at > reach[0]; at -= STRIDE) {
      ray += STRIDE * eye.steep;
      if (ray > land.top) return false;
      if (land.heightAt(...eye.ground(r, at)) > ray) return true;
    }
    return false;
  };
  /** @type {NonNullable<Projection["lift"]>} */
  const lift = (px, py) => {
    const [r, d] = eye.aside(px, py);
    const z = land.heightAt(px, py);
    return [...eye.screen(r, d, z), hidden(r, d, z + LIFT)];
  };
  /**
   * The ground that is seen at a place of the picture: the first one on the line of sight, or null.
   * @type {(sx: number, sy: number) => Pair | null}
   */
  const drop = (sx, sy) => {
    const r = (sx - eye.midX) / eye.scale;
    const [near, far] = eye.reach(r) ?? [0, -1];
    for (let d = near; d <= far; d++) {
      const [px, py] = eye.ground(r, d);
      if (eye.screen(r, d, land.heightAt(px, py))[1] <= sy) return [px, py];
    }
    return null;
  };
  const within = (/** @type {number} */ value, /** @type {number} */ length) => Math.min(Math.max(value, 0), length);
  return {
    ...flat,
    eye,
    land,
    lift,
    toScreen(x, y) {
      const [sx, sy] = lift(within(flat.toX(x), flat.width), within(flat.toY(y), flat.height));
      return [sx, sy];
    },
    fromScreen(sx, sy) {
      const [px, py] = drop(sx, sy) ?? eye.ground((sx - eye.midX) / eye.scale, (eye.midY - sy) / eye.scale / eye.rise);
      return [flat.fromX(within(px, flat.width)), flat.fromY(within(py, flat.height))];
    },
  };
}
