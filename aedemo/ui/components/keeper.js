// Keeps the values of a tab's controls, and has asked again what follows from them when they have
// been put back. The controls that are components of ours keep themselves: once the server is away
// Gradio tells nobody of its own any more, so only what is drawn then is not lost.
//
// A tab is seen from when all of it stands (page.css): Gradio lays it out piece by piece, and what
// is already read would jump.

import { isReopened, keepValues } from "../modules/kept.js";
import { plain } from "../modules/values.js";

/** @param {Host} host */
export function mount({ element, trigger, props, settings, watch }) {
  keepValues(() => {
    const values = plain(props.value)?.values ?? [];
    return Object.fromEntries(values.map((value, i) => [settings.controls[i], value]));
  });
  // Gradio may bring a value when the hand has long been at rest, and the address follows hands.
  watch("value", () => element.dispatchEvent(new Event("change")));
  whenReady();

  function whenReady() {
    if (!settings.parts.every(isMounted)) return requestAnimationFrame(whenReady);
    element.dataset.stands = "";
    if (!isReopened()) return;
    trigger("reopened");
    element.dataset.reopened = ""; // what tests wait for
  }
}

const isMounted = (id) => document.querySelector(`[data-mounted="${id}"]`);
