// The gallery's digits as the map shows them: large in grey, small in their classes' colours.

import { CLASS_COLOURS, GALLERY_COLUMNS, GALLERY_PER_CLASS, PIXELS, SIDE } from "../constants.js";
import { contextOf, make } from "../dom.js";
import { onSheet } from "../gallery.js";
import { channels, drawGrey } from "../pixels.js";

const ROWS = GALLERY_PER_CLASS / GALLERY_COLUMNS; // of the sheet, for each class

export class Sheet {
  /** @param {HTMLImageElement} image */
  constructor(image) {
    this.coloured = make("canvas");
    this.coloured.width = image.naturalWidth;
    this.coloured.height = image.naturalHeight;
    const context = contextOf(this.coloured, { willReadFrequently: true });
    context.drawImage(image, 0, 0);
    const data = context.getImageData(0, 0, image.naturalWidth, image.naturalHeight);
    this.greys = new Uint8Array(data.data.length / 4);
    for (let i = 0; i < this.greys.length; i++) this.greys[i] = data.data[4 * i];
    this.colour(new Uint32Array(data.data.buffer));
    context.putImageData(data, 0, 0);
  }

  // Each class in its colour on nothing, so that digits can lie on each other.
  colour(words) {
    const inClass = ROWS * SIDE * this.coloured.width;
    CLASS_COLOURS.forEach((colour, digit) => {
      const [red, green, blue] = channels(colour);
      const ink = red | (green << 8) | (blue << 16);
      for (let i = digit * inClass; i < (digit + 1) * inClass; i++) {
        words[i] = ink | (this.greys[i] << 24);
      }
    });
  }

  /** In its colour, about (x, y). */
  drawSmall(context, index, x, y, side) {
    const corner = [x - side / 2, y - side / 2];
    context.drawImage(this.coloured, ...onSheet(index), SIDE, SIDE, ...corner, side, side);
  }

  /** As it is, on a canvas of its size. */
  draw(canvas, index) {
    const [left, top] = onSheet(index);
    const digit = new Uint8Array(PIXELS);
    for (let y = 0; y < SIDE; y++) {
      const start = (top + y) * this.coloured.width + left;
      digit.set(this.greys.subarray(start, start + SIDE), y * SIDE);
    }
    drawGrey(canvas, digit);
  }
}
