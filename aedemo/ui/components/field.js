// Arrows in the plane. `element`, `props`, `trigger` and `watch` come from gr.HTML, the rest from
// shared.js.

const STEP = 0.02; // of the arrow keys
const A_FRAME = 45; // ms between the points of a path

const canvas = find("canvas"), context = canvas.getContext("2d");
let arrows = null, paths = [], cross = [0.5, 0.5], begun = 0, most = 1;

const shown = () => 1 + (performance.now() - begun) / A_FRAME; // points of the latest path
const length = ([x, y], [u, v]) => Math.hypot(u - x, v - y);

canvas.setAttribute("aria-label", "The plane: each arrow leads from a point to its reconstruction. "
  + "Arrow keys move a cross, Enter drops a point there.");
watch("value", () => receive(plain(props.value)));
receive(plain(props.value));
new ResizeObserver(paint).observe(canvas);

canvas.addEventListener("pointerup", ({ clientX, clientY }) => {
  const box = canvas.getBoundingClientRect();
  drop([(clientX - box.left) / box.width, (clientY - box.top) / box.height]);
});
canvas.addEventListener("keydown", (event) => {
  const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (!move && event.key !== "Enter") return;
  event.preventDefault();
  if (move) cross = cross.map((each, i) => Math.min(1, Math.max(0, each + STEP * move[i])));
  else drop(cross);
  paint();
});
canvas.addEventListener("focus", paint);
canvas.addEventListener("blur", paint);

function receive(value) {
  if (!value) return;
  if (value.path) {
    paths = [...paths.slice(-5), value.path];
    begun = performance.now();
    requestAnimationFrame(step);
  } else {
    arrows = value;
    paths = [];
    most = Math.max(...arrows.start.map((from, i) => length(from, arrows.end[i])));
    find(".most").textContent = most.toFixed(2);
  }
  paint();
}

function step() {
  paint();
  if (shown() < paths.at(-1).length) requestAnimationFrame(step);
}

function drop(place) {
  cross = place;
  trigger("ask", { place });
}

function paint() {
  const side = canvas.clientWidth, scale = devicePixelRatio;
  if (!arrows || !side) return;
  canvas.width = canvas.height = side * scale;
  context.setTransform(scale * side, 0, 0, scale * side, 0, 0); // the unit square
  context.clearRect(0, 0, 1, 1);
  context.lineCap = "round";
  line(arrows.arms, "rgba(255, 255, 255, 0.28)", 10 / side);
  arrows.start.forEach((from, i) => arrow(from, arrows.end[i], side));
  paths.forEach((path, i) => {
    const last = i === paths.length - 1, points = last ? path.slice(0, Math.ceil(shown())) : path;
    line([points], "#ffffff", 2 / side);
    dot(points[0], 4 / side, "#ffffff");
    dot(points.at(-1), 6 / side, "#b58be6");
  });
  if (document.activeElement === canvas) line([[[cross[0] - 0.015, cross[1]], [cross[0] + 0.015, cross[1]]],
    [[cross[0], cross[1] - 0.015], [cross[0], cross[1] + 0.015]]], "#ffffff", 1.5 / side);
  element.dataset.painted = Number(element.dataset.painted ?? 0) + 1;
}

function arrow(from, to, side) {
  const far = length(from, to), share = Math.sqrt(far / most), head = Math.min(far / 2, 5 / side);
  const colour = `hsl(${215 - 190 * share}, ${50 + 40 * share}%, ${42 + 20 * share}%)`;
  line([[from, to]], colour, 1.5 / side);
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  const barb = (turn) => [to[0] - head * Math.cos(angle + turn), to[1] - head * Math.sin(angle + turn)];
  line([[barb(0.5), to, barb(-0.5)]], colour, 1.5 / side);
}

function line(polylines, colour, width) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  for (const points of polylines) {
    context.beginPath();
    points.forEach(([x, y]) => context.lineTo(x, y));
    context.stroke();
  }
}

function dot([x, y], radius, colour) {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, 7);
  context.fill();
}
