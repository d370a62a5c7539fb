// The map. Gradio runs this text once, as the body of a function of (element, trigger, props, server,
// upload, watch), below shared.js and const settings = {view, maps, decoding, gallery, visitor}. What
// the messages mean is said in gallery_map.py.
//
// Two canvases lie on each other: the digits, painted when the view changes, and above them what
// follows the hand. While the view moves the digits are dots; at rest they are drawn as themselves.

const PER_CLASS = 500, COLUMNS = 100;
const HOME = { x: 0.5, y: 0.5 }, MARGIN = 1.08;
const VIEWS = { narrowest: 1 / 64, widest: 1, reach: 0.5 };
const TRAVEL = 1000; // ms that the digits take to another arrangement
const AT_REST = 140; // ms without a move
const DIGIT = 0.013; // of the map: a digit's side in the first view
const REACH = 16; // CSS pixels from which a digit is found
const CELLS = 64; // across, of the grid in which it is looked for
const FAR = 0.15; // of the map: a neighbour that the projection tore away
const YOURS = 40; // CSS pixels
const KEY_ZOOM = 1.4;
const PATIENCE = 2000; // ms for which an answer is waited for before the next question
const PAPER = "#0d0d0f", INK = "#f2efea", FONT = "system-ui, sans-serif";
const SAVED_SCALE = 2, STRIP = 44; // of a saved picture: pixels a CSS pixel; its title and its legend

const base = find(".base"), over = find(".over");
const below = base.getContext("2d", { alpha: false }), above = over.getContext("2d");
const shownClasses = CLASS_COLOURS.map(() => true);
const classOf = (index) => Math.floor(index / PER_CLASS);

let view = null, places = null, from = null, to = null, began = 0, grid = new Map();
let extent = [1, 1], homeward = null; // of the places; the view's width before it travels along
let key = "", arranged = 0, answers = new Map(), yours = null, shown = null;
let decode = null; // a place's own digit, where each place has a code
let pointed = null, chosen = null, keyed = 0, land = null;
let wanted = null, asked = -Infinity; // the next question; when the one on its way was asked
let framing = 0, resting = 0, moving = false, sheets = null, pixels = null;

const RECEIVE = { arrange, yours: receiveYours, answer: receiveAnswer, land: receiveLand,
  page: receivePage, level: moveYours, point: pointAt };
watch("value", () => receive(plain(props.value)));
const neighbours = Array.from({ length: 10 }, (_, i) => makeNeighbour(i));
find(".neighbours").replaceChildren(...neighbours.map(({ button }) => button));
buildLegend();
start();

async function start() {
  const { View } = await import(fromRoot(settings.view));
  view = new View(over, { ...HOME, width: MARGIN }, VIEWS);
  view.listen({ moved, hover, tap });
  over.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (press(event.key)) event.preventDefault();
  });
  find(".reset").addEventListener("click", () => { view.reset(); moved(); });
  find(".html").addEventListener("click", askForPage);
  find(".png").addEventListener("click", savePicture);
  find(".csv").addEventListener("click", saveTable);
  new ResizeObserver(fit).observe(over);
  loadSprite();
  receive(plain(props.value));
  if (settings.visitor) receiveYours(settings.visitor);
}

function receive(value) {
  if (view && value?.message) RECEIVE[value.message](value);
}

// -------------------------------------------------------------------------------- arrangements

async function arrange(value) {
  const mine = ++arranged;
  let loaded;
  try {
    const { loadMaps } = await import(fromRoot(settings.maps));
    loaded = (await loadMaps(fromRoot(value.url)))[value.projection];
  } catch {
    find(".message").textContent = "The map could not be fetched. Is the server still there?";
    return;
  }
  if (mine !== arranged) return; // another was asked for meanwhile
  find(".message").textContent = "";
  find(".title").textContent = value.title;
  if (value.key !== key) [key, answers] = [value.key, new Map()];
  [shown, decode, land] = [value, null, null];
  if (value.corners) loadPlane(value, mine);
  from = places?.slice(); // the first arrangement is there at once
  to = loaded;
  places = from?.slice() ?? to;
  began = matchMedia("(prefers-reduced-motion: reduce)").matches ? -Infinity : performance.now();
  grid = new Map();
  extent = [0, 0];
  for (let i = 0; i < to.length / 2; i++) {
    const cell = cellOf(to[2 * i], to[2 * i + 1]);
    if (!grid.has(cell)) grid.set(cell, []);
    grid.get(cell).push(i);
    for (const axis of [0, 1]) extent[axis] = Math.max(extent[axis], 2 * Math.abs(to[2 * i + axis] - 0.5));
  }
  const atHome = view.isHome;
  homeward = atHome ? view.width : null;
  setHome();
  if (atHome && !from) view.reset();
  if (chosen !== null) askAbout(chosen);
  nameThings(value.title);
  describe();
  refresh();
}

// Where each place has its own code, its digit is decoded here.
async function loadPlane({ decoder, corners: [origin, right, below] }, mine) {
  let decodeCode;
  try {
    const { loadDecoder } = await import(fromRoot(settings.decoding));
    decodeCode = await loadDecoder({ ...decoder, url: fromRoot(decoder.url) });
  } catch {
    return; // the server is asked instead, and its answer says that it is a blend
  }
  if (mine !== arranged) return;
  decode = ([x, y]) =>
    decodeCode(Float32Array.from(origin, (z, i) => z + x * (right[i] - z) + y * (below[i] - z)));
}

// The first view just holds every place.
function setHome() {
  const { clientWidth, clientHeight } = over;
  if (!clientWidth) return; // in a tab that is not open: fit comes when it is
  const width = MARGIN * Math.max(extent[0], (extent[1] * clientWidth) / clientHeight);
  view.home = { ...HOME, width };
}

const cellOf = (x, y) => Math.floor(x * CELLS) * 1000 + Math.floor(y * CELLS);

function travel(now) {
  const t = Math.min(1, (now - began) / TRAVEL), eased = t * t * (3 - 2 * t);
  for (let i = 0; i < places.length; i++) places[i] = from[i] + eased * (to[i] - from[i]);
  if (homeward !== null) view.width = homeward + eased * (view.home.width - homeward);
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
  const wasLand = land !== null;
  land = null;
  point(index, true);
  if (place && index === null && places) survey(view.toPlane(place));
  else if (wasLand) describe();
}

function tap(place) {
  choose(nearestTo(place));
  hover(place); // a finger does not
}

// Where no digit lies.
function survey(place) {
  if (decode) {
    land = { pixels: decode(place), scale: 255, how: "decoded at this very place" };
    return describe();
  }
  if (!place.every((x) => x >= 0 && x <= 1)) return describe();
  const rounded = place.map((x) => Math.round(1e4 * x) / 1e4);
  land = { place: rounded, pixels: null };
  ask({ place: rounded });
}

function receiveLand(answer) {
  askNext();
  if (!land?.place || answer.key !== key) return;
  Object.assign(land, { pixels: bytes(answer.pixels), scale: 1, how: "a blend of the 8 nearest codes" });
  describe();
}

function point(index, tell) {
  if (index === pointed) return;
  pointed = index;
  over.style.cursor = index === null ? "grab" : "pointer";
  if (index !== null) askAbout(index);
  if (tell && isAnotherShown()) {
    props.value = light({ index });
    trigger("point");
  }
  describe();
  refresh();
}

function pointAt({ index }) {
  point(index, false);
}

// Telling costs Gradio some milliseconds, which a map that is not seen is not worth.
function isAnotherShown() {
  return [...document.querySelectorAll("canvas.over")].some((each) => each !== over && each.clientWidth);
}

function choose(index) {
  chosen = index;
  keyed = 0;
  if (index !== null) askAbout(index);
  describe();
  refresh();
}

function askAbout(index) {
  if (!answers.has(index)) ask({ index });
}

// One question at a time, and the latest last: Gradio's own way to do so (always_last) would send
// the older question again.
function ask(question) {
  wanted = question;
  if (performance.now() - asked > PATIENCE) send();
}

function send() {
  const question = wanted ?? (chosen !== null && !answers.has(chosen) ? { index: chosen } : null);
  wanted = null;
  if (!question) return;
  asked = performance.now();
  trigger("ask", question);
}

function askNext() {
  asked = -Infinity;
  setTimeout(send); // once Gradio is through with this answer
}

function receiveAnswer(answer) {
  askNext();
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
    if (!others) choose(nearestTo(middle()) ?? 0);
    else point(others[keyed = (keyed + step + others.length) % others.length], true);
    speak();
  } else if (name === "Enter" && pointed !== null) {
    choose(pointed);
    speak();
  } else if (["+", "=", "-"].includes(name)) {
    view.zoom(name === "-" ? 1 / KEY_ZOOM : KEY_ZOOM, middle());
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

const middle = () => [over.clientWidth / 2, over.clientHeight / 2];

// For those who hear the page, and in sight of those who see it.
function speak() {
  const index = pointed ?? chosen, [x, y] = view.toCanvas(placeOf(index));
  if (x < 0 || y < 0 || x > over.clientWidth || y > over.clientHeight) {
    view.look(...placeOf(index));
    moved();
  }
  find(".spoken").textContent = nameOf(index) + (index === chosen ? ", chosen" : "");
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
  const atHome = view.isHome;
  setHome();
  if (atHome) view.reset();
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
  if (state !== painted || from) {
    below.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    paintDigits(below, !moving && !from);
  }
  painted = state;
  paintOver();
  element.dataset.painted = Number(element.dataset.painted ?? 0) + 1;
  if (!from && !moving && sheets) element.dataset.rested = element.dataset.painted;
}

function paintDigits(context, atRest) {
  context.fillStyle = PAPER;
  context.fillRect(0, 0, over.clientWidth, over.clientHeight);
  const { scale } = view, [left, top] = view.toCanvas([0, 0]);
  const zoomed = view.home.width / view.width, side = DIGIT * over.clientWidth * zoomed ** 0.6;
  const asDigits = sheets && atRest;
  const dot = Math.max(1.5, side / 4), size = asDigits ? side : dot;
  context.imageSmoothingEnabled = side < SIDE;
  // In rounds, so that no class hides another.
  for (let i = 0; i < PER_CLASS; i++) {
    for (let digit = 0; digit < CLASS_COLOURS.length; digit++) {
      if (!shownClasses[digit]) continue;
      const index = digit * PER_CLASS + i;
      const x = left + places[2 * index] * scale, y = top + places[2 * index + 1] * scale;
      if (x < -size || y < -size || x > over.clientWidth + size || y > over.clientHeight + size) continue;
      if (asDigits) drawDigit(context, index, x, y, side);
      else {
        context.fillStyle = CLASS_COLOURS[digit];
        context.fillRect(x - dot / 2, y - dot / 2, dot, dot);
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

// ----------------------------------------------------------------------------------- downloads

function save(blob, ending) {
  const link = make("a", "");
  link.href = URL.createObjectURL(blob);
  link.download = `aedemo-map-${key}-${shown.projection}.${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// With y upwards, as tables are plotted.
function saveTable() {
  if (!to) return;
  const rows = Array.from({ length: to.length / 2 }, (_, i) =>
    [i, classOf(i), to[2 * i].toFixed(5), (1 - to[2 * i + 1]).toFixed(5)].join());
  save(new Blob([["index,class,x,y", ...rows, ""].join("\n")], { type: "text/csv" }), "csv");
}

// The view as it is, between its title and its legend.
function savePicture() {
  if (!to || from) return;
  const { clientWidth: width, clientHeight: height } = over;
  const canvas = make("canvas", ""), context = canvas.getContext("2d", { alpha: false });
  canvas.width = SAVED_SCALE * width;
  canvas.height = SAVED_SCALE * (height + 2 * STRIP);
  context.setTransform(SAVED_SCALE, 0, 0, SAVED_SCALE, 0, SAVED_SCALE * STRIP);
  paintDigits(context, true);
  context.fillStyle = PAPER;
  context.fillRect(0, -STRIP, width, STRIP);
  context.fillRect(0, height, width, STRIP);
  context.textBaseline = "middle";
  context.fillStyle = INK;
  context.font = `600 16px ${FONT}`;
  context.fillText(shown.title, 16, -STRIP / 2, width - 32);
  const step = Math.min(44, (width - 24) / CLASS_COLOURS.length);
  context.font = `600 14px ${FONT}`;
  CLASS_COLOURS.forEach((colour, digit) => {
    if (!shownClasses[digit]) return;
    context.fillStyle = colour;
    context.beginPath();
    context.arc(21 + digit * step, height + STRIP / 2, 5, 0, 2 * Math.PI);
    context.fill();
    context.fillStyle = INK;
    context.fillText(digit, 31 + digit * step, height + STRIP / 2);
  });
  canvas.toBlob((blob) => save(blob, "png"));
}

// The server writes that page, which takes it a moment.
function askForPage() {
  find(".html").setAttribute("aria-busy", "true");
  trigger("save");
}

async function receivePage({ file, name }) {
  find(".html").removeAttribute("aria-busy");
  const link = make("a", "");
  link.href = fromRoot(file.url);
  link.download = name;
  link.click();
}

// --------------------------------------------------------------------------------------- words

function describe() {
  if (land?.pixels && chosen === null && pointed === null) {
    return read("No digit here", (canvas) => drawGrey(canvas, land.pixels, land.scale), land.how);
  }
  const index = pointed ?? chosen;
  if (!places || (index === null && !yours)) return;
  if (index === null) {
    const how = yours.at > 0 ? "spoiled" : "as it is";
    read("Your digit", (canvas) => drawGrey(canvas, yours.images[yoursNow()]), how);
    return describeNeighbours("to yours", yours.path[yoursNow()], yours.nearest[yoursNow()]);
  }
  const answer = answers.get(index);
  read(nameOf(index), (canvas) => drawFromSheet(canvas, index), "digit", answer ?? null);
  describeNeighbours(`to this ${classOf(index)}`, placeOf(index), answer?.nearest ?? []);
}

const nameOf = (index) => `A ${classOf(index)}, number ${(index % PER_CLASS) + 1}`;

// What is written and drawn on the map's corner; `answer` is null while it is awaited, and undefined
// where there is none to come.
function read(what, draw, how, answer) {
  find(".what").textContent = what;
  draw(find(".seen"));
  find(".how").textContent = how;
  find(".pair").classList.toggle("single", answer === undefined);
  if (answer === undefined) return;
  drawGrey(find(".answer"), answer ? bytes(answer.pixels) : new Uint8Array(PIXELS));
  find(".error").textContent = answer ? `MSE ${answer.mse.toFixed(4)}` : "…";
}

function describeNeighbours(whose, place, others) {
  neighbours.forEach(({ button, canvas }, i) => {
    button.disabled = !(i in others);
    if (i in others) drawFromSheet(canvas, others[i]);
    button.setAttribute("aria-label", i in others ? `Neighbour ${i + 1}: a ${classOf(others[i])}` : "");
  });
  const far = others.filter((other) => isFar(place, other)).length;
  find(".aside").textContent = others.length ? whose : "";
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
