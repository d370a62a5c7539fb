// Arrows in the plane, and points that follow them.

import { CODE } from "../modules/constants.js";
import { contextOf, countPaint, finder } from "../modules/dom.js";
import { ARROWS, listenToKeys, placeIn } from "../modules/hand.js";
import { keepPart } from "../modules/kept.js";
import { clamp } from "../modules/numbers.js";
import { follow } from "../modules/values.js";

const STEP = 0.02; // of the arrow keys
const A_FRAME = 45; // ms between the points of a path
const ARM = 0.015; // of the keyboard's cross
const WORDS =
  "The plane: each arrow leads from a point to its reconstruction. " +
  "Arrow keys move a cross, Enter drops a point there.";

/** @param {Host} host */
export function mount(host) {
  const { element, trigger, settings } = host;
  const find = finder(element);
  const canvas = find("canvas", HTMLCanvasElement);
  const context = contextOf(canvas);
  /** @type {{start: Pair[], end: Pair[], arms: Pair[][]} | null} */
  let arrows = null;
  /** @type {Pair[]} */
  let places = keepPart(host, () => places, [], arePlaces).slice(-settings.most);
  /** @type {Pair[][]} */
  let paths = []; // of those places
  let resting = 0; // how many of them have been walked to the end
  /** @type {Pair} */
  let cross = places.at(-1) ?? [0.5, 0.5];
  let begun = 0;
  let most = 1;

  function receive(value) {
    if (value.paths) {
      resting = paths.length ? value.paths.length - 1 : 0;
      paths = value.paths;
      begun = performance.now();
      requestAnimationFrame(step);
    } else {
      arrows = value;
      paths = [];
      if (places.length) trigger("ask", { places });
      most = Math.max(...value.start.map((from, i) => distance(from, value.end[i])));
      find(".most").textContent = most.toFixed(2);
    }
    paint();
  }

  // Points of a path that moves which are there by now.
  const shown = () => 1 + (performance.now() - begun) / A_FRAME;

  function step() {
    paint();
    if (shown() < (paths.at(-1)?.length ?? 0)) requestAnimationFrame(step);
  }

  /** @param {Pair} place */
  function drop(place) {
    cross = inSquare(place[0], place[1]);
    places = [...places, cross].slice(-settings.most);
    trigger("ask", { places });
  }

  function press({ key }) {
    const move = ARROWS[key];
    if (move) cross = inSquare(cross[0] + STEP * move[0], cross[1] + STEP * move[1]);
    else if (key === "Enter") drop(cross);
    else return false;
    paint();
    return true;
  }

  function paint() {
    const side = canvas.clientWidth;
    const scale = devicePixelRatio;
    if (!arrows || !side) return;
    const { start, end, arms } = arrows;
    canvas.width = canvas.height = side * scale;
    context.setTransform(scale * side, 0, 0, scale * side, 0, 0); // the unit square
    context.clearRect(0, 0, 1, 1);
    context.lineCap = "round";
    drawLines(context, arms, "rgba(255, 255, 255, 0.28)", 10 / side);
    start.forEach((from, i) => drawArrow(context, from, end[i], most, side));
    paths.forEach((path, i) => {
      const points = i < resting ? path : path.slice(0, Math.ceil(shown()));
      drawLines(context, [points], "#ffffff", 2 / side);
      drawDot(context, points[0], 4 / side, "#ffffff");
      drawDot(context, points[points.length - 1], 6 / side, CODE);
    });
    if (document.activeElement === canvas) drawCross(context, cross, side);
    countPaint(element);
  }

  canvas.setAttribute("aria-label", WORDS);
  canvas.addEventListener("pointerup", (event) =>
    drop(placeIn(canvas.getBoundingClientRect(), event)),
  );
  listenToKeys(canvas, press);
  canvas.addEventListener("focus", paint);
  canvas.addEventListener("blur", paint);
  follow(host, receive);
  new ResizeObserver(paint).observe(canvas);
}

// With no more digits than an address should hold.
/** @returns {Pair} */
const inSquare = (x, y) => [short(clamp(x, 0, 1)), short(clamp(y, 0, 1))];

const short = (number) => Number(number.toFixed(3));

// Whether a link can say so.
const arePlaces = (part) => Array.isArray(part) && part.every(isPlace);

const isPlace = (place) =>
  Array.isArray(place) &&
  place.length === 2 &&
  place.every((each) => Number.isFinite(each) && each >= 0 && each <= 1);

const distance = ([x, y], [u, v]) => Math.hypot(u - x, v - y);

// The longer, the brighter and the warmer.
function drawArrow(context, from, to, most, side) {
  const far = distance(from, to);
  const share = Math.sqrt(far / most);
  const head = Math.min(far / 2, 5 / side);
  const colour = `hsl(${215 - 190 * share}, ${50 + 40 * share}%, ${42 + 20 * share}%)`;
  drawLines(context, [[from, to]], colour, 1.5 / side);
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  const barb = (turn) => [
    to[0] - head * Math.cos(angle + turn),
    to[1] - head * Math.sin(angle + turn),
  ];
  drawLines(context, [[barb(0.5), to, barb(-0.5)]], colour, 1.5 / side);
}

function drawLines(context, lines, colour, width) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  for (const points of lines) {
    context.beginPath();
    for (const [x, y] of points) context.lineTo(x, y);
    context.stroke();
  }
}

function drawDot(context, [x, y], radius, colour) {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

function drawCross(context, [x, y], side) {
  const across = [
    [x - ARM, y],
    [x + ARM, y],
  ];
  const down = [
    [x, y - ARM],
    [x, y + ARM],
  ];
  drawLines(context, [across, down], "#ffffff", 1.5 / side);
}
