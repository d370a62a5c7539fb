// Rows of pictures that play.

import { PIXELS } from "../modules/constants.js";
import { contextOf, countPaint, finder, make, makeCanvas, showPlaying } from "../modules/dom.js";
import { keepPart } from "../modules/kept.js";
import { mean } from "../modules/numbers.js";
import { drawGrey, drawSigned } from "../modules/pixels.js";
import { bytes, follow } from "../modules/values.js";

const A_TICK = 110; // ms: slow enough to see one draw, fast enough to see them melt together
const DOTS = 440; // side of the scatter's canvas
const MARGIN = 8; // within it
const DOT = 6;

/** @param {Host} host */
export function mount(host) {
  const { element, settings } = host;
  const find = finder(element);
  const play = find(".play");
  const average = find("input", HTMLInputElement);
  let rows = [];
  let shape = "";
  let tick = 0;
  let timer = 0;

  play.addEventListener("click", () => (timer ? stop() : start()));
  average.value = keepPart(host, () => average.value, average.value);
  average.addEventListener("input", () => {
    showAverage();
    paint();
  });
  showAverage();
  follow(host, receive);
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) start();

  function receive(value) {
    const wanted = JSON.stringify(value.map(shapeOf));
    if (wanted !== shape) {
      rows = value.map(makeRow);
      find(".rows").replaceChildren(...rows.map(({ box }) => box));
    }
    shape = wanted;
    value.forEach((row, i) => {
      row.pictures.forEach((picture, j) => {
        Object.assign(rows[i].pictures[j], picture, { draws: bytes(picture.draws) });
      });
    });
    paint();
  }

  function showAverage() {
    find("output").textContent = average.value;
  }

  function start() {
    timer = setInterval(() => {
      if (!element.isConnected) return stop();
      if (!element.offsetParent) return; // another tab is open
      tick += 1;
      paint();
    }, A_TICK);
    showPlaying(play, true);
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    showPlaying(play, false);
  }

  function paint() {
    for (const row of rows) {
      for (const picture of row.pictures) paintPicture(picture);
      if (row.dots) paintDots(row, getComputedStyle(element));
    }
    countPaint(element);
  }

  function paintPicture(picture) {
    picture.mean = meanFrom(tick, Number(average.value), picture.draws);
    if (picture.signed) {
      // Between the ends of the scale, whose numbers are those in the plot too.
      picture.mean = picture.mean.map((fraction) => settings.span * (2 * fraction - 1));
      drawSigned(picture.canvas, picture.mean);
    } else {
      drawGrey(picture.canvas, picture.mean, 255);
    }
    const total = picture.draws.length / PIXELS;
    picture.state.textContent = total > 1 ? stateOf(tick, Number(average.value), total) : "";
    const count = picture.figures.length;
    const words = picture.figure.replace("{}", count ? mean(picture.figures).toFixed(4) : "");
    picture.number.textContent = count > 1 ? `${words}, mean of ${count}` : words;
  }
}

// What of `total` draws is to be seen: see meanFrom.
const stateOf = (first, count, total) =>
  count > 1
    ? `${Math.min(count, total)} draws averaged`
    : `draw ${(first % total) + 1} of ${total}`;

// What a row looks like, whatever it shows.
const shapeOf = ({ title, aside, pictures }) => [
  title,
  aside,
  pictures.map(({ caption }) => caption),
];

// Over `count` draws, beginning with number `first`, as fractions.
function meanFrom(first, count, draws) {
  const total = draws.length / PIXELS;
  const used = Math.min(count, total);
  const means = new Float32Array(PIXELS);
  for (let k = 0; k < used; k++) {
    const start = ((first + k) % total) * PIXELS;
    for (let i = 0; i < PIXELS; i++) means[i] += draws[start + i];
  }
  return means.map((each) => each / (255 * used));
}

// Pixel by pixel, one picture against another.
function paintDots({ scatter: [xAt, yAt], pictures, dots }, style) {
  const context = contextOf(dots);
  const place = (fraction) => MARGIN + fraction * (DOTS - 2 * MARGIN);
  context.clearRect(0, 0, DOTS, DOTS);
  context.strokeStyle = style.getPropertyValue("--ae-line");
  context.lineWidth = 3;
  context.beginPath();
  context.moveTo(place(0), place(1));
  context.lineTo(place(1), place(0));
  context.stroke();
  context.fillStyle = style.getPropertyValue("--ae-output");
  context.globalAlpha = 0.45;
  const xs = pictures[xAt].mean;
  const ys = pictures[yAt].mean;
  for (let i = 0; i < PIXELS; i++) {
    context.fillRect(place(xs[i]) - DOT / 2, place(1 - ys[i]) - DOT / 2, DOT, DOT);
  }
  context.globalAlpha = 1;
}

// ---------------------------------------------------------------------------------------- layout

function makeRow(row) {
  const box = make("section", `row ae-${row.stage}${row.isLarge ? " large" : ""}`);
  const header = make("header");
  const title = make("h3", "", row.title);
  title.prepend(make("i", "dot"));
  header.append(title, make("p", "aside", row.aside));
  const shown = row.pictures.map(makePicture);
  const pictures = make("div", "pictures");
  pictures.append(...shown.map((each) => each.box));
  const scatter = row.scatter && makeScatter(row.scatter);
  if (scatter) pictures.append(scatter.figure);
  box.append(header, pictures);
  return { ...row, box, pictures: shown, dots: scatter?.dots };
}

function makePicture(picture) {
  const box = make("figure");
  const canvas = makeCanvas("digit", picture.caption);
  const state = make("span", "state");
  const number = make("span", "number");
  const words = make("figcaption", "", picture.caption);
  words.append(state, number);
  box.append(canvas, words);
  return { ...picture, box, canvas, state, number };
}

function makeScatter([, , x, y]) {
  const figure = make("figure", "scatter");
  const dots = makeCanvas("dots", `${y} against ${x}, a dot for each of ${PIXELS} pixels`, DOTS);
  figure.append(dots, make("figcaption", "", `${y} (up) against ${x} (right), from 0 to 1`));
  return { figure, dots };
}
