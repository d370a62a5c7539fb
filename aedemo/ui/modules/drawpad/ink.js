// What a pad's square shows: strokes, or a digit's pixels.

import { SIDE } from "../constants.js";
import { contextOf, makeCanvas } from "../dom.js";
import { onSheet } from "../gallery.js";
import { drawGrey } from "../pixels.js";
import { bytes } from "../values.js";

const PEN_WIDTH = 2.5 / SIDE; // of the square: MNIST's stroke
// Widths and greys of the pen, outside in. Painted with "lighten" they make a soft edge that
// stays the same however often segments overlap.
const PEN_LAYERS = /** @type {[number, string][]} */ ([
  [1.12, "#2c2c2c"],
  [1.04, "#757575"],
  [0.96, "#bebebe"],
  [0.88, "#fff"],
]);

export class Ink {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas, background) {
    this.canvas = canvas;
    this.background = background;
    this.context = contextOf(canvas, { alpha: false });
  }

  /** `sheet`: the gallery's, or some of its digits while it is not loaded. */
  repaint({ strokes, picture, gallery }, sheet) {
    const { context, canvas } = this;
    context.globalCompositeOperation = "source-over";
    context.fillStyle = this.background;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.lineCap = context.lineJoin = "round";
    context.imageSmoothingEnabled = false;
    context.globalCompositeOperation = strokes ? "lighten" : OVER_PAPER;
    if (strokes) for (const points of strokes) this.paintStroke(points);
    else if (picture) context.drawImage(canvasOf(picture), ...this.digitBox());
    else drawFromSheet(context, sheet, gallery, this.digitBox());
  }

  // In the middle, every one of its pixels equally large: a whole number of the screen's.
  /** @returns {[number, number, number, number]} */
  digitBox() {
    const { width } = this.canvas;
    const side = SIDE * Math.max(1, Math.floor(width / SIDE));
    const margin = Math.floor((width - side) / 2);
    return [margin, margin, side, side];
  }

  paintStroke(points) {
    this.paintDot(points[0]);
    this.paintLine((path) => {
      for (let i = 1; i < points.length; i++) this.addSegment(path, points, i);
      this.addTail(path, points);
    });
  }

  /** What point `i` adds to a stroke that is being drawn. */
  paintSegment(points, i) {
    if (i === 0) this.paintDot(points[0]);
    else this.paintLine((path) => this.addSegment(path, points, i));
  }

  /** And what is still missing of it when the pen is lifted. */
  paintTail(points) {
    this.paintLine((path) => this.addTail(path, points));
  }

  paintDot([x, y]) {
    const { context, canvas } = this;
    for (const [width, grey] of PEN_LAYERS) {
      const radius = (width * PEN_WIDTH * canvas.width) / 2;
      context.fillStyle = grey;
      context.beginPath();
      context.arc(x * canvas.width, y * canvas.width, radius, 0, 2 * Math.PI);
      context.fill();
    }
  }

  paintLine(trace) {
    const path = new Path2D();
    trace(path);
    for (const [width, grey] of PEN_LAYERS) {
      this.context.strokeStyle = grey;
      this.context.lineWidth = width * PEN_WIDTH * this.canvas.width;
      this.context.stroke(path);
    }
  }

  // A smooth line runs through the middles between points, bent towards the points: a segment ends
  // halfway to its newest point, and the tail covers the last half when the pen is lifted.
  addSegment(path, points, i) {
    const from = i === 1 ? points[0] : middle(points[i - 2], points[i - 1]);
    const to = middle(points[i - 1], points[i]);
    path.moveTo(...this.onPaper(from));
    path.quadraticCurveTo(...this.onPaper(points[i - 1]), ...this.onPaper(to));
  }

  addTail(path, points) {
    if (points.length < 2) return;
    path.moveTo(...this.onPaper(middle(points.at(-2), points.at(-1))));
    path.lineTo(...this.onPaper(points.at(-1)));
  }

  /** @returns {Pair} */
  onPaper([x, y]) {
    return [x * this.canvas.width, y * this.canvas.width];
  }
}

/** For a digit that is painted on the paper: black becomes the paper's own near-black. */
export const OVER_PAPER = "screen";

/**
 * @param {HTMLImageElement | Map<number, HTMLCanvasElement>} sheet all digits, or some of them
 * @param {[number, number, number, number]} box
 */
export function drawFromSheet(context, sheet, index, box) {
  if (!(sheet instanceof Map)) context.drawImage(sheet, ...onSheet(index), SIDE, SIDE, ...box);
  else if (sheet.has(index)) context.drawImage(sheet.get(index), ...box);
}

/** @returns {Pair} */
const middle = ([ax, ay], [bx, by]) => [(ax + bx) / 2, (ay + by) / 2];

function canvasOf({ normalised }) {
  const canvas = makeCanvas("", "");
  drawGrey(canvas, bytes(normalised));
  return canvas;
}
