// What lies on the map.

import { CLASS_COLOURS, CODE, CORRUPTION, DARK, GALLERY_PER_CLASS, SIDE } from "../constants.js";
import { makeCanvas } from "../dom.js";
import { classOf } from "../gallery.js";

const DIGIT = 0.013; // of the map: a digit's side in the first view
const GROWTH = 0.6; // digits grow more slowly than the map, to hide fewer
const LEAST_DOT = 1.5; // CSS pixels
const FRAME = { pointed: 30, chosen: 36 }; // CSS pixels
const BORDER = 2;

/**
 * What there is to paint.
 *
 * @typedef {object} Scene
 * @property {import("../view.js").View} view
 * @property {import("./arrangement.js").Arrangement} arrangement
 * @property {import("./sheet.js").Sheet | null} sheet null while it is not loaded
 * @property {boolean[]} shownClasses
 */

/**
 * The digits: dots while the view moves, at rest themselves.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {boolean} atRest
 */
export function paintDigits(context, scene, atRest) {
  const { view, arrangement, sheet, shownClasses } = scene;
  const { clientWidth: width, clientHeight: height } = view.canvas;
  const places = arrangement.places ?? arrangement.to;
  const [left, top] = view.toCanvas([0, 0]);
  const side = DIGIT * width * (view.home.width / view.width) ** GROWTH;
  const dot = Math.max(LEAST_DOT, side / 4);
  const asDigits = sheet && atRest;
  const size = asDigits ? side : dot;
  context.fillStyle = DARK;
  context.fillRect(0, 0, width, height);
  context.imageSmoothingEnabled = side < SIDE;
  // In rounds, so that no class hides another.
  for (let i = 0; i < GALLERY_PER_CLASS; i++) {
    for (let digit = 0; digit < CLASS_COLOURS.length; digit++) {
      if (!shownClasses[digit]) continue;
      const index = digit * GALLERY_PER_CLASS + i;
      const x = left + places[2 * index] * view.scale;
      const y = top + places[2 * index + 1] * view.scale;
      if (x < -size || y < -size || x > width + size || y > height + size) continue;
      if (asDigits) {
        sheet.drawSmall(context, index, x, y, side);
      } else {
        context.fillStyle = CLASS_COLOURS[digit];
        context.fillRect(x - dot / 2, y - dot / 2, dot, dot);
      }
    }
  }
}

/** Lines to neighbours. One that crosses the map joins what the projection tore apart. */
export function paintLines(context, { view, arrangement }, place, others) {
  for (const other of others) {
    const far = arrangement.isFar(place, other);
    const ends = [place, arrangement.placeOf(other)];
    paintPath(context, view, ends, far ? CORRUPTION : "rgba(255, 255, 255, 0.75)", 1.5);
  }
}

/** The way the visitor's digit takes when it is spoiled. */
export function paintWay(context, view, path) {
  if (path.length > 1) paintPath(context, view, path, CODE, 2.5);
}

function paintPath(context, view, places, colour, width) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  for (const place of places) context.lineTo(...view.toCanvas(place));
  context.stroke();
}

/** A digit of the gallery, larger, in a frame of its class's colour. */
export function paintFramed(context, { view, arrangement, sheet }, index, isChosen) {
  const side = isChosen ? FRAME.chosen : FRAME.pointed;
  const place = view.toCanvas(arrangement.placeOf(index));
  const colour = CLASS_COLOURS[classOf(index)];
  paintTile(context, place, side, (canvas) => sheet?.draw(canvas, index), colour);
}

const stamp = makeCanvas("", "");

/** What `draw` draws on a canvas, in a frame about a place of the canvas. */
export function paintTile(context, [x, y], side, draw, colour) {
  const [left, top] = [x - side / 2, y - side / 2];
  draw(stamp);
  context.imageSmoothingEnabled = false;
  context.fillStyle = colour;
  context.fillRect(left - BORDER, top - BORDER, side + 2 * BORDER, side + 2 * BORDER);
  context.drawImage(stamp, left, top, side, side);
}
