// What the networks see and the pinned answers, large, and the pixel of them all that is pointed at.

import { LINES, SIDE } from "../constants.js";
import { make, makeButton, makeCanvas } from "../dom.js";
import { ARROWS, listenToKeys, placeIn } from "../hand.js";
import { clamp } from "../numbers.js";
import { drawGrey } from "../pixels.js";
import { decibels, fullName, gained } from "./answers.js";

/**
 * A function that shows the given tiles, in order, in `box`, behind that of `nothing`: the spoiled
 * digit. given() returns the unpacked answers.
 */
export function makePins(box, nothing, given, unpin) {
  const seen = makePin({ ...nothing, title: "what they see" }, "", point);
  const arrow = make("i", "arrow");
  let pins = [seen];
  let pixel = null;

  function show(tiles) {
    const [, ...old] = pins;
    if (tiles.some((tile, i) => tile !== old[i]?.tile) || tiles.length !== old.length) {
      const made = tiles.map((tile, place) => {
        const title = tile.learned ? fullName(tile) : tile.label;
        return makePin({ ...tile, title }, LINES[place], point, () => unpin(tile.name));
      });
      pins = [seen, ...made.map((pin, i) => ({ ...pin, tile: tiles[i] }))];
      const none = make("p", "empty", "Click a digit on the wall to see it large here.");
      box.replaceChildren(seen.box, arrow, ...(made.length ? made.map((pin) => pin.box) : [none]));
    }
    const { answers } = given();
    for (const { tile, canvas, figure, gain } of pins) {
      const answer = answers.get(tile.name);
      if (!answer) continue;
      drawGrey(canvas, answer.pixels);
      figure.textContent = decibels(answer.psnr);
      gain.textContent = tile.name === nothing.name ? "as it is" : gained(answer.gain);
      gain.classList.toggle("worse", answer.gain < 0);
    }
    readPixel();
  }

  function point(next) {
    pixel = next(pixel);
    readPixel();
  }

  function readPixel() {
    const { answers, clean } = given();
    for (const { cursor, reading, tile } of pins) {
      placeCursor(cursor, pixel);
      const answer = answers.get(tile.name);
      reading.textContent = pixel && answer ? readingOf(answer.pixels, clean, pixel) : "";
    }
  }

  return show;
}

function makePin(tile, colour, point, unpin = () => {}) {
  const box = make("article", "pin");
  const heading = make("h3", "", tile.title);
  const figure = make("span", "psnr");
  const gain = make("span", "gain");
  const reading = make("p", "reading");
  const canvas = makeCanvas(
    "digit",
    colour ? `Answer of ${tile.title}, large` : "The spoiled digit",
  );
  const line = make("p", "line");
  line.append(figure, gain);
  const { frame, cursor } = makeFrame(canvas, point);
  frame.tabIndex = 0;
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", `Pixels of ${tile.title}: the arrow keys read them`);
  if (colour) {
    const swatch = make("i", "swatch");
    swatch.style.background = colour;
    heading.prepend(swatch);
    const button = makeButton("×", unpin, "unpin");
    button.setAttribute("aria-label", `Unpin ${tile.title}`);
    heading.append(button);
  }
  box.append(heading, frame, line, reading);
  return { tile, box, figure, gain, reading, canvas, cursor };
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
