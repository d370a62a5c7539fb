// Numbers of the plane as they are written.

const NO_BREAK = String.fromCharCode(160);
const WIDTH = 500; // pixels, about: a number has as many decimals as one of them is worth
const LEAST_DECIMALS = 2;

// Of a view as wide as `width`; with `fewer` decimals, and a minus sign as wide as a digit.
function number(z, width, fewer = 0) {
  const decimals = Math.max(LEAST_DECIMALS, Math.ceil(-Math.log10(width / WIDTH))) - fewer;
  const rounded = Number(z.toFixed(decimals)) || 0; // never −0
  return rounded.toFixed(decimals).replace("-", "−");
}

export const written = (point, { width }) => `(${point.map((z) => number(z, width)).join(", ")})`;

export const writtenExtent = ({ x, y, width }) =>
  `In view: ${extent("z₁", x, width)}, ${extent("z₂", y, width)}`;

// In one piece, so that no line is broken but after the comma.
function extent(name, middle, width) {
  const [low, high] = [-0.5, 0.5].map((half) => number(middle + half * width, width, 1));
  return `${name} ${low} to ${high}`.replaceAll(" ", NO_BREAK);
}
