// A grid of pictures to choose from.

import { finder, make, makeButton, setPressed } from "../modules/dom.js";
import { keepValues } from "../modules/kept.js";

/** @param {Host} host */
export function mount({ element, trigger, props, watch, settings, id }) {
  const buttons = settings.thumbnails.map((source, i) => {
    const image = make("img");
    image.src = source;
    image.alt = settings.words[i];
    const button = makeButton("", () => choose(i));
    button.append(image);
    return button;
  });

  function choose(i) {
    props.value = i;
    show();
    trigger("input");
  }

  function show() {
    buttons.forEach((button, i) => setPressed(button, i === props.value));
  }

  finder(element)(".grid").append(...buttons);
  watch("value", show);
  keepValues(() => ({ [id]: props.value }));
  show();
}
