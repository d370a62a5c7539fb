// What outlives a reload of the page. Gradio reloads it whenever the server was away for a moment,
// and so does a person now and then. Each tab of the browser keeps its own page.
//
// What was kept is put back by opening.js, before Gradio builds the page. Here it is written down.

const KEY = "aedemo";

/** @type {(() => Record<string, unknown>)[]} */
const values = [];
/** @type {(() => Record<string, unknown>)[]} */
const parts = [];

/**
 * Keep the values of controls: `tell` gives those that are to be kept by the ids of their
 * components, which will find them there as if they had been built with them.
 *
 * @param {() => Record<string, unknown>} tell
 */
export function keepValues(tell) {
  values.push(tell);
}

/**
 * Keep what only the component itself knows, its pins or its view. What it kept before the page was
 * reloaded, if it was, is the answer.
 *
 * @param {Host} host
 * @param {() => unknown} tell
 */
export function keepPart({ id }, tell) {
  parts.push(() => ({ [id]: tell() }));
  return window.opening?.kept?.parts[id];
}

/** Whether the page stands as it was left, and not as its address says. */
export const isReopened = () => Boolean(window.opening?.kept);

function write() {
  if (!window.opening) return; // a page without opening.js keeps nothing
  const { page, kept } = window.opening;
  // Of tabs that were not opened since the last reload there is only what was kept then.
  const together = (before, tellers) => Object.assign({ ...before }, ...tellers.map((it) => it()));
  const tab = document.querySelector("[role=tab][aria-selected=true]");
  /** @type {Kept} */
  const now = {
    page,
    tab: tab?.getAttribute("aria-controls") ?? "",
    dark: document.body.classList.contains("dark"),
    values: together(kept?.values, values),
    parts: together(kept?.parts, parts),
  };
  try {
    sessionStorage.setItem(KEY, JSON.stringify(now));
  } catch {
    // Full or forbidden: the next page opens as if it were the first.
  }
}

addEventListener("pagehide", write);
// A phone may end a page that is not seen without another word.
document.addEventListener("visibilitychange", () => document.hidden && write());
