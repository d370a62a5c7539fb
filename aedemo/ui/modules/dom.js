// Making and finding elements.

import { SIDE } from "./constants.js";

/**
 * Finds parts of `element` by selector; each must be there.
 *
 * @param {Element} element
 * @returns {Find}
 */
export function finder(element) {
  return (selector, kind = /** @type {any} */ (HTMLElement)) => {
    const found = element.querySelector(selector);
    if (found instanceof kind) return found;
    throw new Error(`There is no ${kind.name} at ${selector}`);
  };
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [className]
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, className = "", text = "") {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  return node;
}

/** A button that calls `press` when it is clicked. */
export function makeButton(text, press, className = "") {
  const button = make("button", className, text);
  button.type = "button";
  button.addEventListener("click", press);
  return button;
}

/** A canvas that is read aloud as `name`; as large as a digit unless told. */
export function makeCanvas(className, name, width = SIDE, height = width) {
  const canvas = make("canvas", className);
  Object.assign(canvas, { width, height });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", name);
  return canvas;
}

/** A button on which a canvas lies. */
export function makeCanvasButton(name, press, className = "digit") {
  const canvas = makeCanvas(className, name);
  const button = makeButton("", press);
  button.append(canvas);
  return { button, canvas };
}

/**
 * Only an absurdly large canvas has no context.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2DSettings} [options]
 */
export const contextOf = (canvas, options) =>
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", options));

/** An element of a drawing in SVG. */
export function makeShape(tag, attributes) {
  const shape = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
  return shape;
}

export const setPressed = (button, pressed) => button.setAttribute("aria-pressed", String(pressed));

export const isPressed = (button) => button.getAttribute("aria-pressed") === "true";

/** A button that starts and pauses. */
export function showPlaying(button, playing) {
  setPressed(button, playing);
  button.textContent = playing ? "Pause" : "Play";
}

/** Counts a finished picture: what tests wait for and benchmarks time. */
export function countPaint(element, name = "painted") {
  element.dataset[name] = Number(element.dataset[name] ?? 0) + 1;
}

/** Downloads what is at an address. */
export function download(url, name) {
  const link = make("a");
  link.href = url;
  link.download = name;
  link.click();
}
