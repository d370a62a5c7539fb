// The map. Gradio runs this text once, as the body of a function of (element, trigger, props, server,
// upload, watch), below shared.js and const settings = {view, maps, gallery, visitor}. What the
// messages mean is said in map.py.
//
// Two canvases lie on each other: the digits, painted when the view changes, and above them what
// follows the hand. While the view moves the digits are dots; at rest they are drawn as themselves.

const PER_CLASS = 500, COLUMNS = 100;
const HOME = { x: 0.5, y: 0.5 }, MARGIN = 1.08, NARROWEST = 1 / 64;
const TRAVEL = 1000; // ms that the digits take to another arrangement
const AT_REST = 140; // ms without a move
const DIGIT = 0.013; // of the map: a digit's side in the first view
const REACH = 16; // CSS pixels from which a digit is found
const CELLS = 64; // across, of the grid in which it is looked for
const FAR = 0.15; // of the map: a neighbour that the projection tore away
const YOURS = 40; // CSS pixels
const KEY_ZOOM = 1.4;

const base = find(".base"), over = find(".over");
const below = base.getContext("2d", { alpha: false }), above = over.getContext("2d");
const shownClasses = CLASS_COLOURS.map(() => true);
const classOf = (index) => Math.floor(index / PER_CLASS);

let view = null, places = null, from = null, to = null, began = 0, grid = new Map();
let key = "", arranged = 0, answers = new Map(), yours = null;
let pointed = null, chosen = null, keyed = 0, land = null, asking = false;
let framing = 0, resting = 0, moving = false, sheets = null, pixels = null;

const RECEIVE = { arrange, yours: receiveYours, answer: receiveAnswer, land: receiveLand,
  level: moveYours, point: pointAt };
watch("value", () => receive(plain(props.value)));
const neighbours = Array.from({ length: 10 }, (_, i) => makeNeighbour(i));
find(".neighbours").replaceChildren(...neighbours.map(({ button }) => button));
buildLegend();
start();

async function start() {
  const { View } = await import(fromRoot(settings.view));
  view = new View(over, { ...HOME, width: MARGIN }, [NARROWEST, 2]);
  view.listen({ moved, hover, tap: (place) => choose(nearestTo(place)) });
  over.addEventListener("keydown", (event) => press(event.key) && event.preventDefault());
  find(".reset").addEventListener("click", () => { view.reset(); moved(); });
  new ResizeObserver(fit).observe(over);
  loadSprite();
  receive(plain(props.value));
  if (settings.visitor) receiveYours(settings.visitor);
}

function receive(value) {
  if (view && value?.message) RECEIVE[value.message](value);
}

// -------------------------------------------------------------------------------- arrangements

async function arrange({ key: wanted, title, url, projection }) {
  const mine = ++arranged;
  let loaded;
  try {
    const { loadMaps } = await import(fromRoot(settings.maps));
    loaded = (await loadMaps(fromRoot(url)))[projection];
  } catch {
    find(".message").textContent = "The map could not be fetched. Is the server still there?";
    return;
  }
  if (mine !== arranged) return; // another was asked for meanwhile
  find(".message").textContent = "";
  find(".title").textContent = title;
  if (wanted !== key) [key, answers] = [wanted, new Map()];
  from = places ? places.slice() : loaded;
  to = loaded;
  places = from.slice();
  began = matchMedia("(prefers-reduced-motion: reduce)").matches ? -Infinity : performance.now();
  grid = new Map();
  for (let i = 0; i < to.length / 2; i++) {
    const cell = cellOf(to[2 * i], to[2 * i + 1]);
    if (!grid.has(cell)) grid.set(cell, []);
    grid.get(cell).push(i);
  }
  if (chosen !== null) ask(chosen);
  nameThings(title);
  describe();
  refresh();
}

const cellOf = (x, y) => Math.floor(x * CELLS) * 1000 + Math.floor(y * CELLS);

function travel(now) {
  const t = Math.min(1, (now - began) / TRAVEL), eased = t * t * (3 - 2 * t);
  for (let i = 0; i < places.length; i++) places[i] = from[i] + eased * (to[i] - from[i]);
  if (t < 1) return refresh();
  places = to;
  from = null;
  moved();
}

function nearestTo([px, py]) {
  if (!places || from) return null;
  const [x, y] = view.toPlane([px, py]), reach = REACH / view.scale, step = 1 / CELLS;
  let best = null, least = reach * reach;
  for (let u = x - reach; u < x + reach + step; u += step) {
    for (let v = y - reach; v < y + reach + step; v += step) {
      for (const i of grid.get(cellOf(u, v)) ?? []) {
        const distance = (places[2 * i] - x) ** 2 + (places[2 * i + 1] - y) ** 2;
        if (distance < least && shownClasses[classOf(i)]) [best, least] = [i, distance];
      }
    }
  }
  return best;
}

const placeOf = (index) => [places[2 * index], places[2 * index + 1]];

// ------------------------------------------------------------------------------ pointing, choosing

function hover(place) {
  const index = place && nearestTo(place);
  point(index, true);
  land = null;
  if (place && index === null && places) survey(view.toPlane(place).map((x) => Math.round(1e4 * x) / 1e4));
}

// Where no digit lies: one question at a time, and the latest place last.
function survey(place) {
  if (!place.every((x) => x >= 0 && x <= 1)) return;
  land = { place, pixels: null };
  if (!asking) trigger("ask", { place });
  asking = true;
}

function receiveLand(answer) {
  asking = false;
  if (!land || answer.key !== key) return;
  const { place } = land, late = answer.place.join() !== place.join();
  if (late) survey(place);
  Object.assign(land, { pixels: bytes(answer.pixels), exact: answer.exact });
  describe();
}

function point(index, tell) {
  if (index === pointed) return;
  pointed = index;
  over.style.cursor = index === null ? "grab" : "pointer";
  if (index !== null) ask(index);
  if (tell) {
    props.value = light({ index });
    trigger("point");
  }
  describe();
  refresh();
}

function pointAt({ index }) {
  point(index, false);
}

function choose(index) {
  chosen = index;
  keyed = 0;
  if (index !== null) ask(index);
  describe();
  refresh();
}

function ask(index) {
  if (!answers.has(index)) trigger("ask", { index, key });
}

function receiveAnswer(answer) {
  if (answer.key !== key) return;
  answers.set(answer.index, answer);
  describe();
  refresh();
}

// The keyboard walks from a digit to its nearest neighbours in code space.
function press(name) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[name];
  if (step) {
    const others = answers.get(chosen)?.nearest;
    if (!others) choose(nearestTo([over.clientWidth / 2, over.clientHeight / 2]) ?? 0);
    else point(others[keyed = (keyed + step + others.length) % others.length], true);
  } else if (name === "Enter" && pointed !== null) {
    choose(pointed);
  } else if (name === "+" || name === "-") {
    view.zoom(name === "+" ? KEY_ZOOM : 1 / KEY_ZOOM, [over.clientWidth / 2, over.clientHeight / 2]);
    moved();
  } else if (name === "Home") {
    view.reset();
    moved();
  } else if (name === "Escape") {
    choose(null);
  } else {
    return false;
  }
  return true;
}

// -------------------------------------------------------------------------------------- yours

function receiveYours(value) {
  yours = { ...value, images: value.images.map(bytes) };
  chosen = null;
  describe();
  refresh();
}

function moveYours({ at }) {
  if (!yours) return;
  yours.at = at;
  describe();
  refresh();
}

const yoursNow = () => Math.round(yours.at * (yours.path.length - 1));

// -------------------------------------------------------------------------------------- paint

function fit() {
  const { clientWidth, clientHeight } = over;
  if (!clientWidth) return; // a tab that is not open
  for (const canvas of [base, over]) {
    canvas.width = Math.round(clientWidth * devicePixelRatio);
    canvas.height = Math.round(clientHeight * devicePixelRatio);
  }
  view.home.width = MARGIN * Math.max(1, clientWidth / clientHeight);
  if (!framing) view.reset();
  moved();
}

function moved() {
  moving = true;
  clearTimeout(resting);
  resting = setTimeout(() => { moving = false; refresh(); }, AT_REST);
  refresh();
}

function refresh() {
  framing ||= requestAnimationFrame(paint);
}

let painted = "";

function paint(now) {
  framing = 0;
  if (!places || !over.width) return;
  if (from) travel(now);
  const state = [view.x, view.y, view.width, base.width, moving, Boolean(from), arranged, shownClasses, Boolean(sheets)].join();
  if (state !== painted || from) paintDigits();
  painted = state;
  paintOver();
  element.dataset.painted = Number(element.dataset.painted ?? 0) + 1;
  if (!from && !moving) element.dataset.rested = element.dataset.painted;
}

function paintDigits() {
  below.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  below.fillStyle = "#0d0d0f";
  below.fillRect(0, 0, over.clientWidth, over.clientHeight);
  const { scale } = view, [left, top] = view.toCanvas([0, 0]);
  const zoomed = view.home.width / view.width, side = DIGIT * (scale / zoomed) * zoomed ** 0.6;
  const asDigits = sheets && !moving && !from;
  const dot = Math.max(1.5, side / 4), size = asDigits ? side : dot;
  below.imageSmoothingEnabled = side < 28;
  // In rounds, so that no class hides another.
  for (let i = 0; i < PER_CLASS; i++) {
    for (let digit = 0; digit < CLASS_COLOURS.length; digit++) {
      if (!shownClasses[digit]) continue;
      const index = digit * PER_CLASS + i;
      const x = left + places[2 * index] * scale, y = top + places[2 * index + 1] * scale;
      if (x < -size || y < -size || x > over.clientWidth + size || y > over.clientHeight + size) continue;
      if (asDigits) drawDigit(below, index, x, y, side);
      else {
        below.fillStyle = CLASS_COLOURS[digit];
        below.fillRect(x - dot / 2, y - dot / 2, dot, dot);
      }
    }
  }
}

function drawDigit(context, index, x, y, side) {
  const column = index % COLUMNS, row = Math.floor(index / COLUMNS);
  context.drawImage(sheets, column * SIDE, row * SIDE, SIDE, SIDE, x - side / 2, y - side / 2, side, side);
}

function paintOver() {
  above.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  above.clearRect(0, 0, over.clientWidth, over.clientHeight);
  const index = chosen ?? (yours ? null : pointed);
  if (index !== null) paintLines(placeOf(index), answers.get(index)?.nearest ?? []);
  else if (yours) paintLines(yours.path[yoursNow()], yours.nearest[yoursNow()]);
  if (yours) paintYours();
  for (const each of new Set([chosen, pointed])) if (each !== null) paintFrame(each, each === chosen);
}

// A line that crosses the map joins what the projection tore apart.
function paintLines(place, others) {
  const [x, y] = view.toCanvas(place);
  for (const other of others) {
    const [ox, oy] = view.toCanvas(placeOf(other));
    above.strokeStyle = isFar(place, other) ? "#fb923c" : "rgba(255, 255, 255, 0.75)";
    above.lineWidth = 1.5;
    above.beginPath();
    above.moveTo(x, y);
    above.lineTo(ox, oy);
    above.stroke();
  }
}

const isFar = ([x, y], other) => Math.hypot(places[2 * other] - x, places[2 * other + 1] - y) > FAR;

function paintFrame(index, strong) {
  const [x, y] = view.toCanvas(placeOf(index)), side = strong ? 36 : 30;
  tile(x, y, side, (canvas) => drawFromSheet(canvas, index), CLASS_COLOURS[classOf(index)]);
}

function paintYours() {
  if (yours.path.length > 1) {
    above.strokeStyle = "#b58be6";
    above.lineWidth = 2.5;
    above.beginPath();
    yours.path.map(view.toCanvas, view).forEach(([x, y]) => above.lineTo(x, y));
    above.stroke();
  }
  const [x, y] = view.toCanvas(yours.path[yoursNow()]);
  tile(x, y, YOURS, (canvas) => drawGrey(canvas, yours.images[yoursNow()]), "#ffffff");
}

const stamp = makeCanvas("", "");

function tile(x, y, side, draw, colour) {
  draw(stamp);
  above.imageSmoothingEnabled = false;
  above.fillStyle = colour;
  above.fillRect(x - side / 2 - 2, y - side / 2 - 2, side + 4, side + 4);
  above.drawImage(stamp, x - side / 2, y - side / 2, side, side);
}

// ------------------------------------------------------------------------------------- gallery

function loadSprite() {
  const image = new Image();
  image.addEventListener("load", () => {
    const sheet = document.createElement("canvas");
    sheet.width = image.naturalWidth;
    sheet.height = image.naturalHeight;
    const context = sheet.getContext("2d", { willReadFrequently: true });
    context.drawImage(image, 0, 0);
    const data = context.getImageData(0, 0, sheet.width, sheet.height), rows = PER_CLASS / COLUMNS;
    const words = new Uint32Array(data.data.buffer);
    pixels = new Uint8Array(words.length);
    for (let i = 0; i < pixels.length; i++) pixels[i] = data.data[4 * i];
    // Each class in its colour on nothing, so that digits can lie on each other.
    CLASS_COLOURS.forEach((colour, digit) => {
      const rgb = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
      const begin = digit * rows * SIDE * sheet.width, end = begin + rows * SIDE * sheet.width;
      const ink = rgb[0] | (rgb[1] << 8) | (rgb[2] << 16);
      for (let i = begin; i < end; i++) words[i] = ink | (pixels[i] << 24);
    });
    context.putImageData(data, 0, 0);
    sheets = sheet;
    describe();
    refresh();
  });
  image.src = fromRoot(settings.gallery);
}

function drawFromSheet(canvas, index) {
  if (!pixels) return;
  const column = index % COLUMNS, row = Math.floor(index / COLUMNS), wide = COLUMNS * SIDE;
  const digit = new Uint8Array(PIXELS);
  for (let y = 0; y < SIDE; y++) {
    const start = (row * SIDE + y) * wide + column * SIDE;
    digit.set(pixels.subarray(start, start + SIDE), y * SIDE);
  }
  drawGrey(canvas, digit);
}

// --------------------------------------------------------------------------------------- words

function describeLand() {
  find(".what").textContent = "No digit here";
  find(".aside").textContent = "";
  find(".pair").classList.add("single");
  drawGrey(find(".seen"), land.pixels);
  neighbours.forEach(({ button }) => { button.disabled = true; });
  find(".note").textContent = land.exact
    ? "Decoded at this very place: the map is the model's plane."
    : "Decoded from a blend of the eight nearest codes: a place on this map has no code of its own.";
}

function describe() {
  if (land?.pixels && chosen === null && pointed === null) return describeLand();
  const index = pointed ?? chosen;
  if (!places || (index === null && !yours)) return;
  const answer = answers.get(index), blank = new Uint8Array(PIXELS);
  const others = index === null ? yours.nearest[yoursNow()] : answer?.nearest ?? [];
  const place = index === null ? yours.path[yoursNow()] : placeOf(index);
  const label = index === null ? "Your digit" : `A ${classOf(index)}, number ${(index % PER_CLASS) + 1}`;
  find(".what").textContent = label;
  if (index === null) drawGrey(find(".seen"), yours.images[yoursNow()]);
  else drawFromSheet(find(".seen"), index);
  find(".pair").classList.toggle("single", index === null);
  if (index !== null) {
    drawGrey(find(".answer"), answer ? bytes(answer.pixels) : blank);
    find(".error").textContent = answer ? `MSE ${answer.mse.toFixed(4)}` : "…";
  }
  neighbours.forEach(({ button, canvas }, i) => {
    button.disabled = !(i in others);
    if (i in others) drawFromSheet(canvas, others[i]);
    button.setAttribute("aria-label", i in others ? `Neighbour ${i + 1}: a ${classOf(others[i])}` : "");
  });
  const far = others.filter((other) => isFar(place, other)).length;
  find(".aside").textContent = others.length ? "its ten nearest in code space" : "";
  find(".note").textContent = far
    ? `${far} of the ten lie far off on the map: there the projection tears apart what the code holds together.`
    : "";
}

function makeNeighbour(i) {
  const button = make("button", ""), canvas = makeCanvas("digit", `Neighbour ${i + 1}`);
  button.type = "button";
  button.append(canvas);
  button.addEventListener("click", () => {
    const index = pointed ?? chosen;
    const others = index === null ? yours?.nearest[yoursNow()] : answers.get(index)?.nearest;
    if (others) choose(others[i]);
  });
  return { button, canvas };
}

function buildLegend() {
  find(".legend").replaceChildren(...CLASS_COLOURS.map((colour, digit) => {
    const button = make("button", "", String(digit)), swatch = make("i", "");
    swatch.style.background = colour;
    button.prepend(swatch);
    button.type = "button";
    button.setAttribute("aria-pressed", "true");
    button.setAttribute("aria-label", `The class ${digit}`);
    button.addEventListener("click", () => {
      shownClasses[digit] = !shownClasses[digit];
      button.setAttribute("aria-pressed", shownClasses[digit]);
      refresh();
    });
    return button;
  }));
}

function nameThings(title) {
  over.setAttribute("aria-label", `Map of 5,000 digits, ${title}. Arrow keys step through the nearest `
    + "neighbours of the chosen digit, Enter chooses, plus and minus zoom, Home resets the view.");
}
