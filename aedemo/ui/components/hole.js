// A digit and a hole. `element`, `props`, `trigger` and `watch` come from gr.HTML, the rest from
// shared.js.

const SCALE = 10; // of the canvas: a pixel is a square of as many
const SEND_EVERY_MS = 75;
const HISTORY_LENGTH = 50;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const paper = find(".paper"), context = paper.getContext("2d");
const size = find("input"), mend = find(".mend");
paper.width = paper.height = SIDE * SCALE;

let digit = new Uint8Array(PIXELS), missing = new Uint8Array(PIXELS);
let history = [];
let at = null; // where the brush is, in pixels, while it is over the digit
let painting = false;
let timer = 0, lastSent = 0;

watch("value", () => receive(plain(props.value)));
receive(plain(props.value));

function receive(value) {
  if (!value) return;
  if (value.digit) digit = bytes(value.digit);
  if (!painting) missing = bytes(value.missing);
  paint();
}

function paint() {
  for (let i = 0; i < PIXELS; i++) {
    const x = (i % SIDE) * SCALE, y = Math.floor(i / SIDE) * SCALE;
    context.fillStyle = missing[i] ? "#c2571a" : `rgb(${digit[i]},${digit[i]},${digit[i]})`;
    context.fillRect(x, y, SCALE, SCALE);
  }
  if (at) {
    const [left, top, side] = box();
    context.lineWidth = 2;
    context.strokeStyle = "#fff";
    context.strokeRect(left * SCALE, top * SCALE, side * SCALE, side * SCALE);
  }
  element.dataset.painted = Number(element.dataset.painted ?? 0) + 1;
}

// The brush's square: left, top and side in whole pixels.
function box() {
  const side = Number(size.value);
  return [Math.round(at[0] - side / 2), Math.round(at[1] - side / 2), side];
}

function dab() {
  const [left, top, side] = box(), value = mend.getAttribute("aria-pressed") === "true" ? 0 : 1;
  for (let y = Math.max(0, top); y < Math.min(SIDE, top + side); y++) {
    for (let x = Math.max(0, left); x < Math.min(SIDE, left + side); x++) missing[y * SIDE + x] = value;
  }
}

// A fast hand leaves out pixels between two events: the brush goes through all of them.
function strokeTo(place) {
  const from = at ?? place, steps = Math.ceil(Math.hypot(place[0] - from[0], place[1] - from[1])) || 1;
  for (let step = 1; step <= steps; step++) {
    at = from.map((start, axis) => start + ((place[axis] - start) * step) / steps);
    dab();
  }
}

function remember() {
  history.push(missing.slice());
  if (history.length > HISTORY_LENGTH) history.shift();
}

function become(next) {
  missing = next;
  paint();
  send("input", "release");
}

function send(...events) {
  clearTimeout(timer);
  timer = 0;
  lastSent = performance.now();
  props.value = light({ missing: btoa(String.fromCharCode(...missing)) });
  events.forEach((name) => trigger(name));
}

function placeOf(event) {
  const frame = paper.getBoundingClientRect();
  return [event.clientX - frame.left, event.clientY - frame.top].map((each) => (each / frame.width) * SIDE);
}

paper.addEventListener("pointerdown", (event) => {
  if (event.button) return;
  paper.setPointerCapture(event.pointerId);
  remember();
  painting = true;
  at = null;
  strokeTo(placeOf(event));
  paint();
  send("input");
});
paper.addEventListener("pointermove", (event) => {
  if (painting) {
    strokeTo(placeOf(event));
    timer ||= setTimeout(() => send("input"), lastSent + SEND_EVERY_MS - performance.now());
  } else at = placeOf(event);
  paint();
});
for (const end of ["pointerup", "pointercancel"]) {
  paper.addEventListener(end, () => {
    if (!painting) return;
    painting = false;
    send("input", "release");
  });
}
paper.addEventListener("pointerleave", () => {
  if (painting) return;
  at = null;
  paint();
});
paper.addEventListener("keydown", (event) => {
  const move = ARROWS[event.key];
  if (!move && event.key !== " ") return;
  event.preventDefault();
  at ??= [SIDE / 2, SIDE / 2];
  if (move) at = at.map((each, axis) => Math.min(SIDE, Math.max(0, each + move[axis])));
  if (!move) {
    remember();
    dab();
    send("input", "release");
  }
  paint();
});
paper.addEventListener("blur", () => {
  at = null;
  paint();
});
size.addEventListener("input", () => (find("output").textContent = size.value));
mend.addEventListener("click", () => {
  mend.setAttribute("aria-pressed", mend.getAttribute("aria-pressed") !== "true");
});
find(".undo").addEventListener("click", () => history.length && become(history.pop()));
find(".clear").addEventListener("click", () => {
  if (!missing.some(Boolean)) return;
  remember();
  become(new Uint8Array(PIXELS));
});
