// A pen that the keyboard moves.

import { SIDE } from "../constants.js";
import { ARROWS, listenToKeys } from "../hand.js";
import { onGrid } from "./grid.js";

/** @type {Pair} */
const MIDDLE = [0.5, 0.5];

/**
 * What the keyboard shares with the mouse.
 *
 * @typedef {object} Hand
 * @property {() => boolean} isDrawing
 * @property {() => boolean} hasPointer whether a mouse, finger or pen draws
 * @property {(point: Pair) => void} begin
 * @property {(point: Pair) => void} extend
 * @property {() => void} end
 * @property {() => void} clear
 * @property {(sentence: string) => void} speak to those who hear the page
 * @property {() => string} describe what is on the pad
 */

export class KeyboardPen {
  /**
   * @param {{stage: HTMLElement, paper: HTMLElement, mark: HTMLElement}} parts mark: the pen's dot
   * @param {Hand} hand
   */
  constructor({ stage, paper, mark }, hand) {
    this.stage = stage;
    this.mark = mark;
    this.hand = hand;
    this.at = MIDDLE;
    listenToKeys(paper, (event) => !hand.hasPointer() && this.press(event));
    paper.addEventListener("keyup", ({ key }) => {
      if (key === "Shift" && mark.dataset.held === "shift") this.lift();
    });
    paper.addEventListener("blur", () => hand.hasPointer() || this.lift());
  }

  /** Where a stroke ended, and where the next one begins unless the pen is moved. */
  rest(point = this.at) {
    delete this.mark.dataset.held;
    this.goTo(point);
  }

  reset() {
    this.goTo(MIDDLE);
  }

  goTo(point) {
    this.at = point;
    this.mark.style.left = `${100 * point[0]}%`;
    this.mark.style.top = `${100 * point[1]}%`;
  }

  // Whether the key was one of the pen's.
  press({ key, shiftKey, repeat }) {
    const drawing = this.hand.isDrawing();
    if (ARROWS[key]) {
      if (shiftKey && !drawing) this.lower("shift");
      this.move(ARROWS[key]);
    } else if (key === " ") {
      if (!repeat) drawing ? this.lift() : this.lower("space");
    } else if (key === "Escape" && drawing) {
      this.lift();
    } else if (key === "Delete" || key === "Backspace") {
      this.hand.clear();
    } else {
      return false;
    }
    return true;
  }

  lower(held) {
    this.hand.begin(this.at);
    if (!this.hand.isDrawing()) return;
    this.mark.dataset.held = held;
    this.hand.speak("Pen down");
  }

  lift() {
    if (!this.hand.isDrawing()) return;
    this.hand.end();
    this.hand.speak(`Pen up: ${this.hand.describe()}`);
  }

  move(step) {
    this.stage.classList.add("keys-known");
    const [x, y] = this.at;
    this.goTo([onGrid(x + step[0] / SIDE), onGrid(y + step[1] / SIDE)]);
    if (this.hand.isDrawing()) this.hand.extend(this.at);
  }
}
