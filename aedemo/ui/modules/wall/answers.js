// What the models answered, and how it is written and drawn.

import { PIXELS } from "../constants.js";
import { drawSigned, pictureOf } from "../pixels.js";
import { bytes, plain } from "../values.js";

/** What the best are called, as many as are numbered. */
export const PLACES = ["best", "second best", "third best"];

/**
 * The value of a wall, unpacked: each model's answer by its name, that of `nothing` among them, which
 * is the spoiled digit; how much better each is than that, in dB; and the digit itself. Only those
 * that are `ranked` can be among the best.
 */
export function unpack(proxy, nothing, isRanked) {
  const { names, pixels, clean, psnr, ssim, mse, kind } = plain(proxy);
  const pictures = bytes(pixels);
  const answers = new Map(
    names.map((name, i) => [
      name,
      { pixels: pictureOf(pictures, i), psnr: psnr[i], ssim: ssim[i], mse: mse[i] },
    ]),
  );
  const asItIs = answers.get(nothing)?.psnr ?? 0;
  for (const answer of answers.values()) answer.gain = answer.psnr - asItIs;
  const models = names.filter((name) => name !== nothing && isRanked(name));
  const best = models.sort((a, b) => answers.get(b).psnr - answers.get(a).psnr);
  best.slice(0, PLACES.length).forEach((name, place) => {
    answers.get(name).rank = place + 1;
  });
  return { answers, clean: bytes(clean), asItIs, kind };
}

/** Too dark is orange, too bright is blue: answer minus clean digit. */
export function drawError(canvas, pixels, clean) {
  const errors = new Float32Array(PIXELS);
  for (let i = 0; i < PIXELS; i++) errors[i] = (pixels[i] - clean[i]) / 255;
  drawSigned(canvas, errors);
}

export const fullName = ({ learned, family, label }) => (learned ? `${family}, ${label}` : label);

export const signed = (number) => `${number < 0 ? "−" : "+"}${Math.abs(number).toFixed(1)}`;

/** What an answer gains over the spoiled digit as it is. */
export const gained = (gain) => `${signed(gain)} dB`;

export const decibels = (psnr) => `${psnr.toFixed(1)} dB`;
