// Samples of the posterior. `element`, `props`, `trigger` and `watch` come from gr.HTML, the rest
// from shared.js and const settings = {module}.

const COUNT = 8;

let state = null, decode = null, temperature = 1, noise = [];
const cells = Array.from({ length: COUNT }, (_, i) => makeCell(`Sample ${i + 1}`));
const mean = make("figure", "mean");
const meanPicture = makeCanvas("digit", "The mean of the eight samples");
mean.append(meanPicture, make("figcaption", "", "their mean"));
find(".row").replaceChildren(...cells.map(({ button }) => button), mean);
watch("value", () => receive(plain(props.value)));
receive(plain(props.value)); // it may be put on the page after its state came

async function receive(value) {
  if (!value || value.code) return; // its own
  if (value.state) {
    const { loadDecoder } = await import(fromRoot(settings.module));
    const spec = value.state.model.decoder;
    decode = await loadDecoder({ ...spec, url: fromRoot(spec.url) });
    state = value.state;
    if (noise[0]?.length !== state.mean.length) drawNoise();
  }
  temperature = value.temperature ?? temperature;
  if (value.draw) drawNoise();
  if (state) paint();
}

const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());

function drawNoise() {
  noise = cells.map(() => state.mean.map(normal));
}

// z = mu + T sigma epsilon; the noise stays while the temperature changes.
function paint() {
  if (!state.model.generative) return; // nothing to draw from, and hidden
  const sum = new Float32Array(PIXELS);
  cells.forEach((cell, i) => {
    cell.code = state.mean.map((mu, d) => mu + temperature * state.sigma[d] * noise[i][d]);
    const pixels = decode(Float32Array.from(cell.code));
    drawGrey(cell.canvas, pixels, 255);
    pixels.forEach((p, at) => { sum[at] += p / COUNT; });
  });
  drawGrey(meanPicture, sum, 255);
  element.dataset.painted = Number(element.dataset.painted ?? 0) + 1;
}

function makeCell(name) {
  const button = make("button", ""), canvas = makeCanvas("digit", name);
  button.type = "button";
  button.setAttribute("aria-label", `${name}: go there`);
  button.append(canvas);
  const cell = { button, canvas, code: null };
  button.addEventListener("click", () => {
    props.value = light({ code: cell.code });
    trigger("pick");
  });
  return cell;
}
