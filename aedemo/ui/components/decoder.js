// The decoded digit and the state behind it. What the messages mean is said in decoder.py.

import { PIXELS } from "../modules/constants.js";
import { loadDecoder } from "../modules/decoding.js";
import { countPaint, finder } from "../modules/dom.js";
import { keepPart } from "../modules/kept.js";
import { clamp, normal } from "../modules/numbers.js";
import { drawGrey } from "../modules/pixels.js";
import { bytes, follow, light, packed, unpacked } from "../modules/values.js";

const SETTLED_AFTER = 150; // ms without a change
const TWIN_EVERY = 60; // ms: the frames of a drag belong to the large digit
const LEAST_CHANGE = 1e-6; // of a slider
const LEAST_MSE = 1e-6; // 60 dB

/** @param {Host} host */
export function mount(host) {
  const { element, trigger, props, settings } = host;
  const find = finder(element);
  const picture = find(".decoded", HTMLCanvasElement);
  const twinPicture = find(".twin canvas", HTMLCanvasElement);

  /** @type {Start | null} */
  let wanted = null; // the latest digit and model, whose decoders are perhaps still to come
  /** @type {Start & {decode: Decode, decodeTwin: Decode | null} | null} */
  let current = null; // those that are shown
  let code = new Float32Array();
  /** @type {number[]} */
  let sliders = [];
  let waiting = false;
  let settling = 0;
  let twinPainted = 0;
  // Of which model and digit, and the code; null where it is the digit's own.
  /** @type {{model: string, seen: number, code: string} | null} */
  let kept = keepPart(host, tellCode, null, ({ code }) => typeof code === "string");

  const answers = {
    start: begin,
    sliders: (value) => followSliders(value.sliders),
    code: (value) => goTo(value.code),
    draw: () => current && goTo(randomCode(current.model)),
    back: () => current && goTo(current.mean),
  };

  document.addEventListener("dblclick", resetOneSlider);
  find(".python").addEventListener("click", () => copy(asPython, "Copied: three lines of Python."));
  follow(host, (value) => {
    if (value.message && value.message !== "start") kept = null; // a hand has gone elsewhere
    if (value.message === "start" || (current && value.message)) answers[value.message](value);
  });

  // ------------------------------------------------------------------------------------- state

  /** @param {Start} start */
  async function begin(start) {
    wanted = start;
    const { decoder, twin } = start.model;
    try {
      const loading = [loadDecoder(decoder), twin && loadDecoder(twin.decoder)];
      const [decode, decodeTwin] = await Promise.all(loading);
      if (wanted !== start) return; // another digit or model came meanwhile
      const begun = asLeft(start);
      current = { ...begun, decode: /** @type {Decode} */ (decode), decodeTwin };
      code = Float32Array.from(begun.code ?? begun.mean);
    } catch {
      return say("The decoder's weights could not be fetched. Is the server still there?");
    }
    find(".twin").hidden = !twin;
    publish("started", "moved");
    changed();
  }

  function tellCode() {
    if (!current || current.mean.every((mean, i) => Math.fround(mean) === code[i])) return null;
    return { model: current.model.name, seen: checksum(current.seen), code: packed(asBytes(code)) };
  }

  // As it was left before the page was reloaded, if it is that digit again in that model.
  function asLeft(start) {
    if (!kept || kept.model !== start.model.name || kept.seen !== checksum(start.seen))
      return start;
    const left = fromBytes(kept.code);
    return left && left.length === start.mean.length ? { ...start, code: [...left] } : start;
  }

  // Only what a hand has moved is taken from the sliders: the others show rounded, clipped values.
  function followSliders(values) {
    current?.model.order.forEach((latent, i) => {
      if (Math.abs(values[i] - sliders[i]) <= LEAST_CHANGE) return;
      code[latent] = sliders[i] = values[i];
    });
    changed();
  }

  function goTo(next) {
    code = Float32Array.from(next);
    publish("moved");
    changed();
  }

  function changed() {
    find(".code").hidden = true; // it was of another code
    say("");
    if (!waiting) requestAnimationFrame(paint);
    waiting = true;
    clearTimeout(settling);
    settling = setTimeout(settle, SETTLED_AFTER);
  }

  function settle() {
    paintTwin();
    publish("settled");
  }

  function publish(...events) {
    if (!current) return;
    const { model, mean, sigma } = current;
    if (events.includes("moved")) {
      sliders = model.order.map((latent, i) => onSlider(code[latent], model.ranges[i]));
    }
    props.value = light({ model, mean, sigma, code: [...code], sliders });
    for (const event of events) trigger(event);
    if (events.includes("started")) document.querySelectorAll(allSliders).forEach(shade);
  }

  // ---------------------------------------------------------------------------------- pictures

  function paint() {
    waiting = false;
    if (!current) return;
    const { decode, seen } = current;
    const before = performance.now();
    const pixels = decode(code);
    find(".time").textContent = `in your browser, ${(performance.now() - before).toFixed(1)} ms`;
    drawGrey(picture, pixels, 255);
    find(".psnr").textContent = `PSNR ${psnr(pixels, bytes(seen)).toFixed(1)} dB`;
    if (performance.now() - twinPainted > TWIN_EVERY) paintTwin();
    countPaint(element);
  }

  function paintTwin() {
    if (!current?.model.twin || !current.decodeTwin) return;
    const { mean, std } = current.model.twin;
    const stretched = code.map((z, i) => mean[i] + std[i] * z);
    drawGrey(twinPicture, current.decodeTwin(stretched), 255);
    twinPainted = performance.now();
  }

  // ----------------------------------------------------------------------------------- sliders

  const allSliders = `[id^="${settings.sliders}-"]`;

  const numberOf = (slider) => Number(slider.id.split("-").at(-1));

  // Where the encoder is unsure: a band of one sigma to either side of the posterior mean.
  function shade(slider) {
    const i = numberOf(slider);
    const track = slider.querySelector(".slider_input_container");
    if (!track || !current || i >= current.model.order.length) return;
    const { model, mean, sigma } = current;
    const latent = model.order[i];
    const { low, high } = model.ranges[i];
    const place = (z) => clamp((z - low) / (high - low), 0, 1);
    track.style.setProperty("--from", place(mean[latent] - sigma[latent]));
    track.style.setProperty("--to", place(mean[latent] + sigma[latent]));
  }

  function resetOneSlider({ target }) {
    if (!element.isConnected) return document.removeEventListener("dblclick", resetOneSlider);
    const slider = target.closest?.(allSliders);
    if (!slider || !current) return;
    const { model, mean } = current;
    const latent = model.order[numberOf(slider)];
    goTo(code.map((z, i) => (i === latent ? mean[i] : z)));
  }

  // ----------------------------------------------------------------------------------- sharing

  async function copy(write, done) {
    if (!current) return;
    const text = write(current, code);
    const shown = find(".code");
    shown.textContent = text;
    shown.hidden = false;
    try {
      await navigator.clipboard.writeText(text);
      say(done);
    } catch {
      // No clipboard on an unencrypted address: select it, and the keyboard copies.
      getSelection()?.selectAllChildren(shown);
      say("Press Ctrl-C to copy.");
    }
  }

  function say(sentence) {
    find(".message").textContent = sentence;
  }
}

function onSlider(z, { low, high, step }) {
  const stepped = low + Math.round((z - low) / step) * step;
  return Number(clamp(stepped, low, high).toFixed(4));
}

// From the prior; a point code has none, so it is given the mean and the spread of its codes.
const randomCode = ({ mean, std, generative }) =>
  mean.map((each, i) => (generative ? normal() : each + std[i] * normal()));

function psnr(pixels, seen) {
  const mse = pixels.reduce((sum, p, i) => sum + (p - seen[i] / 255) ** 2, 0) / PIXELS;
  return -10 * Math.log10(Math.max(mse, LEAST_MSE));
}

function asPython({ model }, code) {
  const numbers = [...code].map((z) => Number(z.toFixed(4))).join(", ");
  return [
    "import torch; from aedemo.library import Library",
    `code = torch.tensor([[${numbers}]])`,
    `image = Library.open("checkpoints")["${model.name}"].decode(code)[0, 0]`,
  ].join("\n");
}

const asBytes = (code) => new Uint8Array(Float32Array.from(code).buffer);

// Null where a link holds no such thing.
function fromBytes(text) {
  try {
    const code = new Float32Array(unpacked(text).buffer);
    return code.every(Number.isFinite) ? code : null;
  } catch {
    return null;
  }
}

// Of the digit's pixels, to know it by.
function checksum(seen) {
  let sum = 0;
  for (const pixel of bytes(seen)) sum = (31 * sum + pixel) % 1000003;
  return sum;
}
