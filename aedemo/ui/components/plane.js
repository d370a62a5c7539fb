// One plane of decoded digits. Gradio runs this text once, as the body of a function of (element,
// trigger, props, server, upload, watch), below shared.js and const settings = {module, view,
// decoder, label, home, codes, low, high}.
//
// Three canvases lie on each other, so that a moving crosshair repaints neither digits nor dots.
// Points are in the units of the code, the second latent upwards. The plane is cut into cells, each
// with the digit decoded at its middle; those of level n + 1 are half as wide as those of level n.

const PATH_COLOUR = "#b58be6"; // the code's hue in the dark: the plane is dark in both modes
const PAPER = 10; // the grey that decoded black becomes, as everywhere on the page
const ACROSS = 22; // cells across in the first view, those of level 0
const MOST_ACROSS = 24;
const LEAST_CELL = 18; // CSS pixels
const WIDEST = 3, NARROWEST = 1 / 64; // of the first view
const DECODING_MS = 8; // of a frame
const PAGES = 16, PAGE_SIDE = 16; // the cache: pages of 16 x 16 digits, 4,096 in all
const LOOK_UP = 6; // levels searched for a coarser digit to show meanwhile
const SLICES = 10; // rounds in which the dots are painted, so that no class hides another
const DOTS_ACROSS = 190; // so wide is a dot in the first view
const KEY_ZOOM = 1.5, KEY_STEP = 1 / 40, KEY_LEAP = 1 / 8; // the steps: of the view's width
const NO_BREAK = String.fromCharCode(160);
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

const { home } = settings;
const corner = { x: home.x - home.width / 2, y: home.y - home.width / 2 }; // of cell (0, 0)
const lattice = find(".lattice"), codes = find(".codes"), sheet = find(".marks");
const [digits, dots, over] = [lattice, codes, sheet].map((canvas) => canvas.getContext("2d"));
const points = unpack();
const shownClasses = CLASS_COLOURS.map(() => true);

let view = null;
let side = 0, ratio = 1; // of the canvases: width in their own pixels, and those to a CSS pixel
let marks = given();
let cursor = null; // the point under the mouse or at the keyboard's crosshair
let decode = null;
let dotsShown = true;
let missing = []; // cells in view that are still to be decoded, the next one last
let stale = new Set(); // what the next frame must repaint: "view", "dots", "marks"
let framing = 0, frames = 0, paints = 0, reported = true;

// -------------------------------------------------------------------------------------- values

function given() {
  const value = plain(props.value);
  return { code: value?.code ?? null, path: value?.path ?? [], at: value?.at ?? null };
}

// N pairs of numbers in a row.
function unpack() {
  const steps = new Uint16Array(bytes(settings.codes).buffer), { low, high } = settings;
  return Float32Array.from(steps, (step, i) => low[i % 2] + (step / 65535) * (high[i % 2] - low[i % 2]));
}

function pick(point) {
  marks = { ...marks, code: point };
  props.value = light(marks);
  refresh("marks");
  trigger("pick", { code: point });
}

// What is decoded large, and where that is.
function chosen() {
  if (cursor) return [cursor, "At the crosshair"];
  if (marks.code) return [marks.code, "At the ring"];
  if (marks.path.length && marks.at !== null) return [along(marks.path, marks.at), "At the dot"];
  return [[view.x, view.y], "In the middle"];
}

// ---------------------------------------------------------------------------------------- view

const onCanvas = (point) => view.toCanvas(point).map((pixels) => pixels * ratio);

const clamp = (number, low, high) => Math.min(Math.max(number, low), high);

const moved = () => refresh("view");

function reset() {
  view.reset();
  moved();
}

function fit() {
  const width = sheet.clientWidth;
  if (!width) return; // in a tab that is not open
  ratio = devicePixelRatio;
  side = Math.round(width * ratio);
  for (const canvas of [lattice, codes, sheet]) canvas.width = canvas.height = side;
  stale.add("view");
  cancelAnimationFrame(framing);
  paint(); // at once, or the emptied canvases would flash
}

// -------------------------------------------------------------------------------------- frames

function refresh(...what) {
  what.forEach((each) => stale.add(each));
  if (side) framing ||= requestAnimationFrame(paint);
}

function paint() {
  const due = stale;
  stale = new Set();
  framing = 0;
  frames++;
  if (due.has("view")) paintLattice();
  if (due.has("view") || due.has("dots")) paintDots();
  if (due.size) paintMarks();
  if (!decode) return;
  if (due.size) paintDecoded();
  if (missing.length) decodeSome();
  if (missing.length) refresh();
  else if (!reported) report();
}

// Counted once the whole picture is there: what tests wait for.
function report() {
  reported = true;
  element.dataset.painted = ++paints;
}

// --------------------------------------------------------------------------------------- cells

const cells = new Map(); // key -> {page, x, y}, where in the cache its digit lies
const pages = [];
const stamp = new ImageData(SIDE, SIDE);
stamp.data.fill(255);

const keyOf = (level, i, j) => `${level},${i},${j}`;
const widthOf = (level) => home.width / ACROSS / 2 ** level;

// The finest level of which not too many cells are in view.
function levelInView() {
  const most = Math.min(MOST_ACROSS, side / ratio / LEAST_CELL);
  return Math.floor(Math.log2((most * widthOf(0)) / view.width));
}

function cellsInView(level) {
  const width = widthOf(level), inside = 1e-9; // a cell that only touches the edge is not in view
  const range = (middle, start) => [-0.5, 0.5].map((half) => (middle + half * view.width - start) / width);
  const [left, right] = range(view.x, corner.x), [bottom, high] = range(view.y, corner.y);
  const list = [];
  for (let j = Math.floor(bottom + inside); j < high - inside; j++) {
    for (let i = Math.floor(left + inside); i < right - inside; i++) list.push({ level, i, j });
  }
  return list;
}

function middleOf({ level, i, j }) {
  const width = widthOf(level);
  return [corner.x + (i + 0.5) * width, corner.y + (j + 0.5) * width];
}

// Whole pixels, so that no seam shows between cells.
function boxOf({ level, i, j }) {
  const width = widthOf(level), at = (x, y) => onCanvas([corner.x + x * width, corner.y + y * width]);
  const [left, low] = at(i, j).map(Math.round), [right, high] = at(i + 1, j + 1).map(Math.round);
  return [left, high, right - left, low - high];
}

function paintLattice() {
  const list = cellsInView(levelInView());
  digits.clearRect(0, 0, side, side);
  missing = list.filter((cell) => !paintCell(cell));
  missing.forEach(paintMeanwhile);
  const far = (cell) => middleOf(cell).reduce((sum, z, axis) => sum + (z - [view.x, view.y][axis]) ** 2, 0);
  missing = missing.map((cell) => [far(cell), cell]).sort(([a], [b]) => b - a).map(([, cell]) => cell);
  reported = false;
}

function paintCell(cell) {
  const found = cells.get(keyOf(cell.level, cell.i, cell.j));
  if (found) paintPart(found, 0, 0, 1, boxOf(cell));
  return Boolean(found);
}

// A coarser digit's part, or else the finer digits that lie in the cell.
function paintMeanwhile(cell) {
  const { level, i, j } = cell;
  for (let up = 1; up <= LOOK_UP; up++) {
    const found = cells.get(keyOf(level - up, i >> up, j >> up)), parts = 2 ** up;
    if (!found) continue;
    const column = i & (parts - 1), row = parts - 1 - (j & (parts - 1));
    return paintPart(found, column / parts, row / parts, 1 / parts, boxOf(cell));
  }
  for (const [di, dj] of [[0, 0], [0, 1], [1, 0], [1, 1]]) {
    paintCell({ level: level + 1, i: 2 * i + di, j: 2 * j + dj });
  }
}

// `part` of a digit, from (x, y) on, all as fractions. Enlarged it stays sharp.
function paintPart({ page, x: left, y: upper }, x, y, part, box) {
  page.used = frames;
  digits.imageSmoothingEnabled = box[2] < part * SIDE;
  const length = part * SIDE;
  digits.drawImage(page.canvas, left + x * SIDE, upper + y * SIDE, length, length, ...box);
}

// For a few milliseconds. All are painted at the end: the browser copies a page of the cache that
// is written to between two readings.
function decodeSome() {
  const end = performance.now() + DECODING_MS, fresh = [];
  do {
    const cell = missing.pop();
    keep(cell, decode(Float32Array.from(middleOf(cell))));
    fresh.push(cell);
  } while (missing.length && performance.now() < end);
  fresh.forEach(paintCell);
}

function keep({ level, i, j }, pixels) {
  for (let p = 0; p < PIXELS; p++) {
    stamp.data[4 * p] = stamp.data[4 * p + 1] = stamp.data[4 * p + 2] = PAPER + (255 - PAPER) * pixels[p];
  }
  const page = openPage(), key = keyOf(level, i, j);
  const x = (page.keys.length % PAGE_SIDE) * SIDE, y = Math.floor(page.keys.length / PAGE_SIDE) * SIDE;
  page.canvas.getContext("2d").putImageData(stamp, x, y);
  page.keys.push(key);
  page.used = frames;
  cells.set(key, { page, x, y });
}

// One with room: where there is none, the one that has not been seen for longest is emptied.
function openPage() {
  const open = pages.find(({ keys }) => keys.length < PAGE_SIDE ** 2);
  if (open) return open;
  if (pages.length < PAGES) {
    const canvas = make("canvas", "");
    canvas.width = canvas.height = PAGE_SIDE * SIDE;
    pages.push({ canvas, keys: [], used: frames });
    return pages.at(-1);
  }
  const oldest = pages.reduce((a, b) => (b.used < a.used ? b : a));
  oldest.keys.forEach((key) => cells.delete(key));
  oldest.keys = [];
  return oldest;
}

// ---------------------------------------------------------------------------------------- dots

// The digits of a class follow each other; this is where they begin.
const firstOf = (digit) => Math.ceil((digit * points.length) / 2 / CLASS_COLOURS.length);

function paintDots() {
  dots.clearRect(0, 0, side, side);
  if (!dotsShown) return;
  const enlarged = (home.width / view.width) ** 0.25; // more slowly than the digits, to hide fewer
  const size = Math.round(ratio * clamp((side / ratio / DOTS_ACROSS) * enlarged, 2, 4));
  const scale = side / view.width, left = view.x - view.width / 2, high = view.y + view.width / 2;
  for (let slice = 0; slice < SLICES; slice++) {
    CLASS_COLOURS.forEach((colour, digit) => {
      if (!shownClasses[digit]) return;
      dots.fillStyle = colour;
      const first = firstOf(digit), count = firstOf(digit + 1) - first;
      const from = first + Math.floor((slice * count) / SLICES);
      const to = first + Math.floor(((slice + 1) * count) / SLICES);
      for (let i = from; i < to; i++) {
        const x = (points[2 * i] - left) * scale, y = (high - points[2 * i + 1]) * scale;
        if (x < -size || y < -size || x > side + size || y > side + size) continue;
        dots.fillRect(Math.round(x - size / 2), Math.round(y - size / 2), size, size);
      }
    });
  }
}

function buildLegend() {
  find(".legend").replaceChildren(...CLASS_COLOURS.map((colour, digit) => {
    const button = make("button", "", String(digit));
    button.type = "button";
    button.style.setProperty("--colour", colour);
    button.setAttribute("aria-label", `Dots of the class ${digit}`);
    button.prepend(make("i", "swatch"));
    button.addEventListener("click", () => toggleClass(digit));
    return button;
  }));
}

// One that is asked for while all are hidden is wanted.
function toggleClass(digit) {
  shownClasses[digit] = !dotsShown || !shownClasses[digit];
  toggleDots(true);
}

function toggleDots(shown) {
  dotsShown = shown;
  find(".dots").setAttribute("aria-pressed", shown);
  find(".sky").classList.toggle("dotted", shown);
  [...find(".legend").children].forEach((button, digit) =>
    button.setAttribute("aria-pressed", shown && shownClasses[digit]));
  refresh("dots");
}

// --------------------------------------------------------------------------------------- marks

function paintMarks() {
  over.clearRect(0, 0, side, side);
  over.lineJoin = over.lineCap = "round";
  paintPath();
  if (marks.code) paintRing(onCanvas(marks.code));
  if (cursor) paintCross(onCanvas(cursor));
  paintReading();
}

// Twice, so that it stands out on black and on white.
function outline(path, width, colour) {
  over.lineWidth = (width + 4) * ratio;
  over.strokeStyle = "#0a0a0a";
  over.stroke(path);
  over.lineWidth = width * ratio;
  over.strokeStyle = colour;
  over.stroke(path);
}

function paintPath() {
  if (!marks.path.length) return;
  const line = new Path2D();
  marks.path.forEach((point) => line.lineTo(...onCanvas(point)));
  outline(line, 3, PATH_COLOUR);
  if (marks.at === null) return;
  paintSpot(circle(onCanvas(along(marks.path, marks.at)), 5), "#fff");
}

function paintSpot(spot, edge) {
  outline(spot, 3, edge);
  over.fillStyle = PATH_COLOUR;
  over.fill(spot);
}

function along(path, at) {
  const place = clamp(at, 0, 1) * (path.length - 1), i = Math.min(Math.floor(place), path.length - 2);
  if (i < 0) return path[0];
  return path[i].map((z, axis) => z + (place - i) * (path[i + 1][axis] - z));
}

function circle([x, y], radius) {
  const path = new Path2D();
  path.arc(x, y, radius * ratio, 0, 2 * Math.PI);
  return path;
}

// With a spot in its middle, or it would look like one more 0.
function paintRing(place) {
  outline(circle(place, 13), 3, "#fff");
  paintSpot(circle(place, 3), PATH_COLOUR);
}

function paintCross([x, y]) {
  const near = 7 * ratio, far = 20 * ratio, arms = new Path2D();
  for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
    arms.moveTo(x + near * dx, y + near * dy);
    arms.lineTo(x + far * dx, y + far * dy);
  }
  outline(arms, 3, "#fff");
}

// ------------------------------------------------------------------------------------- reading

function paintReading() {
  const [point, where] = chosen();
  find(".where").textContent = where;
  find(".code").textContent = `z = ${written(point)}`;
  find(".extent").textContent = `In view: ${extent("z₁", view.x)}, ${extent("z₂", view.y)}`;
}

// In one piece, so that no line is broken but after the comma.
function extent(name, middle) {
  const [low, high] = [-0.5, 0.5].map((half) => number(middle + half * view.width, 1));
  return `${name} ${low} to ${high}`.replaceAll(" ", NO_BREAK);
}

function paintDecoded() {
  drawGrey(find(".here"), decode(Float32Array.from(chosen()[0])), 255);
}

// With as many decimals as a pixel is worth, or `fewer`, and a minus sign as wide as a digit.
function number(z, fewer = 0) {
  const decimals = Math.max(2, Math.ceil(-Math.log10(view.width / 500))) - fewer;
  const rounded = Number(z.toFixed(decimals)) || 0; // never −0
  return rounded.toFixed(decimals).replace("-", "−");
}

const written = (point) => `(${point.map((z) => number(z)).join(", ")})`;

// For those who hear the page.
function speak(begin = "") {
  const [point] = chosen();
  find(".spoken").textContent = `${begin}${written(point)}, nearest to a ${nearestClass(point)}`;
}

function nearestClass([x, y]) {
  let best = 0, least = Infinity;
  for (let i = 0; i < points.length / 2; i++) {
    const distance = (points[2 * i] - x) ** 2 + (points[2 * i + 1] - y) ** 2;
    if (distance < least) [best, least] = [i, distance];
  }
  return Math.floor((best * CLASS_COLOURS.length) / (points.length / 2));
}

// --------------------------------------------------------------------------- mouse and fingers

const setCursor = (point) => {
  cursor = point;
  refresh("marks");
};

const listenToPointers = () => view.listen({
  moved,
  hover: (place) => setCursor(place && view.toPlane(place)),
  tap: (place) => pick(view.toPlane(place)),
});

// ------------------------------------------------------------------------------------ keyboard

function listenToKeys() {
  sheet.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (press(event.key, event.shiftKey)) event.preventDefault();
  });
  sheet.addEventListener("blur", () => setCursor(null));
}

function press(key, shift) {
  if (ARROWS[key]) step(ARROWS[key], shift ? KEY_LEAP : KEY_STEP);
  else if (key === "+" || key === "=") zoom(KEY_ZOOM);
  else if (key === "-") zoom(1 / KEY_ZOOM);
  else if (key === "Home") reset();
  else if (key === "Enter") {
    pick(keyPoint());
    speak("Chosen: ");
  } else return false;
  return true;
}

function zoom(factor) {
  view.zoom(factor, view.toCanvas(keyPoint()));
  moved();
}

// Where the keyboard acts: nowhere out of sight.
function keyPoint() {
  const point = chosen()[0], middle = [view.x, view.y];
  return point.every((z, axis) => Math.abs(z - middle[axis]) <= view.width / 2) ? point : middle;
}

// The view follows a crosshair that would leave it.
function step(arrow, length) {
  const point = keyPoint().map((z, axis) => z + arrow[axis] * length * view.width);
  const half = view.width / 2, within = (middle, z) => clamp(middle, z - half, z + half);
  view.look(within(view.x, point[0]), within(view.y, point[1]));
  moved();
  setCursor(point);
  speak();
}

// --------------------------------------------------------------------------------------- start

function nameThings() {
  find(".title").textContent = settings.label;
  sheet.setAttribute("aria-label", `The latent plane of the ${settings.label}, a digit decoded at each `
    + "place. Arrow keys move the crosshair, with Shift further; plus and minus zoom, Enter chooses "
    + "the place, Home resets the view.");
}

async function start() {
  const { View } = await import(fromRoot(settings.view));
  const reach = (WIDEST / 2) * home.width;
  view = new View(sheet, home, { narrowest: NARROWEST, widest: WIDEST, reach, down: -1 });
  find(".dots").addEventListener("click", () => toggleDots(!dotsShown));
  find(".reset").addEventListener("click", reset);
  listenToPointers();
  listenToKeys();
  new ResizeObserver(fit).observe(sheet);
  watch("value", () => {
    marks = given();
    refresh("marks");
  });
  marks = given(); // it may have changed meanwhile
  try {
    const { loadDecoder } = await import(fromRoot(settings.module));
    decode = await loadDecoder({ ...settings.decoder, url: fromRoot(settings.decoder.url) });
    refresh("marks");
  } catch {
    find(".message").textContent = "The decoder could not be fetched: only the dots can be shown.";
  }
}

nameThings();
buildLegend();
toggleDots(true);
start();
