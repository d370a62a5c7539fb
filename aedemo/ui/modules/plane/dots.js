// The test digits' codes as coloured dots.

import { CLASS_COLOURS } from "../constants.js";
import { contextOf } from "../dom.js";
import { clamp } from "../numbers.js";

const SLICES = 10; // rounds in which the dots are painted, so that no class hides another
const DOTS_ACROSS = 190; // so wide is a dot in the first view
const GROWTH = 0.25; // more slowly than the digits, to hide fewer
const LEAST = 2; // CSS pixels
const MOST = 4;
const CLASSES = CLASS_COLOURS.length;

/** Sorted by class; points are x, y, x, y ... */
export class Dots {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {import("./surface.js").Surface} surface
   * @param {Float32Array} points
   */
  constructor(canvas, surface, points) {
    this.surface = surface;
    this.points = points;
    this.context = contextOf(canvas);
    this.isShown = true;
    this.shownClasses = CLASS_COLOURS.map(() => true);
  }

  /** One class. One that is asked for while all are hidden is wanted. */
  toggle(digit) {
    this.shownClasses[digit] = !this.isShown || !this.shownClasses[digit];
    this.isShown = true;
  }

  paint() {
    const { side } = this.surface;
    this.context.clearRect(0, 0, side, side);
    if (!this.isShown) return;
    for (let slice = 0; slice < SLICES; slice++) {
      for (let digit = 0; digit < CLASSES; digit++) {
        if (this.shownClasses[digit]) this.paintSlice(digit, slice / SLICES, (slice + 1) / SLICES);
      }
    }
  }

  // Of a class's dots those between two shares of them.
  paintSlice(digit, begin, end) {
    const { context, points } = this;
    const { side, view } = this.surface;
    const scale = side / view.width;
    const left = view.x - view.width / 2;
    const top = view.y + view.width / 2;
    const size = this.size();
    const first = this.firstOf(digit);
    const count = this.firstOf(digit + 1) - first;
    context.fillStyle = CLASS_COLOURS[digit];
    for (let i = first + Math.floor(begin * count); i < first + Math.floor(end * count); i++) {
      const x = (points[2 * i] - left) * scale;
      const y = (top - points[2 * i + 1]) * scale;
      if (x < -size || y < -size || x > side + size || y > side + size) continue;
      context.fillRect(Math.round(x - size / 2), Math.round(y - size / 2), size, size);
    }
  }

  size() {
    const { side, ratio, home, view } = this.surface;
    const enlarged = (home.width / view.width) ** GROWTH;
    return Math.round(ratio * clamp((side / ratio / DOTS_ACROSS) * enlarged, LEAST, MOST));
  }

  // The digits of a class follow each other; this is where they begin.
  firstOf(digit) {
    return Math.ceil((digit * this.points.length) / 2 / CLASSES);
  }

  nearestClass([x, y]) {
    const { points } = this;
    let best = 0;
    let least = Infinity;
    for (let i = 0; i < points.length / 2; i++) {
      const distance = (points[2 * i] - x) ** 2 + (points[2 * i + 1] - y) ** 2;
      if (distance < least) [best, least] = [i, distance];
    }
    return Math.floor((best * CLASSES) / (points.length / 2));
  }
}
