// Running a decoder in the browser: its weights are fetched once, and no request is made after.
//
// A `spec` is what portable.Portable says, with the checkpoint's `url` and the model's `name`. All
// arrays are Float32Array. Feature maps are kept with the channels last, so that every layer is a
// row of dot products over numbers that lie side by side.

import { fromRoot } from "./address.js";
import { clamp } from "./numbers.js";
import { once } from "./once.js";

const load = once((url, spec) => build(url, spec));

/** The decoder of a spec: a function from a code to 784 pixels in [0, 1]. @returns {Promise<Decode>} */
export const loadDecoder = (spec) => load(spec.url, spec);

async function build(url, spec) {
  const tensors = await fetchTensors(fromRoot(url), spec);
  const steps = [];
  spec.layers.forEach((layer, i) => {
    if (layer.kind === "normalisation") return; // already in the layer before it
    const next = spec.layers[i + 1];
    const scale = next?.kind === "normalisation" ? normalisation(next, tensors) : null;
    steps.push(STEPS[layer.kind](layer, tensors, scale));
  });
  steps.push(OUTPUTS[spec.output]);
  return (code) =>
    steps.reduce((x, step) => step(x), { data: code, channels: code.length, side: 1 }).data;
}

// ------------------------------------------------------------------------------------ weights

async function fetchTensors(url, { start, stop, tensors }) {
  const answer = await fetch(url, { headers: { Range: `bytes=${start}-${stop - 1}` } });
  if (!answer.ok) throw new Error(`The weights could not be fetched (${answer.status}).`);
  let buffer = await answer.arrayBuffer();
  if (answer.status !== 206) buffer = buffer.slice(start, stop); // a server that ignores ranges
  return Object.fromEntries(
    Object.entries(tensors).map(([name, [type, shape, offset]]) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return [name, { shape, data: READERS[type](buffer, offset, size) }];
    }),
  );
}

// Copied out, since neither kind need lie at a multiple of its own size.
const READERS = {
  F32: (buffer, offset, size) => new Float32Array(buffer.slice(offset, offset + 4 * size)),
  F16: (buffer, offset, size) => {
    const table = halves();
    const bits = new Uint16Array(buffer.slice(offset, offset + 2 * size));
    return Float32Array.from(bits, (x) => table[x]);
  },
};

/** @type {Float32Array | null} */
let halvesTable = null;

// Every float16 there is.
function halves() {
  halvesTable ??= Float32Array.from({ length: 65536 }, (_, bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 31) return fraction ? NaN : sign * Infinity;
    const size = exponent ? 1 + fraction / 1024 : fraction / 1024;
    return sign * size * 2 ** (Math.max(exponent, 1) - 15);
  });
  return halvesTable;
}

// Batch normalisation with its stored statistics is a factor and a summand for each channel.
function normalisation({ weight, bias, statistics: [mean, variance], epsilon }, tensors) {
  const factor = tensors[weight].data.map(
    (w, c) => w / Math.sqrt(tensors[variance].data[c] + epsilon),
  );
  const summand = tensors[bias].data.map((b, c) => b - tensors[mean].data[c] * factor[c]);
  return { factor, summand };
}

// ------------------------------------------------------------------------------------- layers

// out[at + o] = bias[o] + sum_i weights[o * n + i] x[i]. Four rows at once: each x[i] is read once
// for all of them, and the sums do not wait for one another. Half again as fast as row by row.
function affine(out, at, weights, bias, x, n) {
  const whole = bias.length - (bias.length % 4);
  for (let o = 0; o < whole; o += 4) {
    const second = (o + 1) * n;
    const third = second + n;
    const fourth = third + n;
    let a = bias[o];
    let b = bias[o + 1];
    let c = bias[o + 2];
    let d = bias[o + 3];
    for (let i = 0, first = o * n; i < n; i++) {
      const v = x[i];
      a += weights[first + i] * v;
      b += weights[second + i] * v;
      c += weights[third + i] * v;
      d += weights[fourth + i] * v;
    }
    out[at + o] = a;
    out[at + o + 1] = b;
    out[at + o + 2] = c;
    out[at + o + 3] = d;
  }
  for (let o = whole; o < bias.length; o++) {
    let sum = bias[o];
    for (let i = 0; i < n; i++) sum += weights[o * n + i] * x[i];
    out[at + o] = sum;
  }
}

function linear(layer, tensors) {
  const bias = tensors[layer.bias].data;
  let { data } = tensors[layer.weight];
  let [outputs, inputs] = tensors[layer.weight].shape;
  if (layer.transposed) {
    [outputs, inputs] = [inputs, outputs];
    data = data.map(
      (_, at) => tensors[layer.weight].data[(at % inputs) * outputs + Math.floor(at / inputs)],
    );
  }
  return (x) => {
    const out = new Float32Array(outputs);
    affine(out, 0, data, bias, x.data, inputs);
    return { data: out, channels: outputs, side: 1 };
  };
}

/** @typedef {{y: number, x: number, ky: number, kx: number}} Tap */

// Both kinds of convolution look up, for each output pixel, some input pixels at fixed distances.
// A transposed one of stride s is s * s plain ones, one for each phase of the output pixel.
function convolution(layer, tensors, scale) {
  const {
    shape: [outputs, inputs, size],
    data,
  } = tensors[layer.weight];
  /** @type {Tap[]} */
  const taps = [];
  for (let ky = 0; ky < size; ky++) {
    for (let kx = 0; kx < size; kx++) {
      taps.push({ y: ky - layer.padding, x: kx - layer.padding, ky, kx });
    }
  }
  const weight = (o, i, { ky, kx }) => data[((o * inputs + i) * size + ky) * size + kx];
  return gathering(
    [{ dy: 0, dx: 0, taps }],
    1,
    inputs,
    outputs,
    weight,
    biasOf(layer, tensors, outputs),
    scale,
  );
}

function transposedConvolution(layer, tensors, scale) {
  const {
    shape: [inputs, outputs, size],
    data,
  } = tensors[layer.weight];
  const { stride, padding } = layer;
  const phases = [];
  for (let dy = 0; dy < stride; dy++) {
    for (let dx = 0; dx < stride; dx++) {
      const taps = [];
      for (let ky = (dy + padding) % stride; ky < size; ky += stride) {
        for (let kx = (dx + padding) % stride; kx < size; kx += stride) {
          taps.push({ y: (dy + padding - ky) / stride, x: (dx + padding - kx) / stride, ky, kx });
        }
      }
      phases.push({ dy, dx, taps });
    }
  }
  const weight = (o, i, { ky, kx }) => data[((i * outputs + o) * size + ky) * size + kx];
  return gathering(phases, stride, inputs, outputs, weight, biasOf(layer, tensors, outputs), scale);
}

const biasOf = (layer, tensors, outputs) =>
  layer.bias ? tensors[layer.bias].data : new Float32Array(outputs);

function gathering(phases, stride, inputs, outputs, weight, plainBias, scale) {
  const factor = scale?.factor ?? new Float32Array(outputs).fill(1);
  const bias = plainBias.map((b, o) => b * factor[o] + (scale?.summand[o] ?? 0));
  const plans = phases.map(({ dy, dx, taps }) => {
    const n = taps.length * inputs;
    const weights = new Float32Array(outputs * n);
    for (let o = 0; o < outputs; o++) {
      taps.forEach((tap, t) => {
        for (let i = 0; i < inputs; i++)
          weights[o * n + t * inputs + i] = weight(o, i, tap) * factor[o];
      });
    }
    return { dy, dx, taps, weights, patch: new Float32Array(n) };
  });
  return ({ data, side }) => {
    const outSide = side * stride;
    const out = new Float32Array(outSide * outSide * outputs);
    for (const { dy, dx, taps, weights, patch } of plans) {
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) {
          for (let t = 0; t < taps.length; t++) {
            const sy = y + taps[t].y;
            const sx = x + taps[t].x;
            const to = t * inputs;
            const inside = sy >= 0 && sy < side && sx >= 0 && sx < side;
            const from = (sy * side + sx) * inputs;
            for (let i = 0; i < inputs; i++) patch[to + i] = inside ? data[from + i] : 0;
          }
          const at = ((y * stride + dy) * outSide + x * stride + dx) * outputs;
          affine(out, at, weights, bias, patch, patch.length);
        }
      }
    }
    return { data: out, channels: outputs, side: outSide };
  };
}

// From torch's order, channel by channel, to ours.
function unflatten({ shape: [channels, side] }) {
  return ({ data }) => {
    const out = new Float32Array(data.length);
    const area = side * side;
    for (let c = 0; c < channels; c++) {
      for (let p = 0; p < area; p++) out[p * channels + c] = data[c * area + p];
    }
    return { data: out, channels, side };
  };
}

const each = (map) => (x) => ({ ...x, data: x.data.map(map) });
const sigmoid = (v) => 1 / (1 + Math.exp(-v));

const STEPS = {
  linear,
  convolution,
  "transposed convolution": transposedConvolution,
  unflatten,
  relu: () => each((v) => Math.max(0, v)),
  silu: () => each((v) => v * sigmoid(v)),
  tanh: () => each(Math.tanh),
};
const OUTPUTS = { sigmoid: each(sigmoid), clamp: each((v) => clamp(v, 0, 1)) };
