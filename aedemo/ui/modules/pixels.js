// Painting 28 x 28 pixels, and the colours of signed numbers.

import { DIVERGING, PIXELS, SIDE } from "./constants.js";
import { contextOf } from "./dom.js";

/**
 * "#0877bd" as three numbers.
 *
 * @param {string} colour
 */
export const channels = (colour) =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

const [NEGATIVE, ZERO, POSITIVE] = DIVERGING.map(channels);

/**
 * The colour of a number in [-1, 1], three channels; beyond that it stays.
 *
 * @param {number} value
 */
export function diverging(value) {
  const end = value < 0 ? NEGATIVE : POSITIVE;
  const share = Math.min(1, Math.abs(value));
  return ZERO.map((from, c) => from + share * (end[c] - from));
}

/**
 * Black or white, whichever stands out more from a colour of three channels: by 4.58 to 1 at least
 * (WCAG 2.2, relative luminance).
 *
 * @param {number[]} colour
 */
export function readableOn(colour) {
  const [red, green, blue] = colour
    .map((channel) => channel / 255)
    .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 ? "#fff" : "#000";
}

/**
 * As many numbers as the canvas has pixels.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} values
 */
export function drawSigned(canvas, values) {
  const image = new ImageData(canvas.width, canvas.height);
  values.forEach((value, i) => {
    image.data.set(diverging(value), 4 * i);
    image.data[4 * i + 3] = 255;
  });
  contextOf(canvas).putImageData(image, 0, 0);
}

/**
 * Bytes that as_base64 made of (x + 1) / 2.
 *
 * @param {Uint8Array} numbers
 */
export const signed = (numbers) => Float32Array.from(numbers, (each) => (2 * each) / 255 - 1);

/**
 * Greys as many as a digit's pixels: bytes as they are, or fractions times `scale`.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Pixels} pixels
 */
export function drawGrey(canvas, pixels, scale = 1) {
  const image = new ImageData(SIDE, SIDE);
  for (let i = 0; i < PIXELS; i++) {
    image.data[4 * i] = image.data[4 * i + 1] = image.data[4 * i + 2] = pixels[i] * scale;
    image.data[4 * i + 3] = 255;
  }
  contextOf(canvas).putImageData(image, 0, 0);
}

/**
 * Picture `i` of those that follow each other in `numbers`.
 *
 * @param {Uint8Array} numbers
 * @param {number} i
 */
export const pictureOf = (numbers, i, size = PIXELS) => numbers.subarray(i * size, (i + 1) * size);
