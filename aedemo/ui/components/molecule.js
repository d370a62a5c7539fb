// Three pictures of a molecule, and a handle between two of them. `element`, `props` and `watch`
// come from gr.HTML, the rest from shared.js.

const RADIUS = 0.045; // of a ring, of the picture's side
const handle = find(".compare input");

watch("value", () => show(plain(props.value)));
handle.addEventListener("input", divide);
show(plain(props.value));
divide();

function show(value) {
  if (!value) return;
  find(".seen img").src = find(".above").src = value.seen;
  find(".answer img").src = find(".below").src = value.answer;
  find(".truth").hidden = !value.truth;
  if (value.truth) find(".truth img").src = value.truth;
  find("table").replaceChildren(...value.table.map((cells, i) => {
    const line = make("tr", "");
    line.append(...cells.map((cell, j) => make(i && j ? "td" : "th", "", cell)));
    return line;
  }));
  find(".note").textContent = value.note;
  find(".key").hidden = !value.rings.length;
  element.querySelectorAll("svg").forEach((svg) => svg.replaceChildren(...value.rings.map(ring)));
  element.dataset.painted = Number(element.dataset.painted ?? 0) + 1;
}

function ring([x, y, hit]) {
  const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  Object.entries({ cx: x, cy: y, r: RADIUS, class: hit ? "hit" : "miss" })
    .forEach(([name, each]) => circle.setAttribute(name, each));
  return circle;
}

function divide() {
  find(".above").style.clipPath = `inset(0 ${100 - handle.value}% 0 0)`;
  find(".line").style.left = `${handle.value}%`;
}
