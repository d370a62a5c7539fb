// What outlives a reload of the page. Gradio reloads it whenever the server was away for a moment,
// and so does a person now and then. Each tab of the browser keeps its own page.
//
// What was kept is put back by opening.js, before Gradio builds the page. Here it is written down.
// The page's address tells the same to others: see link.js.

const KEY = "aedemo";

let isKept = true;

/** @type {(() => Record<string, unknown>)[]} */
const values = [];
/** @type {(() => Record<string, unknown>)[]} */
const parts = [];
/** @type {Record<string, unknown>} */
const firsts = {}; // what parts are unless a person has changed them

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
 * Keep what only the component itself knows, its pins or its view. How it was left before the page
 * was reloaded, or how a link says it stands, is the answer; else `first`, which is how it begins.
 *
 * @template Part
 * @param {Host} host
 * @param {() => Part} tell
 * @param {Part} first
 * @param {(part: any) => boolean} [isSound] whether a link can say so; by default what is alike
 * @returns {Part}
 */
export function keepPart({ id }, tell, first, isSound = (part) => isAlike(part, first)) {
  parts.push(() => ({ [id]: tell() }));
  firsts[id] = first;
  const kept = window.opening?.kept?.parts[id];
  return (kept ?? null) !== null && isSound(kept) ? kept : first;
}

// Whether two values are made in the same way, whatever they say.
function isAlike(one, other) {
  if (Array.isArray(other))
    return Array.isArray(one) && one.every((each) => isAlike(each, other[0]));
  if (!(other instanceof Object)) return typeof one === typeof other;
  const keys = Object.keys(other);
  return one instanceof Object && keys.every((key) => isAlike(one[key], other[key]));
}

/** All that is kept, by the numbers of components, and how parts begin. */
export function tellAll() {
  const { kept } = window.opening ?? {};
  // Of tabs that were not opened since the last reload there is only what was kept then.
  const together = (before, tellers) => Object.assign({ ...before }, ...tellers.map((it) => it()));
  return { values: together(kept?.values, values), parts: together(kept?.parts, parts), firsts };
}

/** Whether the page stands as it was left, and not as its address says. */
export const isReopened = () => Boolean(window.opening?.kept);

/** The next page opens as its address says. */
export function keepNothing() {
  isKept = false;
  sessionStorage.removeItem(KEY);
}

function write() {
  if (!window.opening || !isKept) return; // a page without opening.js keeps nothing
  const { values, parts } = tellAll();
  /** @type {Kept} */
  const now = {
    page: window.opening.page,
    address: location.href,
    tab: document.body.dataset.tab ?? "",
    dark: document.body.classList.contains("dark"),
    values,
    parts,
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
