// Faults of Gradio's drop-downs (6.31): one that is left by Tab stays open over what lies below it,
// and one that was closed by Escape does not open at a click, since it opens when it gets the
// focus, which it still has. Both are mended by the keys that it knows. One that can be searched
// adds what is typed to the name that stands there, opens where nothing chosen is to be seen, and
// at a finger's tap calls for the keyboard of the screen, which covers its list.

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
  const before = { capture: true }; // it gets the focus
  document.addEventListener("pointerdown", keepKeyboardAway, before);
  document.addEventListener("focusin", ({ target }) => {
    if (isList(target)) requestAnimationFrame(() => show(/** @type {HTMLInputElement} */ (target)));
  });
}

function keepKeyboardAway({ target, pointerType }) {
  if (isList(target)) target.inputMode = pointerType === "touch" ? "none" : "text";
}

// What is typed replaces the name, and the list begins at its top unless what is chosen is below.
function show(input) {
  input.select();
  const list = document.getElementById(input.getAttribute("aria-controls") ?? "");
  const chosen = list?.querySelector('[aria-selected="true"]');
  if (!list || !(chosen instanceof HTMLElement)) return;
  const isBelow = chosen.offsetTop + chosen.offsetHeight > list.clientHeight;
  list.scrollTop = isBelow ? chosen.offsetTop - list.clientHeight / 2 : 0;
}

const isList = (target) => target instanceof HTMLElement && target.role === "combobox";

const isOpen = (target) => isList(target) && target.ariaExpanded === "true";

const press = (target, key) =>
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
