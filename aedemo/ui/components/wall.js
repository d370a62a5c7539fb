// The wall of answers. Gradio runs this text once, as the body of a function of (element, trigger,
// props, server, upload, watch), below shared.js and const settings = {tiles, pins}.

const MOST_PINS = 3;
const SORTS = [
  ["family", "Family", null],
  ["error", "Error", (a, b) => now(b).psnr - now(a).psnr],
  ["name", "Name", (a, b) => a.label.localeCompare(b.label)],
  ["latent", "Code size", (a, b) => (a.latent || Infinity) - (b.latent || Infinity)],
  ["parameters", "Parameters", (a, b) => a.parameters - b.parameters],
];
const HIGHEST_BAR = 35; // dB at which the thin bar is full
const SETTLED_AFTER = 250; // ms without a repaint
const PIN_COLOURS = ["#1f86c9", "#8a5cd0", "#dd6420"]; // as in the figure beside them
const ERROR_COLOURS = [[0xf5, 0x93, 0x22], [0xe8, 0xea, 0xeb], [0x08, 0x77, 0xbd]];

const tiles = new Map(settings.tiles.map(tile => [tile.name, { ...tile }]));
const families = [...new Set(settings.tiles.map(tile => tile.family))];
let pins = settings.pins.filter(name => tiles.has(name));
let sort = "family", only = null, shown = null, answers = new Map(), clean = null, layoutKey = "";
let paints = 0, settling = 0;

// ------------------------------------------------------------------------------------- pixels

function read(proxy) {
  const value = plain(proxy);
  const pixels = bytes(value.pixels);
  clean = bytes(value.clean);
  answers = new Map(value.names.map((name, i) => [name, {
    pixels: pixels.subarray(i * PIXELS, (i + 1) * PIXELS),
    psnr: value.psnr[i], ssim: value.ssim[i], mse: value.mse[i],
  }]));
  const best = value.names.filter(name => tiles.has(name))
    .sort((a, b) => answers.get(b).psnr - answers.get(a).psnr);
  best.slice(0, 3).forEach((name, place) => { answers.get(name).rank = place + 1; });
}

const now = tile => answers.get(tile.name) ?? { psnr: -Infinity };

// Too dark is orange, too bright is blue: answer minus clean digit.
function drawError(canvas, pixels) {
  const image = new ImageData(SIDE, SIDE), [low, zero, high] = ERROR_COLOURS;
  for (let i = 0; i < PIXELS; i++) {
    const error = (pixels[i] - clean[i]) / 255, end = error < 0 ? low : high, t = Math.abs(error);
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = zero[c] + t * (end[c] - zero[c]);
    image.data[4 * i + 3] = 255;
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}

const fullName = tile => (tile.learned ? `${tile.family}, ${tile.label}` : tile.label);

// -------------------------------------------------------------------------------------- tiles

function makeTile(tile) {
  const button = make("button", "tile");
  button.type = "button";
  button.dataset.name = tile.name;
  tile.canvas = makeCanvas("digit", `Answer of ${fullName(tile)}`);
  tile.rank = make("span", "rank");
  tile.figure = make("span", "psnr");
  tile.bar = make("i", "");
  const bar = make("span", "bar");
  bar.append(tile.bar);
  button.append(tile.canvas, tile.rank, make("span", "family", tile.family), make("span", "label", tile.label),
    tile.figure, bar);
  button.addEventListener("click", () => togglePin(tile.name));
  button.addEventListener("pointerenter", event => event.pointerType === "mouse" && showDetail(tile));
  button.addEventListener("pointerleave", hideDetail);
  button.addEventListener("focus", () => button.matches(":focus-visible") && showDetail(tile));
  button.addEventListener("blur", hideDetail);
  tile.button = button;
}

function paintTile(tile) {
  const answer = answers.get(tile.name), pinned = pins.includes(tile.name);
  tile.button.hidden = !answer;
  if (!answer) return;
  drawGrey(tile.canvas, answer.pixels);
  tile.figure.textContent = `${answer.psnr.toFixed(1)} dB`;
  tile.bar.style.width = `${Math.min(100, Math.max(3, 100 * answer.psnr / HIGHEST_BAR))}%`;
  tile.rank.textContent = answer.rank ?? "";
  tile.button.classList.toggle("best", Boolean(answer.rank));
  tile.button.setAttribute("aria-pressed", pinned);
  tile.button.setAttribute("aria-label",
    `${fullName(tile)}, ${answer.psnr.toFixed(1)} dB${answer.rank ? `, best but ${answer.rank - 1}` : ""}`
      .replace(", best but 0", ", best"));
}

// Which tiles stand where. Nothing is moved unless the order has changed, so focus survives.
function layOut() {
  const chosen = [...tiles.values()].filter(tile => only === null || tile.family === only);
  const compare = SORTS.find(([key]) => key === sort)[2];
  const groups = compare
    ? [["", "", chosen.sort(compare)]]
    : families.map(family => chosen.filter(tile => tile.family === family))
      .filter(group => group.some(tile => answers.has(tile.name)))
      .map(group => [group[0].family, group[0].aside, group]);
  find(".wall").classList.toggle("mixed", Boolean(compare));
  const key = groups.map(([title, , group]) => title + group.map(tile => tile.name)).join("|");
  if (key === layoutKey) return;
  layoutKey = key;
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  find(".groups").replaceChildren(...groups.map(([title, aside, group]) => {
    const box = make("div", "group"), row = make("div", "row"), heading = make("h3", "", title);
    heading.append(make("span", "aside", aside));
    row.append(...group.map(tile => tile.button));
    if (title) box.append(heading);
    box.append(row);
    return box;
  }));
  focused?.focus({ preventScroll: true });
}

function paint() {
  if (!props.value?.names) return;
  read(props.value);
  layOut();
  tiles.forEach(paintTile);
  paintPins();
  if (shown) fillDetail(shown);
  find(".timing").textContent = `${answers.size} models, ${props.value.milliseconds.toFixed(0)} ms`;
  // Counted once the browser has it on the screen: what tests wait for and the benchmark times.
  requestAnimationFrame(() => { find(".wall").dataset.painted = ++paints; });
}

// Slower things follow once the hand rests, so that they never hold up a repaint.
function repaint() {
  paint();
  clearTimeout(settling);
  settling = setTimeout(() => trigger("settled"), SETTLED_AFTER);
}

// ------------------------------------------------------------------------------------- detail

function factRows(tile) {
  const answer = answers.get(tile.name), list = make("dl", "facts");
  const live = [["This digit", `${answer.psnr.toFixed(1)} dB`], ["SSIM", answer.ssim.toFixed(3)],
    ["MSE", answer.mse.toFixed(4)]];
  [...live, ...tile.facts].forEach(([label, value]) =>
    list.append(make("dt", "", label), make("dd", "", value)));
  return list;
}

function fillDetail(tile) {
  const box = find(".detail"), answer = answers.get(tile.name);
  if (!answer) return hideDetail();
  const pictures = make("div", "pictures");
  const large = makeCanvas("digit", "The answer"), error = makeCanvas("digit error", "Its signed error");
  drawGrey(large, answer.pixels);
  drawError(error, answer.pixels);
  pictures.append(large, error);
  const key = make("p", "key");
  key.append(make("b", "dark", "too dark"), " and ", make("b", "bright", "too bright"));
  box.replaceChildren(make("h3", "", fullName(tile)), pictures, key, factRows(tile));
}

function showDetail(tile) {
  shown = tile;
  fillDetail(tile);
  const box = find(".detail"), wall = find(".wall").getBoundingClientRect();
  const at = tile.button.getBoundingClientRect();
  box.hidden = false;
  const right = at.right - wall.left + 10, left = at.left - wall.left - box.offsetWidth - 10;
  const fits = right + box.offsetWidth < wall.width;
  box.style.left = `${Math.max(8, fits ? right : left)}px`;
  const lowest = Math.min(wall.height, innerHeight - wall.top) - box.offsetHeight - 8;
  box.style.top = `${Math.max(8, -wall.top + 8, Math.min(at.top - wall.top, lowest))}px`;
}

function hideDetail() {
  shown = null;
  find(".detail").hidden = true;
}

// --------------------------------------------------------------------------------------- pins

function togglePin(name) {
  pins = pins.includes(name) ? pins.filter(pin => pin !== name) : [...pins, name].slice(-MOST_PINS);
  tiles.forEach(paintTile);
  paintPins();
  trigger("pin", { pins });
}

function makePin(tile, place) {
  const box = make("article", "pin"), heading = make("h3", ""), swatch = make("i", "swatch");
  swatch.style.background = PIN_COLOURS[place];
  heading.append(swatch, fullName(tile));
  const pin = { tile, box, figure: make("span", "psnr"), reading: make("p", "reading") };
  pin.canvas = makeCanvas("digit", `Answer of ${fullName(tile)}, large`);
  pin.error = makeCanvas("digit error", `Signed error of ${fullName(tile)}`);
  const unpin = make("button", "unpin", "Unpin");
  unpin.type = "button";
  unpin.setAttribute("aria-label", `Unpin ${fullName(tile)}`);
  unpin.addEventListener("click", () => togglePin(tile.name));
  const line = make("p", "line");
  line.append(pin.figure, unpin);
  const frames = [pin.canvas, pin.error].map(canvas => {
    const frame = make("div", "frame");
    frame.append(canvas, make("i", "cursor"));
    followPixel(frame);
    return frame;
  });
  frames[0].tabIndex = 0;
  frames[0].setAttribute("role", "group");
  frames[0].setAttribute("aria-label", `Pixels of ${fullName(tile)}: the arrow keys read them`);
  box.append(heading, line, ...frames, pin.reading, make("p", "note", tile.note));
  return pin;
}

let pinned = [], pixel = null;

function paintPins() {
  const wanted = pins.filter(name => answers.has(name));
  if (wanted.join() !== pinned.map(pin => pin.tile.name).join()) {
    pinned = wanted.map((name, place) => makePin(tiles.get(name), place));
    find(".pins").replaceChildren(...pinned.map(pin => pin.box));
    if (!pinned.length) {
      find(".pins").append(make("p", "empty", "Click a digit on the wall to see it large here."));
    }
  }
  for (const pin of pinned) {
    const answer = answers.get(pin.tile.name);
    drawGrey(pin.canvas, answer.pixels);
    drawError(pin.error, answer.pixels);
    pin.figure.textContent = `${answer.psnr.toFixed(1)} dB`;
  }
  readPixel();
}

function followPixel(frame) {
  const place = event => {
    const box = frame.getBoundingClientRect();
    const at = (position, start, length) =>
      Math.min(SIDE - 1, Math.max(0, Math.floor(SIDE * (position - start) / length)));
    pixel = [at(event.clientX, box.left, box.width), at(event.clientY, box.top, box.height)];
    readPixel();
  };
  frame.addEventListener("pointermove", place);
  frame.addEventListener("pointerdown", place);
  frame.addEventListener("pointerleave", () => { pixel = null; readPixel(); });
  frame.addEventListener("blur", () => { pixel = null; readPixel(); });
  frame.addEventListener("keydown", event => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    pixel = (pixel ?? [14, 14]).map((value, axis) => (value + step[axis] + SIDE) % SIDE);
    readPixel();
  });
}

function readPixel() {
  for (const { box, reading, tile } of pinned) {
    for (const cursor of box.querySelectorAll(".cursor")) {
      cursor.hidden = !pixel;
      if (!pixel) continue;
      cursor.style.left = `${100 * pixel[0] / SIDE}%`;
      cursor.style.top = `${100 * pixel[1] / SIDE}%`;
    }
    reading.textContent = "answer minus clean digit";
    if (!pixel) continue;
    const i = pixel[1] * SIDE + pixel[0], value = answers.get(tile.name).pixels[i] / 255;
    const error = value - clean[i] / 255;
    reading.textContent = `${value.toFixed(2)}, error ${error < 0 ? "−" : "+"}${Math.abs(error).toFixed(2)}`;
  }
}

// ----------------------------------------------------------------------------------- controls

function makeChoice(parent, choices, choose) {
  const buttons = choices.map(([key, label]) => {
    const button = make("button", "", label);
    button.type = "button";
    button.addEventListener("click", () => {
      choose(key);
      buttons.forEach(other => other.setAttribute("aria-pressed", other === button));
      layOut();
    });
    return button;
  });
  buttons.forEach((button, place) => button.setAttribute("aria-pressed", place === 0));
  parent.replaceChildren(...buttons);
}

tiles.forEach(makeTile);
makeChoice(find(".sort"), SORTS, key => { sort = key; });
makeChoice(find(".filter"), [[null, "All"], ...families.map(family => [family, family])],
  key => { only = key; });
paint();
watch("value", repaint);
