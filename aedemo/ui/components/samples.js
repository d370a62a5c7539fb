// Samples of the posterior, and their mean.

import { PIXELS } from "../modules/constants.js";
import { loadDecoder } from "../modules/decoding.js";
import { countPaint, finder, make, makeCanvas, makeCanvasButton } from "../modules/dom.js";
import { normal } from "../modules/numbers.js";
import { drawGrey } from "../modules/pixels.js";
import { follow, light } from "../modules/values.js";

const COUNT = 8;

/** @param {Host} host */
export function mount(host) {
  const { element, trigger, props } = host;
  const cells = Array.from({ length: COUNT }, (_, i) => makeCell(`Sample ${i + 1}`));
  const meanPicture = makeCanvas("digit", "The mean of the eight samples");
  const mean = make("figure", "mean");
  mean.append(meanPicture, make("figcaption", "", "their mean"));
  finder(element)(".row").replaceChildren(...cells.map(({ button }) => button), mean);

  /** @type {State | null} */
  let state = null;
  /** @type {Decode | null} */
  let decode = null;
  let temperature = 1;
  /** @type {number[][]} */
  let noise = [];
  follow(host, receive);

  async function receive(value) {
    if (value.code) return; // its own
    if (value.state) {
      decode = await loadDecoder(value.state.model.decoder);
      state = value.state;
      if (noise[0]?.length !== value.state.mean.length) drawNoise();
    }
    temperature = value.temperature ?? temperature;
    if (value.draw) drawNoise();
    paint();
  }

  function drawNoise() {
    const { mean } = /** @type {State} */ (state);
    noise = cells.map(() => mean.map(normal));
  }

  // z = mu + T sigma epsilon; the noise stays while the temperature changes.
  function paint() {
    if (!state?.model.generative || !decode) return; // nothing to draw from, and hidden
    const { mean: centre, sigma } = state;
    const mean = new Float32Array(PIXELS);
    for (const [i, cell] of cells.entries()) {
      cell.code = centre.map((mu, d) => mu + temperature * sigma[d] * noise[i][d]);
      const pixels = decode(Float32Array.from(cell.code));
      drawGrey(cell.canvas, pixels, 255);
      for (let p = 0; p < PIXELS; p++) mean[p] += pixels[p] / COUNT;
    }
    drawGrey(meanPicture, mean, 255);
    countPaint(element);
  }

  function makeCell(name) {
    /** @type {{button: HTMLButtonElement, canvas: HTMLCanvasElement, code: number[]}} */
    const cell = { ...makeCanvasButton(name, pick), code: [] };
    cell.button.setAttribute("aria-label", `${name}: go there`);
    function pick() {
      props.value = light({ code: cell.code });
      trigger("pick");
    }
    return cell;
  }
}
