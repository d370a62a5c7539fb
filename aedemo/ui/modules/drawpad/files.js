// Pictures that a visitor brings: chosen, dropped or pasted.

/** take(file) is called with each. */
export function listenForFiles({ element, stage, button, input }, take) {
  button.addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    const [file] = input.files;
    if (file) take(file);
    input.value = ""; // so that the same file can be taken again
  });
  listenForDrops(element, stage, take);
  listenForPastes(element, take);
}

function listenForDrops(element, stage, take) {
  element.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    stage.classList.add("dropping");
  });
  element.addEventListener("dragleave", (event) => {
    if (!element.contains(event.relatedTarget)) stage.classList.remove("dropping");
  });
  element.addEventListener("drop", (event) => {
    stage.classList.remove("dropping");
    const [file] = event.dataTransfer.files;
    if (!file) return;
    event.preventDefault();
    take(file);
  });
}

// Anywhere on the page; the listener takes itself off when the pad is gone.
function listenForPastes(element, take) {
  const listening = new AbortController();
  const { signal } = listening;
  document.addEventListener(
    "paste",
    (event) => {
      if (!element.isConnected) return listening.abort();
      const files = [...(event.clipboardData?.files ?? [])];
      const file = files.find(({ type }) => type.startsWith("image/"));
      if (!file || event.defaultPrevented || !isPasteFor(element, event)) return;
      event.preventDefault();
      take(file);
    },
    { signal },
  );
}

// Of several pads the one with the focus takes it, otherwise the first that is to be seen.
function isPasteFor(element, { target }) {
  if (!element.offsetParent) return false;
  if (target.closest?.("textarea, [contenteditable], input:not([type=range])")) return false;
  const focused = document.activeElement?.closest("[data-drawpad]");
  return !focused || focused === element;
}

/** A file's bytes as base64, "" where there are none. @returns {Promise<string>} */
export function readBase64(file) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",")[1] ?? "");
    reader.onerror = () => resolve("");
    reader.readAsDataURL(file);
  });
}
