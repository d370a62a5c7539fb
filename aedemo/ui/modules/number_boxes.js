// What is typed into a box of numbers: nothing that its control cannot hold leaves it.
//
// Gradio sends on what stands there while it is typed, an empty box and a number out of range too,
// and its slider and its box then disagree. So it hears of a number only once it is one that holds,
// and what is left in the box when it loses the focus is put right.

import { clamp } from "./numbers.js";

const held = new WeakMap(); // the last number of a box that was one

/** Watch all boxes of numbers that the page has and will have. */
export function holdNumbers() {
  document.addEventListener("focusin", ({ target }) => {
    if (isNumber(target) && isFit(target)) held.set(target, target.value);
  });
  document.addEventListener(
    "input",
    (event) => {
      const { target } = event;
      if (!isNumber(target)) return;
      if (isFit(target)) held.set(target, target.value);
      else event.stopImmediatePropagation();
    },
    { capture: true },
  );
  for (const leaving of ["focusout", "change"]) {
    document.addEventListener(leaving, ({ target }) => isNumber(target) && putRight(target), {
      capture: true,
    });
  }
  document.addEventListener(
    "keydown",
    ({ key, target }) => key === "Enter" && isNumber(target) && putRight(target),
    { capture: true },
  );
}

/** @returns {target is HTMLInputElement} */
const isNumber = (/** @type {EventTarget | null} */ target) =>
  target instanceof HTMLInputElement && target.type === "number";

const isFit = ({ value, min, max }) =>
  value !== "" &&
  Number.isFinite(Number(value)) &&
  (min === "" || Number(value) >= Number(min)) &&
  (max === "" || Number(value) <= Number(max));

function putRight(box) {
  if (isFit(box)) return;
  const number = Number(box.value);
  const [least, most] = [box.min, box.max].map((end, i) =>
    end === "" ? [-Infinity, Infinity][i] : Number(end),
  );
  const isTyped = box.value !== "" && Number.isFinite(number);
  box.value = isTyped ? String(clamp(number, least, most)) : (held.get(box) ?? box.defaultValue);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}
