// The map as files: a table, and a picture. The page of its own is written by the server.

import { CLASS_COLOURS, DARK, INK } from "../constants.js";
import { contextOf, download, make } from "../dom.js";
import { classOf } from "../gallery.js";
import { paintDigits } from "./painting.js";

const SCALE = 2; // pixels of the picture a CSS pixel
const STRIP = 44; // of its title and of its legend
const MARGIN = 16;
const FONT = "system-ui, sans-serif";
const KEEP = 60_000; // ms until the browser has surely begun

export function save(blob, name) {
  const url = URL.createObjectURL(blob);
  download(url, name);
  setTimeout(() => URL.revokeObjectURL(url), KEEP);
}

/** With y upwards, as tables are plotted. */
export function tableOf(places) {
  const rows = Array.from({ length: places.length / 2 }, (_, i) =>
    [i, classOf(i), places[2 * i].toFixed(5), (1 - places[2 * i + 1]).toFixed(5)].join(),
  );
  return new Blob([["index,class,x,y", ...rows, ""].join("\n")], { type: "text/csv" });
}

/** The view as it is, between its title and its legend. */
export function pictureOf(scene, title) {
  const { clientWidth: width, clientHeight: height } = scene.view.canvas;
  const canvas = make("canvas");
  const context = contextOf(canvas, { alpha: false });
  canvas.width = SCALE * width;
  canvas.height = SCALE * (height + 2 * STRIP);
  context.setTransform(SCALE, 0, 0, SCALE, 0, SCALE * STRIP);
  paintDigits(context, scene, true);
  context.fillStyle = DARK;
  context.fillRect(0, -STRIP, width, STRIP);
  context.fillRect(0, height, width, STRIP);
  context.textBaseline = "middle";
  context.fillStyle = INK;
  context.font = `600 16px ${FONT}`;
  context.fillText(title, MARGIN, -STRIP / 2, width - 2 * MARGIN);
  paintLegend(context, scene.shownClasses, width, height + STRIP / 2);
  return new Promise((resolve) => canvas.toBlob(resolve));
}

function paintLegend(context, shownClasses, width, y) {
  const step = Math.min(44, (width - 24) / CLASS_COLOURS.length);
  context.font = `600 14px ${FONT}`;
  CLASS_COLOURS.forEach((colour, digit) => {
    if (!shownClasses[digit]) return;
    context.fillStyle = colour;
    context.beginPath();
    context.arc(21 + digit * step, y, 5, 0, 2 * Math.PI);
    context.fill();
    context.fillStyle = INK;
    context.fillText(String(digit), 31 + digit * step, y);
  });
}
