// The facts of one answer, beside the wall: of the one that is pointed at, has the focus or was
// tapped, and of the first pinned one before that.

import { make, makeButton, makeCanvas } from "../dom.js";
import { drawGrey } from "../pixels.js";
import { decibels, drawError, fullName, gained } from "./answers.js";

/**
 * begin(tile), show(tile), open(tile), refresh(): a card. On a phone it is a sheet that only open()
 * brings up. given() returns the unpacked answers.
 *
 * @param {HTMLElement} box
 */
export function makeDetail(box, given) {
  /** @type {any} */
  let shown = null; // the tile
  let isChosen = false; // by a person

  function begin(tile) {
    if (isChosen || shown?.name === tile.name) return;
    shown = tile;
    refresh();
  }

  function show(tile) {
    isChosen = true;
    shown = tile;
    refresh();
  }

  function open(tile) {
    show(tile);
    box.classList.add("open");
  }

  function refresh() {
    const answer = shown && given().answers.get(shown.name);
    if (!answer) return box.replaceChildren();
    const close = makeButton("Close", () => box.classList.remove("open"), "close");
    box.replaceChildren(...describe(shown, answer, given().clean), close);
  }

  return { begin, show, open, refresh };

  function describe(tile, answer, clean) {
    const heading = make("h3", "", tile.label);
    heading.append(make("span", "aside", tile.family));
    const pictures = make("div", "pictures");
    const large = makeCanvas("digit", `The answer of ${fullName(tile)}`);
    const error = makeCanvas("digit error", "Its signed error");
    drawGrey(large, answer.pixels);
    drawError(error, answer.pixels, clean);
    pictures.append(large, error);
    const key = make("p", "key");
    key.append(
      "right: ",
      make("b", "too-dark", "too dark"),
      ", ",
      make("b", "bright", "too bright"),
    );
    const note = make("p", "note", tile.note);
    return [heading, pictures, key, makeFacts(tile.facts, answer), note];
  }
}

function makeFacts(facts, { psnr, gain, ssim, mse }) {
  const list = make("dl", "facts");
  const live = [
    ["PSNR", decibels(psnr)],
    ["Gained", gained(gain)],
    ["SSIM", ssim.toFixed(3)],
    ["MSE", mse.toFixed(4)],
  ];
  for (const [label, value] of [...live, ...facts]) {
    list.append(make("dt", "", label), make("dd", "", value));
  }
  return list;
}
