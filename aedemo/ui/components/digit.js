// Hands the page's digit to one tab: at once while the tab is in view, else when it is opened.

import { currentDigit, followDigit } from "../modules/digit.js";

/** @param {Host} host */
export function mount({ element, trigger, props, watch }) {
  const tab = element.closest("[role=tabpanel]");
  followDigit((events) => {
    if (!isInView()) return;
    const isNew = !isKnown();
    if (isNew) take();
    for (const event of events) trigger(event);
    if (isNew && !events.length) tellAll();
  });
  watch("value", catchUp);
  if (tab) new ResizeObserver(catchUp).observe(tab); // it has no size until it is opened

  // A digit that was drawn while another tab was open.
  function catchUp() {
    if (!isInView() || isKnown()) return;
    take();
    tellAll();
  }

  function take() {
    props.value = currentDigit();
  }

  function tellAll() {
    trigger("input");
    trigger("release");
  }

  const isInView = () => !tab || tab.checkVisibility();

  // Before there is a pad there is nothing to catch up with.
  function isKnown() {
    const digit = currentDigit();
    return !digit || JSON.stringify(digit) === JSON.stringify(props.value);
  }
}
