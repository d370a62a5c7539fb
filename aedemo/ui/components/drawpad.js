// The behaviour of one DrawPad. Gradio runs this text once, as the body of a function of
// (element, trigger, props, server, upload, watch), whenever the component is put on the page.
// Above it stand shared.js and const settings = {sprite, maxStrokes, maxPoints, maxFileBytes}.
//
// What the pad shows is `shown`: {strokes: [...]}, {gallery: index} or {picture: {...}}. Only the
// stroke being drawn is ever changed in place; everything else is replaced, never edited, so that
// the history can hold earlier states as they were.

const CELLS = SIDE; // of the square, on each side
const SHEET_COLUMNS = 100;
const PER_CLASS = 500;
const CLASSES = 10;
const PEN_WIDTH = 2.5 / CELLS; // of the square: MNIST's stroke
const SEND_EVERY_MS = 75; // 13 a second: often enough to follow, rarely under way at pen up
const MIN_STEP = 0.004; // of the square: a finer hand than the digit can show
const HISTORY_LENGTH = 100;
const THUMB_SCALE = 4; // thumbnails are enlarged sharply, then shrunk smoothly by the page
// Widths and greys of the pen, outside in. Painted with "lighten" they make a soft edge that
// stays the same however often segments overlap.
const PEN_LAYERS = [[1.12, "#2c2c2c"], [1.04, "#757575"], [0.96, "#bebebe"], [0.88, "#fff"]];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const stage = find(".stage");
const paper = find(".paper");
const pen = find(".pen");
const strip = find(".strip");
const fileInput = find(".file");
const undoButton = find(".undo");
const ink = paper.getContext("2d", { alpha: false });
const background = getComputedStyle(stage).backgroundColor;
const sprite = settings.sprite ? loadSprite(settings.sprite) : null;

let shown = given();
let history = [];
let stroke = null; // the points of the stroke being drawn
let pointer = null; // the id of the mouse, finger or pen that draws it
let penAt = [0.5, 0.5];
let sendTimer = 0;
let lastSent = 0;
let thumbs = []; // one a class: {button, context, index}

element.dataset.drawpad = ""; // how pads on one page know each other
buildStrip();
listenToPointer();
listenToKeys();
listenToButtons();
listenForFiles();
watch("value", () => receive(given()));
watch("message_number", answerWithMessage);
new ResizeObserver(fitPaper).observe(stage);
rest();
say(props.message);

// ---------------------------------------------------------------- values

// No value at all is an empty drawing.
function given() {
  return plain(props.value) ?? { strokes: [] };
}

// A copy of what is shown, for Gradio.
function snapshot() {
  return light(shown.strokes ? { strokes: shown.strokes.map((points) => points.slice()) } : shown);
}

function isEmpty(state) {
  return state.strokes?.length === 0;
}

function remember() {
  history.push(shown);
  if (history.length > HISTORY_LENGTH) history.shift();
}

// An action of the person that is done at once: clear, undo, a pick.
function act(next) {
  shown = next;
  rest();
  speak(description());
  send("input", "release");
}

// A value from Python. Nothing is sent back: the events belong to the person.
function receive(value) {
  if (stroke) {
    props.value = snapshot(); // the hand on the pad wins
  } else if (!value.file && JSON.stringify(value) !== JSON.stringify(shown)) {
    say("");
    remember();
    shown = value;
    rest();
  }
}

function answerWithMessage() {
  if (props.value?.file) props.value = snapshot(); // or each later event would carry the file
  say(props.message);
}

function send(...events) {
  clearTimeout(sendTimer);
  sendTimer = 0;
  lastSent = performance.now();
  props.value = snapshot();
  events.forEach((name) => trigger(name));
}

function sendSoon() {
  const wait = lastSent + SEND_EVERY_MS - performance.now();
  sendTimer ||= setTimeout(() => send("input"), wait);
}

// ---------------------------------------------------------------- drawing

function beginStroke(point) {
  say("");
  const onDrawing = Boolean(shown.strokes);
  if (onDrawing && (shown.strokes.length >= settings.maxStrokes || !hasRoom())) {
    return say("The pad is full. Clear it to draw more.");
  }
  remember();
  stroke = [point];
  shown = { strokes: onDrawing ? [...shown.strokes, stroke] : [stroke] };
  toggleHint();
  if (!onDrawing) repaint();
  paintSegment(stroke, 0);
  sendSoon();
}

function extendStroke(point) {
  const [x, y] = stroke.at(-1);
  if (Math.hypot(point[0] - x, point[1] - y) < MIN_STEP) return;
  if (!hasRoom()) return;
  stroke.push(point);
  paintSegment(stroke, stroke.length - 1);
  sendSoon();
}

function endStroke() {
  if (!stroke) return;
  paintTail(stroke);
  penAt = stroke.at(-1);
  stroke = pointer = null;
  delete pen.dataset.held;
  send("input", "release");
  nameThings();
  placePen();
}

// For one more point: Python would refuse a larger drawing.
function hasRoom() {
  return shown.strokes.reduce((sum, { length }) => sum + length, 0) < settings.maxPoints;
}

function undo() {
  endStroke();
  if (history.length) act(history.pop());
  else if (shown.strokes?.length) act({ strokes: shown.strokes.slice(0, -1) });
}

function clear() {
  endStroke();
  if (isEmpty(shown)) return say("");
  remember();
  penAt = [0.5, 0.5];
  act({ strokes: [] });
}

// ---------------------------------------------------------------- painting

function fitPaper() {
  const side = Math.round(stage.clientWidth * devicePixelRatio);
  // 0 in a tab that is not open; and a canvas is born 300 wide, but not 300 high.
  if (!side || (side === paper.width && side === paper.height)) return;
  paper.width = paper.height = side;
  repaint();
}

function repaint() {
  ink.globalCompositeOperation = "source-over";
  ink.fillStyle = background;
  ink.fillRect(0, 0, paper.width, paper.height);
  ink.lineCap = ink.lineJoin = "round";
  ink.imageSmoothingEnabled = false;
  if (shown.strokes) {
    ink.globalCompositeOperation = "lighten";
    shown.strokes.forEach(paintStroke);
  } else {
    ink.globalCompositeOperation = "screen"; // black becomes the paper's own near-black
    paintDigit();
  }
}

function paintStroke(points) {
  paintDot(points[0]);
  paintLine((path) => {
    for (let i = 1; i < points.length; i++) addSegment(path, points, i);
    addTail(path, points);
  });
}

function paintSegment(points, i) {
  if (i === 0) paintDot(points[0]);
  else paintLine((path) => addSegment(path, points, i));
}

function paintTail(points) {
  paintLine((path) => addTail(path, points));
}

function paintDot([x, y]) {
  const side = paper.width;
  for (const [width, grey] of PEN_LAYERS) {
    ink.fillStyle = grey;
    ink.beginPath();
    ink.arc(x * side, y * side, (width * PEN_WIDTH * side) / 2, 0, 2 * Math.PI);
    ink.fill();
  }
}

function paintLine(trace) {
  const path = new Path2D();
  trace(path);
  for (const [width, grey] of PEN_LAYERS) {
    ink.strokeStyle = grey;
    ink.lineWidth = width * PEN_WIDTH * paper.width;
    ink.stroke(path);
  }
}

// A smooth line runs through the middles between points, bent towards the points: a segment ends
// halfway to its newest point, and the tail covers the last half when the pen is lifted.
function addSegment(path, points, i) {
  const from = i === 1 ? points[0] : middle(points[i - 2], points[i - 1]);
  const to = middle(points[i - 1], points[i]);
  path.moveTo(...onPaper(from));
  path.quadraticCurveTo(...onPaper(points[i - 1]), ...onPaper(to));
}

function addTail(path, points) {
  if (points.length < 2) return;
  path.moveTo(...onPaper(middle(points.at(-2), points.at(-1))));
  path.lineTo(...onPaper(points.at(-1)));
}

function middle([ax, ay], [bx, by]) {
  return [(ax + bx) / 2, (ay + by) / 2];
}

function onPaper([x, y]) {
  return [x * paper.width, y * paper.width];
}

// In the middle, every one of its pixels equally large: a whole number of the screen's.
function paintDigit() {
  const side = CELLS * Math.max(1, Math.floor(paper.width / CELLS));
  const margin = Math.floor((paper.width - side) / 2);
  const box = [margin, margin, side, side];
  if (shown.picture) ink.drawImage(pictureCanvas(shown.picture), ...box);
  else drawFromSprite(ink, shown.gallery, box);
}

function drawFromSprite(context, index, box) {
  if (!sprite?.naturalWidth) return;
  const x = (index % SHEET_COLUMNS) * CELLS;
  const y = Math.floor(index / SHEET_COLUMNS) * CELLS;
  context.drawImage(sprite, x, y, CELLS, CELLS, ...box);
}

function pictureCanvas({ normalised }) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = CELLS;
  drawGrey(canvas, bytes(normalised));
  return canvas;
}

// ---------------------------------------------------------------- gallery

function loadSprite(url) {
  const image = new Image();
  image.addEventListener("load", () => {
    thumbs.forEach(paintThumb);
    repaint();
  });
  image.addEventListener("error", () => {
    hideGallery();
    say("The gallery could not be loaded. Drawing works all the same.");
  });
  image.src = fromRoot(url);
  return image;
}

function buildStrip() {
  if (!sprite) return hideGallery();
  strip.replaceChildren();
  thumbs = Array.from({ length: CLASSES }, (_, digit) => {
    const button = document.createElement("button");
    button.type = "button";
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = CELLS * THUMB_SCALE;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `A handwritten ${digit}`);
    button.append(canvas);
    button.addEventListener("click", () => pickClass(digit));
    strip.append(button);
    const context = canvas.getContext("2d");
    return { button, context, index: digit * PER_CLASS };
  });
}

function hideGallery() {
  strip.hidden = find(".another").hidden = true;
}

function paintThumb({ context, index }) {
  const side = CELLS * THUMB_SCALE;
  context.globalCompositeOperation = "source-over";
  context.imageSmoothingEnabled = false;
  context.fillStyle = background;
  context.fillRect(0, 0, side, side);
  context.globalCompositeOperation = "screen";
  drawFromSprite(context, index, [0, 0, side, side]);
}

// The class's digit in the strip, or the one after it when that is the digit already chosen.
function pickClass(digit) {
  const { index } = thumbs[digit];
  const next = digit * PER_CLASS + ((index + 1) % PER_CLASS);
  pick(shown.gallery === index ? next : index);
}

function pickAnother() {
  const others = CLASSES * PER_CLASS - 1;
  const random = Math.floor(Math.random() * others);
  pick(random >= shown.gallery ? random + 1 : random); // any but the one shown
}

function pick(index) {
  endStroke();
  say("");
  remember();
  act({ gallery: index });
}

// ---------------------------------------------------------------- uploads

async function takeFile(file) {
  if (file.size > settings.maxFileBytes) {
    const size = (file.size / 2 ** 20).toFixed(1);
    return say(`This file is ${size} MB. Please take one of at most 5 MB.`);
  }
  const data = await readBase64(file);
  if (!data) return say("This file is empty or could not be read. Please take another.");
  endStroke();
  say("Reading the picture …");
  props.value = { file: data };
  trigger("upload");
}

function readBase64(file) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(",")[1]);
    reader.onerror = () => resolve("");
    reader.readAsDataURL(file);
  });
}

// ---------------------------------------------------------------- words

// Everything that follows from `shown`, once an action is over.
function rest() {
  repaint();
  nameThings();
  placePen();
}

function nameThings() {
  paper.setAttribute("aria-label", `Your digit: ${description()}`);
  undoButton.setAttribute("aria-disabled", String(!history.length && !shown.strokes?.length));
  toggleHint();
  for (const [digit, thumb] of thumbs.entries()) {
    const chosen = Math.floor(shown.gallery / PER_CLASS) === digit;
    if (chosen && thumb.index !== shown.gallery) {
      thumb.index = shown.gallery;
      paintThumb(thumb);
    }
    thumb.button.setAttribute("aria-pressed", String(chosen));
    thumb.button.setAttribute("aria-label", `${chosen ? "Next" : "A"} ${digit} from the gallery`);
  }
}

function toggleHint() {
  stage.classList.toggle("empty", isEmpty(shown));
}

function description() {
  if (shown.picture) return "an uploaded picture";
  if (!shown.strokes) {
    const digit = Math.floor(shown.gallery / PER_CLASS);
    return `a ${digit}, number ${(shown.gallery % PER_CLASS) + 1} of the gallery`;
  }
  const count = shown.strokes.length;
  return count ? `a drawing, ${count} stroke${count > 1 ? "s" : ""}` : "empty";
}

function say(sentence) {
  find(".message").textContent = sentence ?? "";
}

// For those who hear the page: what an action did.
function speak(sentence) {
  find(".spoken").textContent = sentence;
}

// ---------------------------------------------------------------- mouse, finger, pen

function listenToPointer() {
  paper.addEventListener("pointerdown", (event) => {
    if (pointer !== null || event.button !== 0) return;
    endStroke(); // one that the keyboard began
    beginStroke(pointOf(event, paper.getBoundingClientRect()));
    if (!stroke) return;
    pointer = event.pointerId;
    paper.setPointerCapture(pointer);
  });
  paper.addEventListener("pointermove", (event) => {
    if (!stroke || event.pointerId !== pointer) return;
    const events = event.getCoalescedEvents?.() ?? [];
    const box = paper.getBoundingClientRect(); // once: it can cost a layout
    for (const each of events.length ? events : [event]) extendStroke(pointOf(each, box));
  });
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
    paper.addEventListener(name, (event) => event.pointerId === pointer && endStroke());
  }
}

function pointOf({ clientX, clientY }, { left, top, width, height }) {
  return [(clientX - left) / width, (clientY - top) / height].map(onGrid);
}

// Four decimals keep the messages small.
function onGrid(number) {
  return Math.round(Math.min(Math.max(number, 0), 1) * 1e4) / 1e4;
}

// ---------------------------------------------------------------- keyboard

function listenToKeys() {
  element.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      event.preventDefault();
      undo();
    }
  });
  paper.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || pointer !== null) return;
    if (pressKey(event)) event.preventDefault();
  });
  paper.addEventListener("keyup", (event) => {
    if (event.key === "Shift" && pen.dataset.held === "shift") liftPen();
  });
  paper.addEventListener("blur", () => pointer === null && liftPen());
}

function pressKey({ key, shiftKey, repeat }) {
  if (ARROWS[key]) {
    if (shiftKey && !stroke) lowerPen("shift");
    movePen(ARROWS[key]);
  } else if (key === " " && stroke) {
    if (!repeat) liftPen();
  } else if (key === " ") {
    if (!repeat) lowerPen("space");
  } else if (key === "Escape" && stroke) {
    liftPen();
  } else if (key === "Delete" || key === "Backspace") {
    clear();
  } else {
    return false;
  }
  return true;
}

function lowerPen(held) {
  beginStroke(penAt);
  if (!stroke) return;
  pen.dataset.held = held;
  speak("Pen down");
}

function liftPen() {
  if (!stroke) return;
  endStroke();
  speak(`Pen up: ${description()}`);
}

function movePen([dx, dy]) {
  stage.classList.add("keys-known");
  penAt = [onGrid(penAt[0] + dx / CELLS), onGrid(penAt[1] + dy / CELLS)];
  if (stroke) extendStroke(penAt);
  placePen();
}

function placePen() {
  pen.style.left = `${100 * penAt[0]}%`;
  pen.style.top = `${100 * penAt[1]}%`;
}

// ---------------------------------------------------------------- buttons and files

function listenToButtons() {
  undoButton.addEventListener("click", undo);
  find(".clear").addEventListener("click", clear);
  find(".another").addEventListener("click", pickAnother);
  find(".upload").addEventListener("click", () => fileInput.click());
  fileInput.addEventListener("change", () => {
    const [file] = fileInput.files;
    if (file) takeFile(file);
    fileInput.value = ""; // so that the same file can be taken again
  });
}

function listenForFiles() {
  element.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    stage.classList.add("dropping");
  });
  element.addEventListener("dragleave", (event) => {
    if (!element.contains(event.relatedTarget)) stage.classList.remove("dropping");
  });
  element.addEventListener("drop", (event) => {
    stage.classList.remove("dropping");
    const [file] = event.dataTransfer.files;
    if (!file) return;
    event.preventDefault();
    takeFile(file);
  });
  // Anywhere on the page; the listener takes itself off when the pad is gone.
  const listening = new AbortController();
  document.addEventListener("paste", (event) => {
    if (!element.isConnected) return listening.abort();
    const file = [...event.clipboardData.files].find(({ type }) => type.startsWith("image/"));
    if (!file || event.defaultPrevented || !isPasteForThis(event)) return;
    event.preventDefault();
    takeFile(file);
  }, { signal: listening.signal });
}

// Of several pads the one with the focus takes it, otherwise the first that is to be seen.
function isPasteForThis({ target }) {
  if (!element.offsetParent) return false;
  if (target.closest?.("textarea, [contenteditable], input:not([type=range])")) return false;
  const focused = document.activeElement?.closest("[data-drawpad]");
  return !focused || focused === element;
}
