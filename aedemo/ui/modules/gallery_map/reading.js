// What is written beside the map: the digit that is pointed at, and its neighbours.

import { PIXELS } from "../constants.js";
import { makeCanvasButton } from "../dom.js";
import { classOf } from "../gallery.js";
import { drawGrey } from "../pixels.js";
import { bytes } from "../values.js";

const COUNT = 10;

export class Reading {
  /** @param {Find} find */
  constructor(find, pick) {
    this.find = find;
    this.neighbours = Array.from({ length: COUNT }, (_, i) =>
      makeCanvasButton(`Neighbour ${i + 1}`, () => pick(i)),
    );
    find(".neighbours").replaceChildren(...this.neighbours.map(({ button }) => button));
  }

  /**
   * A digit, which draw(canvas) draws, and what the model makes of it: null while that is awaited,
   * undefined where there is none to come.
   */
  show(what, draw, how, answer) {
    const { find } = this;
    find(".what").textContent = what;
    draw(find(".seen"));
    find(".how").textContent = how;
    find(".pair").classList.toggle("single", answer === undefined);
    if (answer === undefined) return;
    drawGrey(find(".answer"), answer ? bytes(answer.pixels) : new Uint8Array(PIXELS));
    find(".error").textContent = answer ? `MSE ${answer.mse.toFixed(4)}` : "…";
  }

  /** `far`: how many of the others the projection tore away. */
  showNeighbours(whose, others, far, sheet) {
    const { find } = this;
    this.neighbours.forEach(({ button, canvas }, i) => {
      const known = i in others;
      button.disabled = !known;
      if (known) sheet?.draw(canvas, others[i]);
      const name = known ? `Neighbour ${i + 1}: a ${classOf(others[i])}` : "";
      button.setAttribute("aria-label", name);
    });
    find(".aside").textContent = others.length ? whose : "";
    find(".note").textContent = far
      ? `${far} of the ten lie far off on the map: there the projection tears apart what the code holds together.`
      : "";
  }
}
