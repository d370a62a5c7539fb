// The wall of answers.

import { atRest } from "../modules/busy.js";
import { LINES } from "../modules/constants.js";
import { currentDigit, followDigit } from "../modules/digit.js";
import { countPaint, finder, make, makeButton, makeCanvas, setPressed } from "../modules/dom.js";
import { keepPart } from "../modules/kept.js";
import { clamp } from "../modules/numbers.js";
import { drawGrey } from "../modules/pixels.js";
import { decibels, fullName, PLACES, signed, unpack } from "../modules/wall/answers.js";
import { makeDetail } from "../modules/wall/detail.js";
import { makePins } from "../modules/wall/pins.js";

const SORTS = [
  ["best", "Best"],
  ["family", "Family"],
  ["name", "Name"],
  ["latent", "Code size"],
  ["parameters", "Parameters"],
];
const ALL = ""; // for one of the families
const HIGHEST_BAR = 35; // dB at which the thin bar is full
const LEAST_BAR = 3; // % of it, so that there is something to see
const MOST_PINS = LINES.length; // each has its line in the figure beside them

/** @param {Host} host */
export function mount(host) {
  const { element, trigger, props, watch, settings } = host;
  const find = finder(element);
  const tiles = new Map(settings.tiles.map((tile) => [tile.name, makeTile(tile)]));
  const families = [...new Set(settings.tiles.map(({ family }) => family))];
  const psnrOf = ({ name }) => given.answers.get(name)?.psnr ?? -Infinity;
  const compares = {
    best: (a, b) => psnrOf(b) - psnrOf(a),
    name: (a, b) => a.label.localeCompare(b.label),
    latent: (a, b) => (a.latent || Infinity) - (b.latent || Infinity),
    parameters: (a, b) => a.parameters - b.parameters,
  };
  const first = { pinned: settings.pins, sort: SORTS[0][0], only: ALL };
  const kept = keepPart(host, () => ({ pinned, sort, only }), first);
  let pinned = kept.pinned.filter((name) => tiles.has(name)).slice(0, MOST_PINS);
  let given = { answers: new Map(), clean: new Uint8Array(), asItIs: 0, kind: "" };
  let sort = compares[kept.sort] || kept.sort === "family" ? kept.sort : first.sort;
  let only = families.includes(kept.only) ? kept.only : ALL;
  let layoutKey = "";
  // Slower things follow once the hand rests, so that they never hold up a repaint; and tiles that
  // change places under it could not be watched.
  const settle = atRest(() => {
    layOut();
    detail.refresh();
    trigger("settled");
  });
  const nothing = settings.tiles.find(({ name }) => name === settings.asItIs);
  const detail = makeDetail(find(".detail"), () => given);
  const showPins = makePins(find(".pins"), nothing, () => given, togglePin);

  tiles.forEach(listen);
  makeChoice(find(".sort"), SORTS, sort, (key) => {
    sort = key;
    layOut();
  });
  const filters = [[ALL, "All"], ...families.map((each) => [each, each])];
  makeChoice(find(".filter"), filters, only, (key) => {
    only = key;
    layOut();
  });
  paint();
  if (kept !== first) tellPins();
  followDigit(showEmpty);
  showEmpty();
  watch("value", () => {
    paint();
    settle();
  });

  function paint() {
    if (!props.value?.names) return;
    given = unpack(props.value, settings.asItIs, (name) => tiles.has(name));
    if (!layoutKey || sort !== "best") layOut();
    paintTiles();
    const { milliseconds } = props.value;
    const models = given.answers.size - 1; // one of them is the spoiled digit as it is
    find(".timing").textContent = `${models} models, ${milliseconds.toFixed(0)} ms`;
    find(".legend").replaceChildren(...makeLegend(given));
    // Counted once the browser has it on the screen: what tests wait for and the benchmark times.
    requestAnimationFrame(() => countPaint(find(".wall")));
  }

  // Of an empty pad nothing is asked: what was answered before is not to be seen.
  function showEmpty() {
    element.classList.toggle("blank", currentDigit()?.strokes?.length === 0);
  }

  function paintTiles() {
    for (const tile of tiles.values()) {
      paintTile(tile, given, pinned.includes(tile.name));
    }
    const shown = pinned.filter((name) => given.answers.has(name)).map((name) => tiles.get(name));
    showPins(shown);
    if (shown.length) detail.begin(shown[0]);
  }

  function togglePin(name) {
    pinned = pinned.includes(name)
      ? pinned.filter((pin) => pin !== name)
      : [...pinned, name].slice(-MOST_PINS);
    paintTiles();
    tellPins();
  }

  function tellPins() {
    trigger("pin", { pins: pinned });
  }

  function listen(tile) {
    const { button, name } = tile;
    button.addEventListener("click", () => {
      if (name !== settings.asItIs) togglePin(name);
      detail.open(tile);
    });
    button.addEventListener("pointerenter", ({ pointerType }) => {
      if (pointerType === "mouse") detail.show(tile);
    });
    button.addEventListener("focus", () => {
      if (button.matches(":focus-visible")) detail.show(tile);
    });
  }

  // Which tiles stand where. Nothing is moved unless the order has changed, so focus survives.
  function layOut() {
    const groups = grouped();
    find(".wall").classList.toggle("mixed", sort !== "family");
    const key = groups.map(({ title, of }) => title + of.map(({ name }) => name)).join("|");
    if (key === layoutKey) return;
    layoutKey = key;
    const { activeElement } = document;
    find(".groups").replaceChildren(...groups.map(makeGroup));
    if (activeElement instanceof HTMLElement && element.contains(activeElement)) {
      activeElement.focus({ preventScroll: true });
    }
  }

  function grouped() {
    const chosen = [...tiles.values()].filter(({ family }) => only === ALL || family === only);
    if (sort !== "family") return [{ title: "", aside: "", of: chosen.sort(compares[sort]) }];
    return families
      .map((family) => chosen.filter((tile) => tile.family === family))
      .filter((of) => of.some(({ name }) => given.answers.has(name)))
      .map((of) => ({ title: of[0].family, aside: of[0].aside, of }));
  }
}

function makeTile(tile) {
  const button = make("button", "tile");
  const canvas = makeCanvas("digit", `Answer of ${fullName(tile)}`);
  const rank = make("span", "rank");
  const figure = make("span", "psnr");
  const gain = make("span", "gain");
  const bar = make("span", "bar");
  const [fill, tick] = [make("i", "fill"), make("i", "tick")];
  const met = make("i", "met");
  button.type = "button";
  button.dataset.name = tile.name;
  bar.append(fill, tick);
  const line = make("span", "line");
  line.append(figure, gain);
  const words = [make("span", "family", tile.family), make("span", "label", tile.label)];
  button.append(canvas, rank, met, ...words, line, bar);
  return { ...tile, button, canvas, rank, figure, gain, fill, tick, met };
}

function paintTile(tile, given, isPinned) {
  const { button, canvas, rank, figure, gain, fill, tick, met } = tile;
  const answer = given.answers.get(tile.name);
  button.hidden = !answer;
  if (!answer) return;
  drawGrey(canvas, answer.pixels);
  const psnr = decibels(answer.psnr);
  const worse = answer.gain < 0;
  figure.textContent = psnr;
  gain.textContent = answer.gain ? signed(answer.gain) : "";
  fill.style.width = share(answer.psnr);
  tick.style.left = share(given.asItIs);
  met.hidden = !tile.against.includes(given.kind);
  rank.textContent = answer.rank ?? "";
  button.classList.toggle("best", Boolean(answer.rank));
  button.classList.toggle("worse", worse);
  setPressed(button, isPinned);
  // Its name begins with what is written on it.
  const said = [`${psnr} ${gain.textContent}`.trim()];
  if (answer.rank) said.push(PLACES[answer.rank - 1]);
  if (worse) said.push("worse than as it is");
  if (!met.hidden) said.push("trained on this damage");
  button.setAttribute("aria-label", `${tile.family} ${tile.label} ${said.join(", ")}`);
}

const share = (psnr) => `${clamp((100 * psnr) / HIGHEST_BAR, LEAST_BAR, 100)}%`;

function makeLegend({ asItIs, answers }) {
  const worse = [...answers.values()].filter(({ gain }) => gain < 0).length;
  const entry = (mark, words) => {
    const box = make("span", "", words);
    box.prepend(make("i", mark));
    return box;
  };
  return [
    entry("met", "trained on this damage"),
    entry("tick", `as it is, ${decibels(asItIs)}`),
    entry("worse", `worse than that: ${worse || "none"}`),
  ];
}

function makeGroup({ title, aside, of }) {
  const box = make("div", "group");
  const row = make("div", "row");
  const heading = make("h3", "", title);
  heading.append(make("span", "aside", aside));
  row.append(...of.map(({ button }) => button));
  if (title) box.append(heading);
  box.append(row);
  return box;
}

// Buttons of which one is pressed, that of `chosen` to begin with.
function makeChoice(parent, choices, chosen, choose) {
  const buttons = choices.map(([key, label]) => {
    const button = makeButton(label, () => {
      choose(key);
      for (const other of buttons) setPressed(other, other === button);
    });
    setPressed(button, key === chosen);
    return button;
  });
  parent.replaceChildren(...buttons);
}
