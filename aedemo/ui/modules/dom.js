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

/**
 * A button that calls `press` when it is clicked.
 *
 * @param {string} text
 * @param {() => void} press
 */
export function makeButton(text, press, className = "") {
  const button = make("button", className, text);
  button.type = "button";
  button.addEventListener("click", press);
  return button;
}

/**
 * A canvas that is read aloud as `name`; as large as a digit unless told.
 *
 * @param {string} className
 * @param {string} name
 */
export function makeCanvas(className, name, width = SIDE, height = width) {
  const canvas = make("canvas", className);
  Object.assign(canvas, { width, height });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", name);
  return canvas;
}

/**
 * A button on which a canvas lies.
 *
 * @param {string} name the canvas's
 * @param {() => void} press
 */
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

/**
 * An element of a drawing in SVG.
 *
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number>} attributes
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function makeShape(tag, attributes) {
  const shape = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, String(value));
  return shape;
}

/**
 * @param {Element} button
 * @param {boolean} pressed
 */
export const setPressed = (button, pressed) => button.setAttribute("aria-pressed", String(pressed));

/** @param {Element} button */
export const isPressed = (button) => button.getAttribute("aria-pressed") === "true";

/**
 * On a button that starts and pauses.
 *
 * @param {HTMLElement} button
 * @param {boolean} playing
 */
export function showPlaying(button, playing) {
  setPressed(button, playing);
  button.textContent = playing ? "Pause" : "Play";
}

const QUIET = 1000; // ms
let painted = () => {};
/** Until the first picture has been on the page for a moment, or none is to be expected. */
export const firstPaint = new Promise((resolve) => {
  painted = () => setTimeout(resolve, QUIET);
  setTimeout(resolve, 3 * QUIET);
});

/**
 * Counts a finished picture: what tests wait for and benchmarks time.
 *
 * @param {HTMLElement} element
 */
export function countPaint(element, name = "painted") {
  element.dataset[name] = String(Number(element.dataset[name] ?? 0) + 1);
  painted();
}

/**
 * Downloads what is at an address.
 *
 * @param {string} url
 * @param {string} name of the file
 */
export function download(url, name) {
  const link = make("a");
  link.href = url;
  link.download = name;
  link.click();
}
