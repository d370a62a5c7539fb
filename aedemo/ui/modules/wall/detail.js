// The facts of the answer that is pointed at.

import { finder, make, makeCanvas } from "../dom.js";
import { drawGrey } from "../pixels.js";
import { decibels, drawError, fullName } from "./answers.js";

const GAP = 10; // CSS pixels from the tile
const EDGE = 8; // and from what would cut it off

/** show(tile), hide(), refresh(): a box beside the tile. given() returns the unpacked answers. */
export function makeDetail(element, given) {
  const find = finder(element);
  const box = find(".detail");
  /** @type {any} */
  let shown = null; // the tile

  function show(tile) {
    shown = tile;
    refresh();
    box.hidden = false;
    placeBeside(box, find(".wall").getBoundingClientRect(), tile.button.getBoundingClientRect());
  }

  function hide() {
    shown = null;
    box.hidden = true;
  }

  function refresh() {
    if (!shown) return;
    const { answers, clean } = given();
    const answer = answers.get(shown.name);
    if (answer) box.replaceChildren(...describe(shown, answer, clean));
    else hide();
  }

  return { show, hide, refresh };
}

function describe(tile, answer, clean) {
  const pictures = make("div", "pictures");
  const large = makeCanvas("digit", "The answer");
  const error = makeCanvas("digit error", "Its signed error");
  drawGrey(large, answer.pixels);
  drawError(error, answer.pixels, clean);
  pictures.append(large, error);
  const key = make("p", "key");
  key.append(make("b", "dark", "too dark"), " and ", make("b", "bright", "too bright"));
  return [make("h3", "", fullName(tile)), pictures, key, makeFacts(tile.facts, answer)];
}

function makeFacts(facts, { psnr, ssim, mse }) {
  const list = make("dl", "facts");
  const live = [
    ["This digit", decibels(psnr)],
    ["SSIM", ssim.toFixed(3)],
    ["MSE", mse.toFixed(4)],
  ];
  for (const [label, value] of [...live, ...facts]) {
    list.append(make("dt", "", label), make("dd", "", value));
  }
  return list;
}

// To the right of the tile or else to its left, and wholly in sight.
function placeBeside(box, wall, tile) {
  const right = tile.right - wall.left + GAP;
  const left = tile.left - wall.left - box.offsetWidth - GAP;
  const fits = right + box.offsetWidth < wall.width;
  box.style.left = `${Math.max(EDGE, fits ? right : left)}px`;
  const lowest = Math.min(wall.height, innerHeight - wall.top) - box.offsetHeight - EDGE;
  const top = Math.min(tile.top - wall.top, lowest);
  box.style.top = `${Math.max(EDGE, EDGE - wall.top, top)}px`;
}
