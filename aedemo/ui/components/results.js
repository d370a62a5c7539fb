// Captioned pictures.

import { countPaint, finder, make, makeCanvas } from "../modules/dom.js";
import { drawGrey } from "../modules/pixels.js";
import { bytes, follow } from "../modules/values.js";

/** @param {Host} host */
export function mount(host) {
  const find = finder(host.element);
  let tiles = [];

  follow(host, (value) => {
    if (value.length !== tiles.length) {
      tiles = value.map(makeTile);
      find(".grid").replaceChildren(...tiles.map(({ box }) => box));
    }
    tiles.forEach((tile, i) => fill(tile, value[i]));
    countPaint(host.element);
  });
}

function makeTile() {
  const tile = { box: make("figure"), canvas: makeCanvas("digit", "") };
  const words = make("figcaption");
  for (const part of ["caption", "figure", "aside"]) {
    tile[part] = make("span", part);
    words.append(tile[part]);
  }
  tile.box.append(tile.canvas, words);
  return tile;
}

// Where there is no picture yet the last one stays, dimmed.
function fill(tile, { caption, pixels, figure, aside, best }) {
  tile.canvas.setAttribute("aria-label", pixels ? caption : `${caption}, before the change`);
  tile.caption.textContent = caption;
  tile.figure.textContent = pixels ? figure : "before the change";
  tile.aside.textContent = aside;
  tile.box.classList.toggle("best", best);
  tile.box.classList.toggle("waiting", !pixels);
  if (pixels) drawGrey(tile.canvas, bytes(pixels));
}
