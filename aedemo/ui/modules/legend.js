// The classes' colours as buttons.

import { CLASS_COLOURS } from "./constants.js";
import { make, makeButton } from "./dom.js";

/**
 * A button a class, in its colour.
 *
 * @param {(digit: number) => string} nameOf what is read aloud
 * @param {(digit: number) => void} toggle called when it is clicked
 */
export function makeLegend(nameOf, toggle) {
  return CLASS_COLOURS.map((colour, digit) => {
    const button = makeButton(String(digit), () => toggle(digit));
    button.style.setProperty("--colour", colour);
    button.setAttribute("aria-label", nameOf(digit));
    button.prepend(make("i", "swatch"));
    return button;
  });
}
