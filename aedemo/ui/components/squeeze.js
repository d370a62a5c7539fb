// A digit, its code, and the digit again.

import { countPaint, finder, make } from "../modules/dom.js";
import { drawGrey } from "../modules/pixels.js";
import { bytes, follow } from "../modules/values.js";

/** @param {Host} host */
export function mount(host) {
  const find = finder(host.element);
  follow(host, ({ before, code, after }) => {
    drawGrey(find(".before"), bytes(before));
    drawGrey(find(".after"), bytes(after));
    const largest = Math.max(...code.map(Math.abs), 1e-9);
    find(".numbers").replaceChildren(...code.map((number) => bar(number / largest)));
    find(".numbers").setAttribute("aria-label", `Its ${code.length} numbers: ${code.join(", ")}`);
    countPaint(host.element);
  });
}

// Of a number in [-1, 1], upwards from the middle where it is positive.
function bar(number) {
  const box = make("i");
  box.style.height = `${50 * Math.abs(number)}%`;
  box.style.top = `${50 - 50 * Math.max(number, 0)}%`;
  return box;
}
