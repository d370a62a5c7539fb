// Captioned pictures. `element`, `props` and `watch` come from gr.HTML, the rest from shared.js.

let tiles = [];
watch("value", () => receive(plain(props.value)));
receive(plain(props.value));

function receive(value) {
  if (!value) return;
  if (value.length !== tiles.length) layOut(value.length);
  value.forEach(({ caption, pixels, figure, aside, best }, i) => {
    const tile = tiles[i];
    tile.canvas.setAttribute("aria-label", caption);
    tile.caption.textContent = caption;
    tile.figure.textContent = figure;
    tile.aside.textContent = aside;
    tile.box.classList.toggle("best", best);
    tile.box.classList.toggle("waiting", !pixels);
    drawGrey(tile.canvas, pixels ? bytes(pixels) : new Uint8Array(PIXELS));
  });
  element.dataset.painted = Number(element.dataset.painted ?? 0) + 1;
}

function layOut(count) {
  tiles = Array.from({ length: count }, () => {
    const tile = { box: make("figure", ""), canvas: makeCanvas("digit", "") };
    const words = make("figcaption", "");
    for (const part of ["caption", "figure", "aside"]) words.append(tile[part] = make("span", part));
    tile.box.append(tile.canvas, words);
    return tile;
  });
  find(".grid").replaceChildren(...tiles.map(({ box }) => box));
}
