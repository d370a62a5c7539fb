// The pinned answers at large size, and the pixel of them all that is pointed at.

import { LINES, SIDE } from "../constants.js";
import { make, makeButton, makeCanvas } from "../dom.js";
import { ARROWS, listenToKeys, placeIn } from "../hand.js";
import { clamp } from "../numbers.js";
import { drawGrey } from "../pixels.js";
import { decibels, drawError, fullName } from "./answers.js";

/** A function that shows the given tiles, in order, in `box`. given() returns the unpacked answers. */
export function makePins(box, given, unpin) {
  let pins = [];
  let pixel = null;

  function show(tiles) {
    if (tiles.some((tile, i) => tile !== pins[i]?.tile) || tiles.length !== pins.length) {
      pins = tiles.map((tile, place) => makePin(tile, LINES[place], point, () => unpin(tile.name)));
      box.replaceChildren(...pins.map((pin) => pin.box));
    }
    if (!pins.length) {
      box.replaceChildren(make("p", "empty", "Click a digit on the wall to see it large here."));
    }
    const { answers, clean } = given();
    for (const { tile, canvas, error, figure } of pins) {
      const { pixels, psnr } = answers.get(tile.name);
      drawGrey(canvas, pixels);
      drawError(error, pixels, clean);
      figure.textContent = decibels(psnr);
    }
    readPixel();
  }

  function point(next) {
    pixel = next(pixel);
    readPixel();
  }

  function readPixel() {
    const { answers, clean } = given();
    for (const { cursors, reading, tile } of pins) {
      for (const cursor of cursors) placeCursor(cursor, pixel);
      reading.textContent = pixel
        ? readingOf(answers.get(tile.name).pixels, clean, pixel)
        : "answer minus clean digit";
    }
  }

  return show;
}

function makePin(tile, colour, point, unpin) {
  const name = fullName(tile);
  const box = make("article", "pin");
  const heading = make("h3");
  const swatch = make("i", "swatch");
  swatch.style.background = colour;
  heading.append(swatch, name);
  const figure = make("span", "psnr");
  const reading = make("p", "reading");
  const canvas = makeCanvas("digit", `Answer of ${name}, large`);
  const error = makeCanvas("digit error", `Signed error of ${name}`);
  const button = makeButton("Unpin", unpin, "unpin");
  button.setAttribute("aria-label", `Unpin ${name}`);
  const line = make("p", "line");
  line.append(figure, button);
  const frames = [canvas, error].map((each) => makeFrame(each, point));
  const [{ frame }] = frames;
  frame.tabIndex = 0;
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", `Pixels of ${name}: the arrow keys read them`);
  box.append(heading, line, ...frames.map((each) => each.frame), reading);
  box.append(make("p", "note", tile.note));
  return { tile, box, figure, reading, canvas, error, cursors: frames.map((each) => each.cursor) };
}

function makeFrame(canvas, point) {
  const frame = make("div", "frame");
  const cursor = make("i", "cursor");
  frame.append(canvas, cursor);
  const follow = (event) => point(() => pixelAt(frame.getBoundingClientRect(), event));
  const leave = () => point(() => null);
  frame.addEventListener("pointermove", follow);
  frame.addEventListener("pointerdown", follow);
  frame.addEventListener("pointerleave", leave);
  frame.addEventListener("blur", leave);
  listenToKeys(frame, ({ key }) => {
    const step = ARROWS[key];
    if (!step) return false;
    point((pixel) => stepFrom(pixel ?? [SIDE / 2, SIDE / 2], step));
    return true;
  });
  return { frame, cursor };
}

const pixelAt = (box, event) =>
  placeIn(box, event).map((share) => clamp(Math.floor(SIDE * share), 0, SIDE - 1));

// From one edge to the other.
const stepFrom = (pixel, step) => pixel.map((value, axis) => (value + step[axis] + SIDE) % SIDE);

function placeCursor(cursor, pixel) {
  cursor.hidden = !pixel;
  if (!pixel) return;
  cursor.style.left = `${(100 * pixel[0]) / SIDE}%`;
  cursor.style.top = `${(100 * pixel[1]) / SIDE}%`;
}

function readingOf(pixels, clean, [x, y]) {
  const i = y * SIDE + x;
  const error = (pixels[i] - clean[i]) / 255;
  const sign = error < 0 ? "−" : "+";
  return `${(pixels[i] / 255).toFixed(2)}, error ${sign}${Math.abs(error).toFixed(2)}`;
}
