// Ways from one digit to another. Gradio runs this text once, as the body of a function of (element,
// trigger, props, server, upload, watch), below shared.js and const settings = {module}.

const FRAMES = 11;
const SLICE = 8; // ms of decoding a frame, so that the page stays smooth
const THERE_AND_BACK = 5000; // ms
const LEAST_TOP = 6; // times a typical digit's strangeness, at the top of every curve
const SVG = "http://www.w3.org/2000/svg";

const time = find(".time"), play = find(".play");
let ways = [], usual = [0, 0], top = LEAST_TOP, run = 0, playing = 0, waiting = false;

watch("value", () => receive(plain(props.value)));
time.addEventListener("input", () => { stop(); changed(); });
play.addEventListener("click", () => (playing ? stop() : start()));
receive(plain(props.value));

async function receive(value) {
  if (!value) return;
  let decoders;
  try {
    const { loadDecoder } = await import(fromRoot(settings.module));
    const load = ({ decoder }) => decoder && loadDecoder({ ...decoder, url: fromRoot(decoder.url) });
    decoders = await Promise.all(value.ways.map(load));
  } catch {
    find(".message").textContent = "The decoders' weights could not be fetched. Is the server still there?";
    return;
  }
  find(".message").textContent = "";
  usual = value.usual;
  if (value.ways.map(titleOf).join() !== ways.map(titleOf).join()) layOut(value.ways);
  ways.forEach((way, i) => Object.assign(way, value.ways[i], { decode: decoders[i] }));
  top = Math.max(LEAST_TOP, ...ways.map(({ strangeness }) => Math.ceil(Math.max(...strangeness))));
  ways.forEach(drawCurve);
  paintStrips();
  changed();
}

const titleOf = ({ label, aside }) => `${label}, ${aside}`;

// ---------------------------------------------------------------------------------- the frames

function codeAt({ start, end, spherical }, t) {
  const norm = (v) => Math.hypot(...v);
  let from = 1 - t, to = t;
  if (spherical) {
    const cosine = start.reduce((sum, z, i) => sum + z * end[i], 0) / Math.max(norm(start) * norm(end), 1e-12);
    const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
    if (Math.sin(angle) >= 1e-4) {
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

function paintStrips() {
  const mine = ++run;
  const work = ways.flatMap((way) => way.cells.map((cell, i) => [way, cell.canvas, i / (FRAMES - 1)]));
  function slice() {
    if (mine !== run) return; // a later value has come
    const until = performance.now() + SLICE;
    while (work.length && performance.now() < until) {
      const [way, canvas, t] = work.shift();
      drawGrey(canvas, frame(way, t), 255);
    }
    if (work.length) return requestAnimationFrame(slice);
    element.dataset.painted = Number(element.dataset.painted ?? 0) + 1;
  }
  requestAnimationFrame(slice);
}

// ------------------------------------------------------------------------------------ scrubbing

function changed() {
  if (!waiting) requestAnimationFrame(paintNow);
  waiting = true;
}

function paintNow() {
  waiting = false;
  const t = Number(time.value), nearest = Math.round(t * (FRAMES - 1));
  find(".at").textContent = `${Math.round(100 * t)} %`;
  for (const way of ways) {
    drawGrey(way.large, frame(way, t), 255);
    way.figure.textContent = `${between(way.strangeness, t).toFixed(1)} × a digit's error`;
    way.line.setAttribute("x1", placeOf(t));
    way.line.setAttribute("x2", placeOf(t));
    way.cells.forEach(({ button }, i) => button.toggleAttribute("aria-current", i === nearest));
  }
  element.dataset.frames = Number(element.dataset.frames ?? 0) + 1;
}

function between(values, t) {
  const at = t * (FRAMES - 1), i = Math.min(FRAMES - 2, Math.floor(at));
  return values[i] + (at - i) * (values[i + 1] - values[i]);
}

function start() {
  const phase = Math.acos(1 - 2 * Number(time.value)), began = performance.now();
  play.setAttribute("aria-pressed", "true");
  play.textContent = "Pause";
  function step(now) {
    if (!element.isConnected || !element.offsetParent) return stop(); // another tab was opened
    const turn = phase + (2 * Math.PI * Math.max(0, now - began)) / THERE_AND_BACK;
    time.value = (1 - Math.cos(turn)) / 2;
    changed();
    playing = requestAnimationFrame(step);
  }
  playing = requestAnimationFrame(step);
}

function stop() {
  cancelAnimationFrame(playing);
  playing = 0;
  play.setAttribute("aria-pressed", "false");
  play.textContent = "Play";
}

function goTo(t) {
  stop();
  time.value = t;
  changed();
}

// --------------------------------------------------------------------------------------- layout

function layOut(wanted) {
  ways = wanted.map(makeWay);
  find(".now").replaceChildren(...ways.map(({ now }) => now));
  find(".ways").replaceChildren(...ways.map(({ box }) => box));
}

function makeWay(way) {
  const now = make("figure", ""), large = makeCanvas("digit", `${titleOf(way)}, now`);
  const figure = make("span", "figure"), words = make("figcaption", "", way.label);
  words.append(make("span", "aside", way.aside), figure);
  now.append(large, words);
  const box = make("section", "way"), strip = make("div", "strip");
  const cells = Array.from({ length: FRAMES }, (_, i) => makeCell(way, i / (FRAMES - 1)));
  const heading = make("h3", "", way.label), curve = makeCurve(way);
  heading.append(make("span", "aside", way.aside));
  strip.append(...cells.map(({ button }) => button));
  const scale = make("p", "scale");
  box.append(heading, strip, curve, scale);
  return { ...way, now, large, figure, box, cells, curve, scale, line: curve.querySelector(".now-line") };
}

function makeCell(way, t) {
  const button = make("button", ""), words = `${titleOf(way)}, ${Math.round(100 * t)} %`;
  button.type = "button";
  button.tabIndex = -1; // the scrubber is the keyboard's way
  button.setAttribute("aria-label", words);
  const canvas = makeCanvas("digit", words);
  button.append(canvas);
  button.addEventListener("click", () => goTo(t));
  return { button, canvas };
}

// The curve's points stand below the middles of the frames.
const placeOf = (t) => (100 * (t * (FRAMES - 1) + 0.5)) / FRAMES;
const heightOf = (value) => 40 - (38 * value) / top;

function makeCurve(way) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 100 40");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("role", "img");
  svg.append(...["usual", "now-line", "curve"].map((name) => {
    const shape = document.createElementNS(SVG, { usual: "rect", "now-line": "line", curve: "polyline" }[name]);
    shape.setAttribute("class", name);
    return shape;
  }));
  svg.querySelector(".now-line").setAttribute("y1", 0);
  svg.querySelector(".now-line").setAttribute("y2", 40);
  return svg;
}

function drawCurve(way) {
  const band = way.curve.querySelector(".usual"), upper = heightOf(usual[1]);
  Object.entries({ x: 0, width: 100, y: upper, height: heightOf(usual[0]) - upper })
    .forEach(([name, value]) => band.setAttribute(name, value));
  const points = way.strangeness.map((value, i) => `${placeOf(i / (FRAMES - 1))},${heightOf(value)}`);
  way.curve.querySelector(".curve").setAttribute("points", points.join(" "));
  const highest = Math.max(...way.strangeness).toFixed(1);
  way.scale.replaceChildren(make("span", "", `${top}×`), make("span", "", "0"));
  way.curve.setAttribute("aria-label", `${titleOf(way)}: at most ${highest} times a typical digit's error`);
}
