// Sections of small pictures.

import { countPaint, finder, make, makeButton, makeCanvas, setPressed } from "../modules/dom.js";
import { drawGrey, drawSigned, pictureOf, signed } from "../modules/pixels.js";
import { bytes, follow } from "../modules/values.js";

/** @param {Host} host */
export function mount(host) {
  const { element, trigger, settings } = host;
  const sections = finder(element)(".sections");
  let chosen = [0, 0]; // a section and a tile

  follow(host, (value) => {
    if (value.chosen) chosen = value.chosen;
    else sections.replaceChildren(...value.map(makeSection));
    mark();
    countPaint(element);
  });

  function makeSection(section, at) {
    const canvases = paintTiles(section);
    const box = make("section", canvases.length === 1 ? "single" : "");
    const heading = make("h3", "", section.title);
    const grid = make("div", "grid");
    heading.append(make("span", "aside", section.aside));
    grid.style.setProperty("--size", `${section.size}px`);
    grid.append(...(settings.asButtons ? canvases.map((each, k) => wrap(each, at, k)) : canvases));
    box.append(heading, grid);
    return box;
  }

  function wrap(canvas, section, tile) {
    const button = makeButton("", () => {
      chosen = [section, tile];
      mark();
      trigger("choose", { section, tile });
    });
    button.setAttribute("aria-label", canvas.getAttribute("aria-label"));
    button.append(canvas);
    return button;
  }

  function mark() {
    const [section, tile] = chosen;
    for (const button of element.querySelectorAll("button")) setPressed(button, false);
    const buttons = sections.children[section]?.querySelectorAll("button") ?? [];
    const button = buttons[Math.min(tile, buttons.length - 1)]; // the last where there are fewer
    if (button) setPressed(button, true);
  }
}

function paintTiles({ title, width, height, grey, tiles }) {
  const numbers = bytes(tiles);
  const size = width * height;
  return Array.from({ length: numbers.length / size }, (_, k) => {
    const canvas = makeCanvas("tile", `${title}, ${k + 1}`, width, height);
    const pixels = pictureOf(numbers, k, size);
    if (grey) drawGrey(canvas, pixels);
    else drawSigned(canvas, signed(pixels));
    return canvas;
  });
}
