// A digit of each class to choose from.

import { GALLERY_PER_CLASS, SIDE } from "../constants.js";
import { contextOf, makeButton, makeCanvas, setPressed } from "../dom.js";
import { CLASSES, classOf, DIGITS } from "../gallery.js";
import { drawFromSheet, OVER_PAPER } from "./ink.js";

const LARGER = 4; // enlarged sharply, then shrunk smoothly by the page
const EDGE = SIDE * LARGER;

/** The strip of a pad, from `sheet`; pick(index) is called when a digit is wanted. */
export class Strip {
  constructor(box, background, sheet, pick) {
    this.background = background;
    this.sheet = sheet;
    this.chosen = null;
    this.thumbs = Array.from({ length: CLASSES }, (_, digit) => {
      const canvas = makeCanvas("", `A handwritten ${digit}`, EDGE);
      const button = makeButton("", () => pick(this.wanted(digit)));
      button.append(canvas);
      return { button, context: contextOf(canvas), index: digit * GALLERY_PER_CLASS };
    });
    box.replaceChildren(...this.thumbs.map(({ button }) => button));
    this.show(sheet);
  }

  /** Paint all from another sheet. */
  show(sheet) {
    this.sheet = sheet;
    for (const thumb of this.thumbs) this.paint(thumb);
  }

  /** Mark the digit on the pad, null where it is none of the gallery. */
  mark(chosen) {
    this.chosen = chosen;
    this.thumbs.forEach((thumb, digit) => {
      const isChosen = chosen !== null && classOf(chosen) === digit;
      if (isChosen && thumb.index !== chosen) {
        thumb.index = chosen;
        this.paint(thumb);
      }
      setPressed(thumb.button, isChosen);
      const name = `${isChosen ? "Next" : "A"} ${digit} from the gallery`;
      thumb.button.setAttribute("aria-label", name);
    });
  }

  // The class's digit in the strip, or the one after it when that is the digit already chosen.
  wanted(digit) {
    const { index } = this.thumbs[digit];
    const next = digit * GALLERY_PER_CLASS + ((index + 1) % GALLERY_PER_CLASS);
    return this.chosen === index ? next : index;
  }

  paint({ context, index }) {
    context.globalCompositeOperation = "source-over";
    context.imageSmoothingEnabled = false;
    context.fillStyle = this.background;
    context.fillRect(0, 0, EDGE, EDGE);
    context.globalCompositeOperation = OVER_PAPER;
    drawFromSheet(context, this.sheet, index, [0, 0, EDGE, EDGE]);
  }
}

/** Any digit of the gallery but the one given. */
export function another(index) {
  const random = Math.floor(Math.random() * (DIGITS - 1));
  return random >= index ? random + 1 : random;
}
