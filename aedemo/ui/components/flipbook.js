// A row of pictures that a number leafs through.

import { PIXELS } from "../modules/constants.js";
import { countPaint, finder, make, makeCanvas } from "../modules/dom.js";
import { drawGrey, drawSigned, pictureOf, signed } from "../modules/pixels.js";
import { bytes, follow } from "../modules/values.js";

const ONE_ROW = 6; // more pictures stand in two

/** @param {Host} host */
export function mount(host) {
  const row = finder(host.element)(".row");
  let captions = [];
  let books = [];
  let eitherSign = [];
  let notes = [];
  let pictures = [];
  let at = 0;

  follow(host, (value) => {
    at = value.at ?? at;
    if (value.images) take(value);
    books.forEach(paint);
    countPaint(host.element);
  });

  function take(value) {
    books = value.images.map(bytes);
    eitherSign = value.signed;
    notes = value.notes;
    if (value.captions.join() === captions.join()) return;
    captions = value.captions;
    pictures = captions.map(makePicture);
    const columns = captions.length > ONE_ROW ? captions.length / 2 : 0;
    row.style.gridTemplateColumns = columns ? `repeat(${columns}, minmax(0, 1fr))` : "";
    row.replaceChildren(...pictures.map(({ figure }) => figure));
  }

  function paint(book, i) {
    const page = Math.round(at * (book.length / PIXELS - 1));
    const pixels = pictureOf(book, page);
    const { canvas, note } = pictures[i];
    if (eitherSign[i]) drawSigned(canvas, signed(pixels));
    else drawGrey(canvas, pixels);
    note.textContent = notes[i]?.[page] ?? "";
  }
}

function makePicture(caption) {
  const figure = make("figure");
  const words = make("figcaption", "", caption);
  const canvas = makeCanvas("digit", caption);
  const note = make("span", "note");
  words.append(note);
  figure.append(canvas, words);
  return { figure, canvas, note };
}
