// Where the digits are, on their way from one arrangement to the next, and which is nearest.

const TRAVEL = 1000; // ms
const CELLS = 64; // across, of the grid in which a digit is looked for
const FAR = 0.15; // of the map: a neighbour that the projection tore away

const keyOf = (x, y) => Math.floor(x * CELLS) * 1000 + Math.floor(y * CELLS);

/** Places are x, y, x, y ... in [0, 1]. */
export class Arrangement {
  constructor() {
    /** @type {Float32Array | null} */
    this.places = null; // now
    /** @type {Float32Array | null} */
    this.from = null; // while they travel
    /** @type {Float32Array} */
    this.to = new Float32Array();
    this.began = 0;
    this.count = 0; // of the arrangements there were
    this.grid = new Map();
    this.extent = [1, 1]; // of the map that is in use, about its middle
  }

  get isTravelling() {
    return this.from !== null;
  }

  /**
   * Send the digits to other places. The first arrangement is there at once.
   *
   * @param {Float32Array} to
   */
  set(to) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.count++;
    this.began = still ? -Infinity : performance.now();
    this.from = this.places?.slice() ?? null;
    this.places = this.from?.slice() ?? to;
    this.to = to;
    this.grid = new Map();
    this.extent = [0, 0];
    for (let i = 0; i < to.length / 2; i++) this.file(i, to[2 * i], to[2 * i + 1]);
  }

  file(index, x, y) {
    const key = keyOf(x, y);
    if (!this.grid.has(key)) this.grid.set(key, []);
    this.grid.get(key).push(index);
    const [across, down] = this.extent;
    this.extent = [Math.max(across, 2 * Math.abs(x - 0.5)), Math.max(down, 2 * Math.abs(y - 0.5))];
  }

  /**
   * Move on; how far they are, in [0, 1]. At 1 they have arrived.
   *
   * @param {number} now
   */
  travel(now) {
    const { from, to, places } = this;
    if (!from || !places) return 1;
    const t = Math.min(1, (now - this.began) / TRAVEL);
    const eased = t * t * (3 - 2 * t);
    for (let i = 0; i < places.length; i++) places[i] = from[i] + eased * (to[i] - from[i]);
    if (t === 1) [this.places, this.from] = [to, null];
    return eased;
  }

  /**
   * @param {number} index
   * @returns {Pair}
   */
  placeOf(index) {
    const places = this.places ?? this.to;
    return [places[2 * index], places[2 * index + 1]];
  }

  /**
   * Where a digit is, or will be when it has arrived.
   *
   * @param {number} index
   * @returns {Pair}
   */
  goalOf(index) {
    return [this.to[2 * index], this.to[2 * index + 1]];
  }

  /**
   * The digit nearest to a place within `reach`, null where there is none that `isShown`.
   *
   * @param {Pair} place
   * @param {number} reach
   * @param {(index: number) => boolean} isShown
   * @returns {number | null}
   */
  nearest([x, y], reach, isShown) {
    const step = 1 / CELLS;
    let best = null;
    let least = reach * reach;
    for (let u = x - reach; u < x + reach + step; u += step) {
      for (let v = y - reach; v < y + reach + step; v += step) {
        for (const i of this.grid.get(keyOf(u, v)) ?? []) {
          const distance = (this.to[2 * i] - x) ** 2 + (this.to[2 * i + 1] - y) ** 2;
          if (distance < least && isShown(i)) [best, least] = [i, distance];
        }
      }
    }
    return best;
  }

  /**
   * Whether the map has torn a neighbour away from a place.
   *
   * @param {Pair} place
   * @param {number} other
   */
  isFar([x, y], other) {
    const [ox, oy] = this.goalOf(other);
    return Math.hypot(ox - x, oy - y) > FAR;
  }
}
