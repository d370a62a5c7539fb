// Shared by the components: script.py puts these lines above each one's own, and above them the
// CLASS_COLOURS of colours.py.

const SIDE = 28, PIXELS = SIDE * SIDE;

const find = (selector) => element.querySelector(selector);

function bytes(base64) {
  const letters = atob(base64), numbers = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) numbers[i] = letters.charCodeAt(i);
  return numbers;
}

// A copy free of Gradio's reactive proxies, which are slow to index.
const plain = (value) => JSON.parse(JSON.stringify(value ?? null));

// For props.value: Gradio makes proxies of a plain object's every part, but not of one without a
// prototype, and then sends it several times faster.
const light = (value) => Object.assign(Object.create(null), value);

// Gradio's own paths start at the app's root, which is not the server's when the app is mounted
// below a path or stands behind a proxy; behind one the scheme and port can differ as well.
function fromRoot(url) {
  if (!url.startsWith("/gradio_api/")) return url;
  const root = new URL(window.gradio_config?.root || "/", location.href);
  const origin = root.hostname === location.hostname ? location.origin : root.origin;
  return origin + root.pathname.replace(/\/$/, "") + url;
}

function make(tag, className, text = "") {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  return node;
}

function makeCanvas(className, name, width = SIDE, height = width) {
  const canvas = make("canvas", className);
  Object.assign(canvas, { width, height });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", name);
  return canvas;
}

// The diverging scale of signed numbers: -1, 0, 1.
const NEGATIVE = [245, 147, 34], ZERO = [232, 234, 235], POSITIVE = [8, 119, 189];

// As many numbers as the canvas has pixels; beyond -1 and 1 the colour stays.
function drawSigned(canvas, values) {
  const image = new ImageData(canvas.width, canvas.height);
  values.forEach((value, i) => {
    const end = value < 0 ? NEGATIVE : POSITIVE, share = Math.min(1, Math.abs(value));
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = ZERO[c] + share * (end[c] - ZERO[c]);
    image.data[4 * i + 3] = 255;
  });
  canvas.getContext("2d").putImageData(image, 0, 0);
}

// Bytes that as_base64 made of (x + 1) / 2.
const signed = (numbers) => Float32Array.from(numbers, (each) => (2 * each) / 255 - 1);

// 784 greys: bytes as they are, or fractions times `scale`.
function drawGrey(canvas, pixels, scale = 1) {
  const image = new ImageData(SIDE, SIDE);
  for (let i = 0; i < PIXELS; i++) {
    image.data[4 * i] = image.data[4 * i + 1] = image.data[4 * i + 2] = pixels[i] * scale;
    image.data[4 * i + 3] = 255;
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}
