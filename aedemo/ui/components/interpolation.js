// Ways from one digit to another.

import { loadDecoder } from "../modules/decoding.js";
import {
  countPaint,
  finder,
  make,
  makeCanvas,
  makeCanvasButton,
  makeShape,
  showPlaying,
} from "../modules/dom.js";
import { keepPart } from "../modules/kept.js";
import { clamp, sum } from "../modules/numbers.js";
import { drawGrey } from "../modules/pixels.js";
import { makeSlicer } from "../modules/slices.js";
import { follow } from "../modules/values.js";

const THERE_AND_BACK = 5000; // ms
const LEAST_TOP = 6; // times a typical digit's strangeness, at the top of every curve
const HEIGHT = 40; // of a curve's drawing, which is 100 wide
const HIGHEST = 38; // of a curve in it
const LEAST_SINE = 1e-4; // codes that point the same way or opposite ways have no arc between them

/** @param {Host} host */
export function mount(host) {
  const { element } = host;
  const find = finder(element);
  const time = find(".time", HTMLInputElement);
  const play = find(".play");
  const paintSliced = makeSlicer(() => countPaint(element));
  let ways = [];
  let playing = 0;
  let waiting = false;

  time.value = keepPart(host, () => time.value, time.value);
  time.addEventListener("input", () => {
    stop();
    changed();
  });
  play.addEventListener("click", () => (playing ? stop() : start()));
  follow(host, receive);

  async function receive(value) {
    let decoders;
    try {
      const load = ({ decoder }) => decoder && loadDecoder(decoder);
      decoders = await Promise.all(value.ways.map(load));
    } catch {
      find(".message").textContent =
        "The decoders' weights could not be fetched. Is the server still there?";
      return;
    }
    find(".message").textContent = "";
    if (value.ways.map(titleOf).join() !== ways.map(titleOf).join()) layOut(value.ways);
    ways.forEach((way, i) => {
      Object.assign(way, value.ways[i], { decode: decoders[i] });
    });
    drawCurves(ways, value.usual);
    paintStrips();
    changed();
  }

  function paintStrips() {
    const frames = ways.flatMap((way) =>
      way.cells.map(({ canvas }, i) => ({ way, canvas, t: shareOf(i, way.cells.length) })),
    );
    paintSliced(frames, ({ way, canvas, t }) => drawGrey(canvas, frame(way, t), 255));
  }

  // --------------------------------------------------------------------------------- scrubbing

  function changed() {
    if (!waiting) requestAnimationFrame(paintNow);
    waiting = true;
  }

  function paintNow() {
    waiting = false;
    const t = Number(time.value);
    find(".at").textContent = `${Math.round(100 * t)} %`;
    for (const way of ways) showAt(way, t);
    countPaint(element, "frames");
  }

  function start() {
    const phase = Math.acos(1 - 2 * Number(time.value));
    const began = performance.now();
    showPlaying(play, true);
    function step(now) {
      // Another tab was opened.
      if (!element.isConnected || !element.offsetParent) return stop();
      const turn = phase + (2 * Math.PI * Math.max(0, now - began)) / THERE_AND_BACK;
      time.value = String((1 - Math.cos(turn)) / 2);
      changed();
      playing = requestAnimationFrame(step);
    }
    playing = requestAnimationFrame(step);
  }

  function stop() {
    cancelAnimationFrame(playing);
    playing = 0;
    showPlaying(play, false);
  }

  function goTo(t) {
    stop();
    time.value = String(t);
    changed();
  }

  // ------------------------------------------------------------------------------------ layout

  function layOut(wanted) {
    ways = wanted.map((way) => makeWay(way, goTo));
    find(".now").replaceChildren(...ways.map(({ now }) => now));
    find(".ways").replaceChildren(...ways.map(({ box }) => box));
  }
}

const titleOf = ({ label, aside }) => `${label}, ${aside}`;

const shareOf = (i, count) => i / (count - 1);

// ----------------------------------------------------------------------------------- the frames

function codeAt({ start, end, spherical }, t) {
  let [from, to] = [1 - t, t];
  if (spherical) {
    const dot = sum(start.map((z, i) => z * end[i]));
    const norms = Math.hypot(...start) * Math.hypot(...end);
    const angle = Math.acos(clamp(dot / Math.max(norms, 1e-12), -1, 1));
    if (Math.sin(angle) >= LEAST_SINE) {
      from = Math.sin((1 - t) * angle) / Math.sin(angle);
      to = Math.sin(t * angle) / Math.sin(angle);
    }
  }
  return Float32Array.from(start, (z, i) => from * z + to * end[i]);
}

function frame(way, t) {
  const code = codeAt(way, t);
  return way.decode ? way.decode(code) : code;
}

function showAt(way, t) {
  const { cells, line } = way;
  const place = placeOf(t, cells.length);
  const nearest = Math.round(t * (cells.length - 1));
  drawGrey(way.large, frame(way, t), 255);
  way.figure.textContent = `${between(way.strangeness, t).toFixed(1)} × a digit's error`;
  line.setAttribute("x1", place);
  line.setAttribute("x2", place);
  cells.forEach(({ button }, i) => button.toggleAttribute("aria-current", i === nearest));
}

function between(values, t) {
  const at = t * (values.length - 1);
  const i = Math.min(values.length - 2, Math.floor(at));
  return values[i] + (at - i) * (values[i + 1] - values[i]);
}

// ---------------------------------------------------------------------------------------- a way

function makeWay(way, goTo) {
  const count = way.strangeness.length;
  const now = make("figure");
  const large = makeCanvas("digit", `${titleOf(way)}, now`);
  const figure = make("span", "figure");
  const words = make("figcaption", "", way.label);
  words.append(make("span", "aside", way.aside), figure);
  now.append(large, words);
  const box = make("section", "way");
  const strip = make("div", "strip");
  const cells = Array.from({ length: count }, (_, i) => makeCell(way, shareOf(i, count), goTo));
  const heading = make("h3", "", way.label);
  const curve = makeCurve();
  const scale = make("p", "scale");
  heading.append(make("span", "aside", way.aside));
  strip.append(...cells.map(({ button }) => button));
  box.append(heading, strip, curve.svg, scale);
  return { ...way, ...curve, now, large, figure, box, cells, scale };
}

function makeCell(way, t, goTo) {
  const words = `${titleOf(way)}, ${Math.round(100 * t)} %`;
  const cell = makeCanvasButton(words, () => goTo(t));
  cell.button.tabIndex = -1; // the scrubber is the keyboard's way
  cell.button.setAttribute("aria-label", words);
  return cell;
}

// ----------------------------------------------------------------------------------- its curve

// The curve's points stand below the middles of the frames.
const placeOf = (t, count) => (100 * (t * (count - 1) + 0.5)) / count;

function makeCurve() {
  const svg = makeShape("svg", {
    viewBox: `0 0 100 ${HEIGHT}`,
    preserveAspectRatio: "none",
    role: "img",
  });
  const band = makeShape("rect", { class: "usual", x: 0, width: 100 });
  const line = makeShape("line", { class: "now-line", y1: 0, y2: HEIGHT });
  const curve = makeShape("polyline", { class: "curve" });
  svg.append(band, line, curve);
  return { svg, band, line, curve };
}

// All on the same scale. `usual` is where real digits lie.
function drawCurves(ways, usual) {
  const highest = ways.map(({ strangeness }) => Math.max(...strangeness));
  const top = Math.max(LEAST_TOP, ...highest.map(Math.ceil));
  const heightOf = (value) => HEIGHT - (HIGHEST * value) / top;
  const [low, high] = usual.map(heightOf);
  ways.forEach((way, i) => {
    way.band.setAttribute("y", high);
    way.band.setAttribute("height", low - high);
    const count = way.strangeness.length;
    const points = way.strangeness.map(
      (value, k) => `${placeOf(shareOf(k, count), count)},${heightOf(value)}`,
    );
    way.curve.setAttribute("points", points.join(" "));
    way.scale.replaceChildren(make("span", "", `${top}×`), make("span", "", "0"));
    const words = `at most ${highest[i].toFixed(1)} times a typical digit's error`;
    way.svg.setAttribute("aria-label", `${titleOf(way)}: ${words}`);
  });
}
