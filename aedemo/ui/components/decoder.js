// The decoded digit and the state behind it. Gradio runs this text once, as the body of a function
// of (element, trigger, props, server, upload, watch), below shared.js and const settings =
// {module, sliders}. What the messages mean is said in decoder.py.

const SETTLED_AFTER = 150; // ms without a change
const TWIN_EVERY = 60; // ms: the frames of a drag belong to the large digit
const picture = find(".decoded");
const twinPicture = find(".twin canvas");

let model = null, start = null, code = null, sliders = [];
let decode = null, decodeTwin = null;
let waiting = false, settling = 0, paints = 0, twinPainted = 0;

const RECEIVE = {
  start: begin,
  sliders: (value) => followSliders(value.sliders),
  code: (value) => goTo(value.code),
  draw: () => goTo(randomCode()),
  back: () => goTo(start.mean),
};

watch("value", () => receive(plain(props.value)));
document.addEventListener("dblclick", resetOneSlider);
find(".python").addEventListener("click", () => copy(asPython(), "Copied: three lines of Python."));
find(".link").addEventListener("click", () => copy(asLink(), "Copied: a link to this very code."));
receive(plain(props.value));
openLink();

function receive(value) {
  if (value?.message === "start" || (decode && value?.message)) RECEIVE[value.message](value);
}

// -------------------------------------------------------------------------------------- state

async function begin(value) {
  start = value;
  try {
    const { loadDecoder } = await import(fromRoot(settings.module));
    const load = (spec) => spec && loadDecoder({ ...spec, url: fromRoot(spec.url) });
    const loaded = await Promise.all([load(value.model.decoder), load(value.model.twin?.decoder)]);
    if (start !== value) return; // another digit or model came meanwhile
    [decode, decodeTwin] = loaded;
  } catch {
    return say("The decoder's weights could not be fetched. Is the server still there?");
  }
  model = value.model;
  code = Float32Array.from(value.code ?? value.mean);
  find(".twin").hidden = !model.twin;
  publish("started", "moved");
  changed();
}

// Only what a hand has moved is taken from the sliders: the others show rounded, clipped values.
function followSliders(values) {
  model.order.forEach((latent, i) => {
    if (Math.abs(values[i] - sliders[i]) > 1e-6) code[latent] = sliders[i] = values[i];
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
  if (events.includes("moved")) sliders = model.order.map((latent, i) => onSlider(code[latent], i));
  const { mean, sigma } = start;
  props.value = light({ model, mean, sigma, code: [...code], sliders });
  events.forEach((name) => trigger(name));
  if (events.includes("started")) allSliders().forEach(shade);
}

const allSliders = () => document.querySelectorAll(`[id^="${settings.sliders}-"]`);

function onSlider(z, i) {
  const { low, high, step } = model.ranges[i];
  return Number(Math.min(high, Math.max(low, low + Math.round((z - low) / step) * step)).toFixed(4));
}

const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());

// From the prior; a point code has none, so it is given the mean and the spread of its codes.
function randomCode() {
  return model.mean.map((mean, i) => (model.generative ? normal() : mean + model.std[i] * normal()));
}

// ----------------------------------------------------------------------------------- pictures

function paint() {
  waiting = false;
  const before = performance.now(), pixels = decode(code);
  find(".time").textContent = `in your browser, ${(performance.now() - before).toFixed(1)} ms`;
  drawGrey(picture, pixels, 255);
  find(".psnr").textContent = start.seen ? `PSNR ${psnr(pixels).toFixed(1)} dB` : "";
  if (performance.now() - twinPainted > TWIN_EVERY) paintTwin();
  element.dataset.painted = ++paints;
}

function paintTwin() {
  if (!decodeTwin) return;
  const { mean, std } = model.twin;
  drawGrey(twinPicture, decodeTwin(code.map((z, i) => mean[i] + std[i] * z)), 255);
  twinPainted = performance.now();
}

function psnr(pixels) {
  const seen = bytes(start.seen);
  const mse = pixels.reduce((sum, p, i) => sum + (p - seen[i] / 255) ** 2, 0) / PIXELS;
  return -10 * Math.log10(Math.max(mse, 1e-6));
}

// Where the encoder is unsure: a band of one sigma to either side of the posterior mean.
function shade(slider) {
  const i = Number(slider.id.split("-").at(-1)), track = slider.querySelector(".slider_input_container");
  if (!track || i >= model.order.length) return;
  const latent = model.order[i], { low, high } = model.ranges[i];
  const place = (z) => Math.min(1, Math.max(0, (z - low) / (high - low)));
  track.style.setProperty("--from", place(start.mean[latent] - start.sigma[latent]));
  track.style.setProperty("--to", place(start.mean[latent] + start.sigma[latent]));
}

function resetOneSlider({ target }) {
  if (!element.isConnected) return document.removeEventListener("dblclick", resetOneSlider);
  const slider = target.closest?.(`[id^="${settings.sliders}-"]`);
  if (!slider || !decode) return;
  const latent = model.order[Number(slider.id.split("-").at(-1))];
  goTo(code.map((z, i) => (i === latent ? start.mean[i] : z)));
}

// ------------------------------------------------------------------------------------ sharing

function asPython() {
  const numbers = [...code].map((z) => Number(z.toFixed(4))).join(", ");
  return "import torch; from aedemo.library import Library\n"
    + `code = torch.tensor([[${numbers}]])\n`
    + `image = Library.open("checkpoints")["${model.name}"].decode(code)[0, 0]`;
}

function asLink() {
  const raw = String.fromCharCode(...new Uint8Array(Float32Array.from(code).buffer));
  const packed = btoa(raw).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const query = new URLSearchParams({ tab: "latents", model: model.name, code: packed });
  if (start.gallery !== null) query.set("digit", start.gallery);
  return `${location.origin}${location.pathname}?${query}`;
}

function openLink() {
  const query = new URLSearchParams(location.search);
  if (query.get("tab") === "latents" && query.has("code")) {
    trigger("link", Object.fromEntries(["model", "code", "digit"].map((key) => [key, query.get(key)])));
  }
}

async function copy(text, done) {
  if (!decode) return;
  const shown = find(".code");
  shown.textContent = text;
  shown.hidden = false;
  try {
    await navigator.clipboard.writeText(text);
    say(done);
  } catch { // no clipboard on an unencrypted address: select it, and the keyboard copies
    getSelection().selectAllChildren(shown);
    say("Press Ctrl-C to copy.");
  }
}

function say(sentence) {
  find(".message").textContent = sentence;
}
