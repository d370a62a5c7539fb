// The address says how the page stands: its tab, the digit, and all that was changed. It follows what
// is done; a change of tab is a step of the browser's history. opening.js reads it. All is told behind
// the #: what Gradio asks for carries the rest of the address, and nobody's drawing is in a log.

import { atRest } from "./busy.js";
import { keepNothing, tellAll } from "./kept.js";
import { bytes, packed } from "./values.js";

const HANDS = ["pointerup", "keyup", "input", "change", "click", "wheel"];

const OURS = "aedemo"; // the steps in the history that are this page's own

const { opening } = window;
const asked = new URLSearchParams(location.search).get("tab");
const firstTab = (asked ?? opening?.named.tab ?? "").toLowerCase();

/** The element of the tab that is open. */
export const openedTab = () => document.body.dataset.tab ?? opening?.tab ?? "";

/** The page as it stands, for others to open, and what is too long to be told by a link. */
export function linkToHere() {
  write();
  return {
    link: location.href,
    missing: told()
      .filter(isLong)
      .map(([name]) => name),
  };
}

/** Another tab was chosen: one step in the history. */
export function tabChanged() {
  history.pushState(OURS, "", addressNow());
}

/**
 * Calls `show` with the tab's element when a person goes back or forward. What is on the pad stays:
 * nobody loses a drawing by going back.
 *
 * @param {(tab: string) => void} show
 */
export function followPage(show) {
  history.replaceState(OURS, "");
  addEventListener("popstate", ({ state }) => {
    if (state !== OURS) return openAnew();
    show(`tab-${new URLSearchParams(location.hash.slice(1)).get("tab") ?? firstTab}`);
    write();
  });
}

// Another link was put in the address's place.
function openAnew() {
  keepNothing();
  location.reload();
}

const settle = atRest(write);
for (const hand of HANDS) addEventListener(hand, settle, { capture: true, passive: true });

function write() {
  const address = addressNow();
  const { pathname, search, hash } = location;
  if (address !== pathname + search + hash) history.replaceState(OURS, "", address);
}

function addressNow() {
  if (!opening) return location.href;
  const said = told().filter((each) => !isLong(each));
  const tab = (document.body.dataset.tab ?? "").replace(/^tab-/, "");
  if (tab && tab !== firstTab) said.unshift(["tab", tab]);
  const fragment = said.length ? `#${said.map(inQuery).join("&")}` : "";
  return location.pathname + location.search + fragment;
}

// All that was changed: names and texts.
/** @returns {[string, string][]} */
function told() {
  if (!opening) return [];
  const { named, first } = opening;
  const { values, parts, firsts } = tellAll();
  const entries = Object.entries(named.values).map(([name, id]) => [name, values[id], first[id]]);
  entries.push(...Object.entries(named.parts).map(([name, id]) => [name, parts[id], firsts[id]]));
  entries.unshift(["digit", values[named.pad], first[named.pad]]);
  return entries
    .filter(([, value, before]) => (value ?? null) !== null && !isSame(value, before))
    .map(([name, value]) => [name, textOf(value)]);
}

const isLong = ([, text]) => text.length > (opening?.named.longest ?? 0);

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other ?? null);

// As readable as an address may be.
/** @param {string[]} entry */
const inQuery = ([name, text]) =>
  `${encodeURIComponent(name)}=${encodeURIComponent(text).replace(/%(7B|7D|5B|5D|2C|3A)/g, decodeURIComponent)}`;

function textOf(value) {
  if (value?.strokes || value?.picture || value?.gallery !== undefined) return digitText(value);
  if (typeof value === "string" && !isJson(value)) return value;
  return JSON.stringify(value).replaceAll("~", "\\u007e").replaceAll('"', "~");
}

// A text that would be read as something else needs its quotes.
function isJson(text) {
  if (text.includes("~")) return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

// See readDigit in opening.js.
function digitText({ strokes, picture, gallery, centred }) {
  const text = strokes
    ? `s${packed(Uint8Array.from(strokeBytes(strokes)))}`
    : picture
      ? `p${packed(Uint8Array.from(runs(picture)))}`
      : `g${gallery}`;
  return centred === false ? `${text}!` : text;
}

function strokeBytes(strokes) {
  const numbers = [];
  let at = [0, 0];
  for (const points of strokes) {
    numbers.push(points.length);
    for (const point of points) {
      const next = point.map((each) => Math.round(each * (opening?.named.grid ?? 1)));
      numbers.push(next[0] - at[0], next[1] - at[1]);
      at = next;
    }
  }
  return numbers.flatMap((number) => {
    const some = [];
    let left = (number << 1) ^ (number >> 31);
    for (; left > 127; left >>>= 7) some.push((left & 127) | 128);
    return [...some, left];
  });
}

function runs({ normalised, plain }) {
  const pixels = [...bytes(normalised), ...bytes(plain)];
  const shorter = [];
  for (let i = 0; i < pixels.length; i++) {
    shorter.push(pixels[i]);
    if (pixels[i]) continue;
    let run = 1;
    for (; run < 255 && pixels[i + 1] === 0; run++) i++;
    shorter.push(run);
  }
  return shorter;
}
