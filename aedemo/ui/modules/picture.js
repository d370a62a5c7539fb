// A part of the page as a picture: a copy of it with its styles written on, drawn by the browser.

import { contextOf, make, makeCanvas } from "./dom.js";

const SCALE = 2;
const MARGIN = 12; // CSS pixels below the card, and the height of the line with the address
const LINE = 22;

/**
 * A PNG at double size, with the page's address below, which says how everything was set.
 *
 * @param {HTMLElement} part
 * @param {string} address
 * @returns {Promise<Blob>}
 */
export async function pngOf(part, address) {
  const { width, height } = part.getBoundingClientRect();
  const whole = { width: Math.ceil(width), height: Math.ceil(height) + LINE + MARGIN };
  const text = new XMLSerializer().serializeToString(copyOf(part));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${whole.width}" height="${whole.height}">
    <foreignObject width="100%" height="100%">${text}</foreignObject></svg>`;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = makeCanvas("", "", SCALE * whole.width, SCALE * whole.height);
  const context = contextOf(canvas);
  const style = getComputedStyle(document.body);
  context.scale(SCALE, SCALE);
  context.fillStyle = style.backgroundColor;
  context.fillRect(0, 0, whole.width, whole.height);
  context.drawImage(image, 0, 0);
  context.fillStyle = style.color;
  context.font = `12px ${style.fontFamily}`;
  context.fillText(address, MARGIN, whole.height - MARGIN, whole.width - 2 * MARGIN);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture")))),
  );
}

// What is hidden stays out; a canvas becomes an image, and a control shows where it stands.
function copyOf(node) {
  if (!(node instanceof Element)) return node.cloneNode();
  if (!node.checkVisibility() || node.matches(".ae-menu, script, style"))
    return document.createTextNode("");
  const copy =
    node instanceof HTMLCanvasElement
      ? Object.assign(make("img"), { src: node.toDataURL() })
      : /** @type {Element} */ (node.cloneNode());
  const style = getComputedStyle(node);
  const written = Array.from(style, (name) => `${name}:${style.getPropertyValue(name)}`).join(";");
  copy.setAttribute("style", written);
  if (node instanceof HTMLInputElement) copy.setAttribute("value", node.value);
  if (node.matches("input:checked")) copy.setAttribute("checked", "");
  copy.append(...Array.from(node.childNodes, copyOf));
  return copy;
}
