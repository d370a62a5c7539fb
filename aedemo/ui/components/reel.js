// Rows of pictures that play. `element`, `props` and `watch` come from gr.HTML, the rest from
// shared.js.

const A_TICK = 110; // ms: slow enough to see one draw, fast enough to see them melt together
const DOTS = 440; // side of the scatter's canvas

const play = find(".play"), average = find("input"), count = find("output");
let rows = [], shape = "", tick = 0, timer = 0;

watch("value", () => receive(plain(props.value)));
play.addEventListener("click", () => (timer ? stop() : start()));
average.addEventListener("input", () => {
  count.textContent = average.value;
  paint();
});
receive(plain(props.value));
if (!matchMedia("(prefers-reduced-motion: reduce)").matches) start();

function receive(value) {
  if (!value) return;
  const wanted = JSON.stringify(value.map((row) => [row.title, row.aside, row.pictures.map((each) => each.caption)]));
  if (wanted !== shape) layOut(value);
  shape = wanted;
  value.forEach((row, i) => row.pictures.forEach((picture, j) => {
    Object.assign(rows[i].pictures[j], picture, { draws: bytes(picture.draws) });
  }));
  paint();
}

function start() {
  timer = setInterval(() => {
    if (!element.isConnected) return stop();
    if (!element.offsetParent) return; // another tab is open
    tick += 1;
    paint();
  }, A_TICK);
  play.setAttribute("aria-pressed", "true");
  play.textContent = "Pause";
}

function stop() {
  clearInterval(timer);
  timer = 0;
  play.setAttribute("aria-pressed", "false");
  play.textContent = "Play";
}

// -------------------------------------------------------------------------------------- painting

function paint() {
  const window_ = Number(average.value);
  for (const row of rows) {
    for (const picture of row.pictures) {
      picture.mean = meanOf(picture, window_);
      if (picture.signed) drawSigned(picture.canvas, picture.mean);
      else drawGrey(picture.canvas, picture.mean, 255);
      if (picture.figures.length) {
        const figures = picture.figures, total = figures.reduce((sum, each) => sum + each, 0);
        picture.number.textContent = picture.figure.replace("{}", (total / figures.length).toFixed(4));
      }
    }
    if (row.scatter) drawScatter(row);
  }
  element.dataset.painted = Number(element.dataset.painted ?? 0) + 1;
}

// Over the draws from this one on, as numbers in the picture's own scale.
function meanOf({ draws, signed: eitherSign }, window_) {
  const total = draws.length / PIXELS, mean = new Float32Array(PIXELS);
  const used = Math.min(window_, total);
  for (let k = 0; k < used; k++) {
    const start = ((tick + k) % total) * PIXELS;
    for (let i = 0; i < PIXELS; i++) mean[i] += draws[start + i];
  }
  for (let i = 0; i < PIXELS; i++) {
    const fraction = mean[i] / (255 * used);
    mean[i] = eitherSign ? settings.span * (2 * fraction - 1) : fraction;
  }
  return mean;
}

function drawScatter({ scatter: [xAt, yAt], pictures, dots }) {
  const context = dots.getContext("2d"), ink = getComputedStyle(element);
  const place = (fraction) => 8 + fraction * (DOTS - 16);
  context.clearRect(0, 0, DOTS, DOTS);
  context.strokeStyle = ink.getPropertyValue("--ae-line");
  context.lineWidth = 3;
  context.beginPath();
  context.moveTo(place(0), place(1));
  context.lineTo(place(1), place(0));
  context.stroke();
  context.fillStyle = ink.getPropertyValue("--ae-output");
  context.globalAlpha = 0.45;
  const xs = pictures[xAt].mean, ys = pictures[yAt].mean;
  for (let i = 0; i < PIXELS; i++) context.fillRect(place(xs[i]) - 3, place(1 - ys[i]) - 3, 6, 6);
  context.globalAlpha = 1;
}

// ---------------------------------------------------------------------------------------- layout

function layOut(value) {
  rows = value.map((row) => ({ ...row, pictures: row.pictures.map(makePicture) }));
  find(".rows").replaceChildren(...rows.map((row) => {
    const box = make("section", `row ae-${row.stage}`), header = make("header", "");
    const title = make("h3", "", row.title);
    title.prepend(make("i", "dot"));
    header.append(title, make("p", "aside", row.aside));
    const pictures = make("div", "pictures");
    pictures.append(...row.pictures.map(({ figure }) => figure));
    if (row.scatter) pictures.append(makeScatter(row));
    box.append(header, pictures);
    return box;
  }));
}

function makePicture(picture) {
  const figure = make("figure", ""), canvas = makeCanvas("digit", picture.caption);
  const number = make("span", "number");
  const words = make("figcaption", "", picture.caption);
  words.append(number);
  figure.append(canvas, words);
  return { ...picture, figure, canvas, number };
}

function makeScatter(row) {
  const [, , x, y] = row.scatter, figure = make("figure", "scatter");
  row.dots = make("canvas", "dots");
  row.dots.width = row.dots.height = DOTS;
  row.dots.setAttribute("role", "img");
  row.dots.setAttribute("aria-label", `${y} against ${x}, a dot for each of 784 pixels`);
  figure.append(row.dots, make("figcaption", "", `${y} (up) against ${x} (right), from 0 to 1`));
  return figure;
}
