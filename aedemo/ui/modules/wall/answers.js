// What the models answered, and how it is written and drawn.

import { PIXELS } from "../constants.js";
import { drawSigned, pictureOf } from "../pixels.js";
import { bytes, plain } from "../values.js";

/** What the best are called, as many as are numbered. */
export const PLACES = ["best", "second best", "third best"];

/**
 * The value of a wall, unpacked: each model's answer by its name, and the digit itself. Only those
 * that are `ranked` can be among the best.
 */
export function unpack(proxy, isRanked) {
  const { names, pixels, clean, psnr, ssim, mse } = plain(proxy);
  const pictures = bytes(pixels);
  const answers = new Map(
    names.map((name, i) => [
      name,
      { pixels: pictureOf(pictures, i), psnr: psnr[i], ssim: ssim[i], mse: mse[i] },
    ]),
  );
  const best = names.filter(isRanked).sort((a, b) => answers.get(b).psnr - answers.get(a).psnr);
  best.slice(0, PLACES.length).forEach((name, place) => {
    answers.get(name).rank = place + 1;
  });
  return { answers, clean: bytes(clean) };
}

/** Too dark is orange, too bright is blue: answer minus clean digit. */
export function drawError(canvas, pixels, clean) {
  const errors = new Float32Array(PIXELS);
  for (let i = 0; i < PIXELS; i++) errors[i] = (pixels[i] - clean[i]) / 255;
  drawSigned(canvas, errors);
}

export const fullName = ({ learned, family, label }) => (learned ? `${family}, ${label}` : label);

export const decibels = (psnr) => `${psnr.toFixed(1)} dB`;
