// Sections of small pictures. `element`, `props`, `trigger` and `watch` come from gr.HTML, the rest
// from shared.js.

let chosen = "0 0";

watch("value", () => show(plain(props.value)));
show(plain(props.value));

function show(value) {
  if (!value) return;
  find(".sections").replaceChildren(...value.map(makeSection));
  mark();
  element.dataset.painted = Number(element.dataset.painted ?? 0) + 1;
}

function makeSection({ title, aside, width, height, grey, size, tiles }, at) {
  const box = make("section", ""), heading = make("h3", "", title), grid = make("div", "grid");
  heading.append(make("span", "aside", aside));
  grid.style.setProperty("--size", `${size}px`);
  const numbers = bytes(tiles), one = width * height;
  for (let k = 0; k < numbers.length / one; k++) {
    const canvas = makeCanvas("tile", `${title}, ${k + 1}`, width, height);
    const pixels = numbers.subarray(k * one, (k + 1) * one);
    if (grey) drawGrey(canvas, pixels);
    else drawSigned(canvas, signed(pixels));
    grid.append(settings.asButtons ? makeButton(canvas, at, k) : canvas);
  }
  box.append(heading, grid);
  return box;
}

function makeButton(canvas, section, tile) {
  const button = make("button", "");
  button.type = "button";
  button.dataset.place = `${section} ${tile}`;
  button.setAttribute("aria-label", canvas.getAttribute("aria-label"));
  button.append(canvas);
  button.addEventListener("click", () => {
    chosen = button.dataset.place;
    mark();
    trigger("choose", { section, tile });
  });
  return button;
}

function mark() {
  element.querySelectorAll("button").forEach((button) => {
    button.setAttribute("aria-pressed", button.dataset.place === chosen);
  });
}
