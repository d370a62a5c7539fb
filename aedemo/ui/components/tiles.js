// Sections of small pictures.

import { countPaint, finder, make, makeButton, makeCanvas, setPressed } from "../modules/dom.js";
import { drawGrey, drawSigned, pictureOf, signed } from "../modules/pixels.js";
import { bytes, follow } from "../modules/values.js";

/** @param {Host} host */
export function mount(host) {
  const { element, trigger, settings } = host;
  const sections = finder(element)(".sections");
  let chosen = "0 0"; // a section and a tile

  follow(host, (value) => {
    sections.replaceChildren(...value.map(makeSection));
    mark();
    countPaint(element);
  });

  function makeSection(section, at) {
    const box = make("section");
    const heading = make("h3", "", section.title);
    const grid = make("div", "grid");
    heading.append(make("span", "aside", section.aside));
    grid.style.setProperty("--size", `${section.size}px`);
    const canvases = paintTiles(section);
    grid.append(...(settings.asButtons ? canvases.map((each, k) => wrap(each, at, k)) : canvases));
    box.append(heading, grid);
    return box;
  }

  function wrap(canvas, section, tile) {
    const button = makeButton("", () => {
      chosen = `${section} ${tile}`;
      mark();
      trigger("choose", { section, tile });
    });
    button.dataset.place = `${section} ${tile}`;
    button.setAttribute("aria-label", canvas.getAttribute("aria-label"));
    button.append(canvas);
    return button;
  }

  function mark() {
    for (const button of element.querySelectorAll("button")) {
      setPressed(button, button.dataset.place === chosen);
    }
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
