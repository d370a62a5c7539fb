// The plane's canvases, which lie on each other, so that a moving crosshair repaints neither digits
// nor dots, and the view that they share. Points are in the units of the code, the second latent
// upwards.

import { clamp } from "../numbers.js";
import { View } from "../view.js";

const WIDEST = 3; // of the first view
const NARROWEST = 1 / 64;

export class Surface {
  /**
   * @param {HTMLCanvasElement[]} canvases the last one on top, under the hand
   * @param {{x: number, y: number, width: number}} home the first view
   */
  constructor(canvases, home) {
    const reach = (WIDEST / 2) * home.width;
    this.canvases = canvases;
    this.home = home;
    this.top = /** @type {HTMLCanvasElement} */ (canvases.at(-1));
    this.view = new View(this.top, home, { narrowest: NARROWEST, widest: WIDEST, reach, down: -1 });
    this.side = 0; // of the canvases in their own pixels
    this.ratio = 1; // of those to a CSS pixel
  }

  /** Take the size that the page gives. Whether there is one: not in a tab that is not open. */
  fit() {
    const width = this.top.clientWidth;
    if (!width) return false;
    this.ratio = devicePixelRatio;
    this.side = Math.round(width * this.ratio);
    for (const canvas of this.canvases) canvas.width = canvas.height = this.side;
    return true;
  }

  /**
   * Where a point is on the canvases.
   *
   * @param {Pair} point
   * @returns {Pair}
   */
  toPixels(point) {
    const [x, y] = this.view.toCanvas(point);
    return [x * this.ratio, y * this.ratio];
  }

  /**
   * Whether a point is in view.
   *
   * @param {Pair} point
   */
  shows([x, y]) {
    const half = this.view.width / 2;
    return Math.abs(x - this.view.x) <= half && Math.abs(y - this.view.y) <= half;
  }

  /**
   * Move the view just as far as a point is outside of it.
   *
   * @param {Pair} point
   */
  follow([x, y]) {
    const { view } = this;
    const half = view.width / 2;
    const within = (middle, z) => clamp(middle, z - half, z + half);
    view.look(within(view.x, x), within(view.y, y));
  }
}
