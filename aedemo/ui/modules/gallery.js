// The gallery: 5,000 digits on one sprite sheet, sorted by class.

import { fromRoot } from "./address.js";
import { CLASS_COLOURS, GALLERY_COLUMNS, GALLERY_PER_CLASS, SIDE } from "./constants.js";
import { makeCanvas } from "./dom.js";
import { once } from "./once.js";
import { drawGrey } from "./pixels.js";
import { bytes } from "./values.js";

export const CLASSES = CLASS_COLOURS.length;

export const DIGITS = CLASSES * GALLERY_PER_CLASS;

/** @param {number} index */
export const classOf = (index) => Math.floor(index / GALLERY_PER_CLASS);

/**
 * For people, who count from 1.
 *
 * @param {number} index
 */
export const numberInClass = (index) => (index % GALLERY_PER_CLASS) + 1;

/**
 * Where a digit begins on the sheet, in pixels.
 *
 * @param {number} index
 * @returns {Pair}
 */
export const onSheet = (index) => [
  (index % GALLERY_COLUMNS) * SIDE,
  Math.floor(index / GALLERY_COLUMNS) * SIDE,
];

/**
 * Some digits by their numbers, until the sheet is there.
 *
 * @param {Record<number, string>} packed base64 of their pixels
 * @returns {Map<number, HTMLCanvasElement>}
 */
export function someDigits(packed) {
  const drawn = Object.entries(packed).map(([index, pixels]) => {
    const canvas = makeCanvas("", "");
    drawGrey(canvas, bytes(pixels));
    return /** @type {[number, HTMLCanvasElement]} */ ([Number(index), canvas]);
  });
  return new Map(drawn);
}

/**
 * The sheet as an image.
 *
 * @type {(url: string) => Promise<HTMLImageElement>}
 */
export const loadSheet = once(
  (url) =>
    new Promise((resolve, reject) => {
      const image = new Image();
      image.addEventListener("load", () => resolve(image));
      image.addEventListener("error", reject);
      image.src = fromRoot(url);
    }),
);
