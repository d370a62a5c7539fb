// Two faults of Gradio's drop-downs (6.31): one that is left by Tab stays open over what lies below
// it, and one that was closed by Escape does not open at a click, since it opens when it gets the
// focus, which it still has. Both are mended by the keys that it knows.

/** Watch all drop-downs that the page has and will have. */
export function mendDropdowns() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Tab" && isOpen(event.target)) press(event.target, "Escape");
  });
  document.addEventListener("click", ({ target }) => {
    if (isList(target) && target === document.activeElement && !isOpen(target)) {
      press(target, "ArrowDown");
    }
  });
}

const isList = (target) => target instanceof HTMLElement && target.role === "combobox";

const isOpen = (target) => isList(target) && target.ariaExpanded === "true";

const press = (target, key) =>
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
