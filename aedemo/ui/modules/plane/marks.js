// What is marked on the plane: a path, the current code and the crosshair.

import { CODE } from "../constants.js";
import { contextOf } from "../dom.js";
import { clamp } from "../numbers.js";

const EDGE = "#0a0a0a"; // so that a line stands out on white as well
const NEAR = 7; // of the crosshair's arms, CSS pixels from its middle
const FAR = 20;
const ARMS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
];

export class Marks {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {import("./surface.js").Surface} surface
   */
  constructor(canvas, surface) {
    this.surface = surface;
    this.context = contextOf(canvas);
  }

  /** `cursor`: the point at the crosshair, or null. */
  paint({ code, path, at }, cursor) {
    const { side } = this.surface;
    this.context.clearRect(0, 0, side, side);
    this.context.lineJoin = this.context.lineCap = "round";
    if (path.length) this.paintPath(path, at);
    if (code) this.paintRing(code);
    if (cursor) this.paintCross(cursor);
  }

  paintPath(path, at) {
    const line = new Path2D();
    for (const point of path) line.lineTo(...this.surface.toPixels(point));
    this.outline(line, 3, CODE);
    if (at !== null) this.paintSpot(this.circle(along(path, at), 5), "#fff");
  }

  // With a spot in its middle, or it would look like one more 0.
  paintRing(point) {
    this.outline(this.circle(point, 13), 3, "#fff");
    this.paintSpot(this.circle(point, 3), CODE);
  }

  paintCross(point) {
    const { ratio } = this.surface;
    const [x, y] = this.surface.toPixels(point);
    const arms = new Path2D();
    for (const [dx, dy] of ARMS) {
      arms.moveTo(x + NEAR * ratio * dx, y + NEAR * ratio * dy);
      arms.lineTo(x + FAR * ratio * dx, y + FAR * ratio * dy);
    }
    this.outline(arms, 3, "#fff");
  }

  paintSpot(spot, edge) {
    this.outline(spot, 3, edge);
    this.context.fillStyle = CODE;
    this.context.fill(spot);
  }

  // Twice, so that it stands out on black and on white.
  outline(path, width, colour) {
    const { context, surface } = this;
    context.lineWidth = (width + 4) * surface.ratio;
    context.strokeStyle = EDGE;
    context.stroke(path);
    context.lineWidth = width * surface.ratio;
    context.strokeStyle = colour;
    context.stroke(path);
  }

  circle(point, radius) {
    const path = new Path2D();
    path.arc(...this.surface.toPixels(point), radius * this.surface.ratio, 0, 2 * Math.PI);
    return path;
  }
}

/** The point at a share of a path's length, in equal steps from point to point. */
export function along(path, at) {
  const place = clamp(at, 0, 1) * (path.length - 1);
  const i = Math.min(Math.floor(place), path.length - 2);
  if (i < 0) return path[0];
  return path[i].map((z, axis) => z + (place - i) * (path[i + 1][axis] - z));
}
