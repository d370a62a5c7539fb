// The plane's lattice of decoded digits. It is cut into cells, each with the digit decoded at its
// middle; those of level n + 1 are half as wide as those of level n.

import { PIXELS, SIDE } from "../constants.js";
import { contextOf, make } from "../dom.js";

const PAPER = 10; // the grey that decoded black becomes, as everywhere on the page
const ACROSS = 22; // cells across in the first view, those of level 0
const MOST_ACROSS = 24;
const LEAST_CELL = 18; // CSS pixels
const DECODING_MS = 8; // of a frame
const PAGES = 16; // of the cache,
const PAGE_SIDE = 16; // each of 16 x 16 digits: 4,096 in all
const LOOK_UP = 6; // levels searched for a coarser digit to show meanwhile
const TOUCHING = 1e-9; // of a cell: one that only touches the edge is not in view
const QUARTERS = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];

const keyOf = ({ level, i, j }) => `${level},${i},${j}`;

/** @typedef {{level: number, i: number, j: number}} Cell */

export class Lattice {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {import("./surface.js").Surface} surface
   */
  constructor(canvas, surface) {
    this.surface = surface;
    this.context = contextOf(canvas);
    this.cache = new Cache();
    /** @type {Cell[]} */
    this.missing = []; // cells in view that are still to be decoded, the next one last
    const { x, y, width } = surface.home;
    this.corner = { x: x - width / 2, y: y - width / 2 }; // of cell (0, 0)
  }

  get isWhole() {
    return !this.missing.length;
  }

  /** Paint what is known; what is not is decoded from the middle outwards. */
  paint() {
    const { side, view } = this.surface;
    this.cache.tick();
    this.context.clearRect(0, 0, side, side);
    const missing = this.cellsInView(this.levelInView()).filter((cell) => !this.paintCell(cell));
    for (const cell of missing) this.paintMeanwhile(cell);
    const far = (cell) => {
      const [x, y] = this.middleOf(cell);
      return (x - view.x) ** 2 + (y - view.y) ** 2;
    };
    this.missing = missing
      .map((cell) => ({ cell, far: far(cell) }))
      .sort((a, b) => b.far - a.far)
      .map(({ cell }) => cell);
  }

  /**
   * Decode for a few milliseconds. All are painted at the end: the browser copies a page of the
   * cache that is written to between two readings.
   */
  decodeSome(decode) {
    const end = performance.now() + DECODING_MS;
    /** @type {Cell[]} */
    const fresh = [];
    this.cache.tick();
    while (!fresh.length || performance.now() < end) {
      const cell = this.missing.pop();
      if (!cell) break;
      this.cache.keep(keyOf(cell), decode(Float32Array.from(this.middleOf(cell))));
      fresh.push(cell);
    }
    for (const cell of fresh) this.paintCell(cell);
  }

  widthOf(level) {
    return this.surface.home.width / ACROSS / 2 ** level;
  }

  // The finest level of which not too many cells are in view.
  levelInView() {
    const { side, ratio, view } = this.surface;
    const most = Math.min(MOST_ACROSS, side / ratio / LEAST_CELL);
    return Math.floor(Math.log2((most * this.widthOf(0)) / view.width));
  }

  cellsInView(level) {
    const { view } = this.surface;
    const width = this.widthOf(level);
    const range = (middle, start) =>
      [-0.5, 0.5].map((half) => (middle + half * view.width - start) / width);
    const [left, right] = range(view.x, this.corner.x);
    const [bottom, top] = range(view.y, this.corner.y);
    /** @type {Cell[]} */
    const list = [];
    for (let j = Math.floor(bottom + TOUCHING); j < top - TOUCHING; j++) {
      for (let i = Math.floor(left + TOUCHING); i < right - TOUCHING; i++)
        list.push({ level, i, j });
    }
    return list;
  }

  middleOf({ level, i, j }) {
    const width = this.widthOf(level);
    return [this.corner.x + (i + 0.5) * width, this.corner.y + (j + 0.5) * width];
  }

  /**
   * Whole pixels, so that no seam shows between cells.
   *
   * @returns {[number, number, number, number]}
   */
  boxOf({ level, i, j }) {
    const width = this.widthOf(level);
    const at = (x, y) => {
      const { corner, surface } = this;
      return surface.toPixels([corner.x + x * width, corner.y + y * width]).map(Math.round);
    };
    const [left, bottom] = at(i, j);
    const [right, top] = at(i + 1, j + 1);
    return [left, top, right - left, bottom - top];
  }

  paintCell(cell) {
    const found = this.cache.find(keyOf(cell));
    if (found) this.paintPart(found, [0, 0], 1, this.boxOf(cell));
    return Boolean(found);
  }

  // A coarser digit's part, or else the finer digits that lie in the cell.
  paintMeanwhile(cell) {
    const { level, i, j } = cell;
    for (let up = 1; up <= LOOK_UP; up++) {
      const found = this.cache.find(keyOf({ level: level - up, i: i >> up, j: j >> up }));
      if (!found) continue;
      const parts = 2 ** up;
      const column = i & (parts - 1);
      const row = parts - 1 - (j & (parts - 1));
      return this.paintPart(found, [column / parts, row / parts], 1 / parts, this.boxOf(cell));
    }
    for (const [di, dj] of QUARTERS) {
      this.paintCell({ level: level + 1, i: 2 * i + di, j: 2 * j + dj });
    }
  }

  // `part` of a digit, from (x, y) on, all as fractions. Enlarged it stays sharp.
  paintPart({ page, x: left, y: top }, [x, y], part, [boxLeft, boxTop, width, height]) {
    const length = part * SIDE;
    const corner = /** @type {const} */ ([left + x * SIDE, top + y * SIDE]);
    this.context.imageSmoothingEnabled = width < length;
    this.context.drawImage(page.canvas, ...corner, length, length, boxLeft, boxTop, width, height);
  }
}

// Decoded digits, on pages: canvases that hold many.
class Cache {
  constructor() {
    this.places = new Map(); // key -> {page, x, y}
    /** @type {{canvas: HTMLCanvasElement, keys: string[], used: number}[]} */
    this.pages = [];
    this.now = 0; // counts paints
    this.stamp = new ImageData(SIDE, SIDE);
    this.stamp.data.fill(255);
  }

  tick() {
    this.now++;
  }

  find(key) {
    const found = this.places.get(key);
    if (found) found.page.used = this.now;
    return found;
  }

  keep(key, pixels) {
    const { data } = this.stamp;
    for (let p = 0; p < PIXELS; p++) {
      data[4 * p] = data[4 * p + 1] = data[4 * p + 2] = PAPER + (255 - PAPER) * pixels[p];
    }
    const page = this.openPage();
    const x = (page.keys.length % PAGE_SIDE) * SIDE;
    const y = Math.floor(page.keys.length / PAGE_SIDE) * SIDE;
    contextOf(page.canvas).putImageData(this.stamp, x, y);
    page.keys.push(key);
    page.used = this.now;
    this.places.set(key, { page, x, y });
  }

  // One with room: where there is none, the one that has not been seen for longest is emptied.
  openPage() {
    const open = this.pages.find(({ keys }) => keys.length < PAGE_SIDE ** 2);
    if (open) return open;
    if (this.pages.length < PAGES) {
      const canvas = make("canvas");
      canvas.width = canvas.height = PAGE_SIDE * SIDE;
      const page = { canvas, keys: [], used: this.now };
      this.pages.push(page);
      return page;
    }
    const oldest = this.pages.reduce((a, b) => (b.used < a.used ? b : a));
    for (const key of oldest.keys) this.places.delete(key);
    oldest.keys = [];
    return oldest;
  }
}
