// Three pictures of a molecule, and a handle between two of them.

import { countPaint, finder, make, makeShape } from "../modules/dom.js";
import { keepPart } from "../modules/kept.js";
import { follow } from "../modules/values.js";

const RADIUS = 0.045; // of a ring, of the picture's side; half the side of a box

/** @param {Host} host */
export function mount(host) {
  const { element } = host;
  const find = finder(element);
  const handle = find(".compare input", HTMLInputElement);

  function show(value) {
    const setSource = (selector, source) => (find(selector, HTMLImageElement).src = source);
    for (const selector of [".seen img", ".above"]) setSource(selector, value.seen);
    for (const selector of [".answer img", ".below"]) setSource(selector, value.answer);
    find(".truth").hidden = !value.truth;
    if (value.truth) setSource(".truth img", value.truth);
    find(".name").textContent = value.name;
    find("table").replaceChildren(...value.table.map(makeLine));
    find(".note").textContent = value.note;
    find(".key").hidden = !value.truth;
    find(".key").replaceChildren(...makeKey(value));
    for (const svg of element.querySelectorAll("svg"))
      svg.replaceChildren(...value.rings.map(ring), ...value.invented.map(box));
    element.classList.toggle("as-it-is", !value.truth);
    countPaint(element);
  }

  function divide() {
    find(".above").style.clipPath = `inset(0 ${100 - Number(handle.value)}% 0 0)`;
    find(".line").style.left = `${handle.value}%`;
  }

  handle.value = keepPart(host, () => handle.value, handle.value);
  handle.addEventListener("input", divide);
  divide();
  follow(host, show);
}

// The first line and the first cell of each are headings.
function makeLine(cells, i) {
  const line = make("tr");
  line.append(...cells.map((cell, j) => make(i && j ? "td" : "th", "", cell)));
  return line;
}

// The marks, and how many there are of each.
function makeKey({ rings, invented }) {
  const hits = rings.filter(([, , hit]) => hit).length;
  const counts = [["invented", `${invented.length || "none"} invented`]];
  if (rings.length) {
    const bonds = rings.length > 1 ? "missing bonds" : "missing bond";
    counts.unshift(
      ["hit", `${hits} of ${rings.length} ${bonds} redrawn`],
      ["miss", `${rings.length - hits} missed`],
    );
  }
  return counts.map(([kind, words]) => {
    const entry = make("span", "", words);
    entry.prepend(make("i", kind));
    return entry;
  });
}

const box = ([x, y]) =>
  makeShape("rect", {
    x: x - RADIUS,
    y: y - RADIUS,
    width: 2 * RADIUS,
    height: 2 * RADIUS,
    class: "invented",
  });

const ring = ([x, y, hit]) =>
  makeShape("circle", { cx: x, cy: y, r: RADIUS, class: hit ? "hit" : "miss" });
