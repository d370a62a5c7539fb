// For a projector: large type, the pictures and the controls that matter, and keys for them.

import { make, makeButton } from "./dom.js";

/** What a key does, in the order of the list that ? shows. @type {[string, string, () => void][]} */
const KEYS = [
  ["P", "present, and leave it again", toggle],
  ["N", "another digit", () => press(".ae-rail .another")],
  ["C", "clear the pad", () => press(".ae-rail .clear")],
  ["R", "another draw of the damage", () => press(".ae-draw button")],
  ["L", "to the level, which ← and → then change", focusLevel],
  ["F", "the answers over the whole screen", fillScreen],
  ["?", "this list", showKeys],
];

const container = () => document.querySelector(".gradio-container");

const isPresenting = () => container()?.classList.contains("present");

/** Listen to the keys, wherever the page has the focus and nobody types. */
export function listenForPresenting() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "Escape") return leave();
    if (event.key in tabs()) return open(tabs()[event.key]);
    const [, , act] = KEYS.find(([key]) => key === event.key.toUpperCase()) ?? [];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** Begin to present, or end it. */
export function toggle() {
  container()?.classList.toggle("present");
  scrollTo({ top: 0 });
  if (isPresenting()) focusLevel();
  dispatchEvent(new Event("resize")); // charts and maps fit themselves anew
}

function leave() {
  const list = document.querySelector(".ae-keys");
  if (list) list.remove();
  else if (isPresenting()) toggle();
}

/** A list of the keys; again takes it away. */
export function showKeys() {
  const old = document.querySelector(".ae-keys");
  if (old) return old.remove();
  const box = make("dialog", "ae-keys");
  const list = make("dl");
  const more = [
    [`1 – ${Object.keys(tabs()).length}`, "the tabs"],
    ["Esc", "leave"],
  ];
  for (const [key, words] of [...KEYS.map(([key, words]) => [key, words]), ...more]) {
    const term = make("dt");
    term.append(make("kbd", "", key));
    list.append(term, make("dd", "", words));
  }
  box.append(
    make("h2", "", "Keys"),
    list,
    makeButton("Close", () => box.remove()),
  );
  container()?.append(box);
  box.addEventListener("close", () => box.remove());
  box.showModal();
}

/** @param {HTMLElement} tab */
function open(tab) {
  tab.click();
  if (isPresenting()) requestAnimationFrame(focusLevel); // its own, once it is in view
}

/** By the key that opens each. @returns {Record<string, HTMLElement>} */
function tabs() {
  /** @type {NodeListOf<HTMLElement>} */
  const all = document.querySelectorAll("[role=tab][aria-controls]");
  return Object.fromEntries([...all].map((tab, place) => [String(place + 1), tab]));
}

const isTyping = (target) =>
  target instanceof Element &&
  target.matches(
    "input:not([type=range], [type=checkbox], [type=radio]), textarea, [role=listbox]",
  );

const seen = (selector) =>
  [...document.querySelectorAll(selector)].find((each) => each.checkVisibility());

function press(selector) {
  const button = document.querySelector(`.tabitem:not([style*="none"]) ${selector}, ${selector}`);
  if (button instanceof HTMLElement) button.click();
}

function focusLevel() {
  const slider =
    seen(".tabitem .ae-corruption input[type=range]") ?? seen(".tabitem input[type=range]");
  if (slider instanceof HTMLElement) slider.focus({ preventScroll: true });
}

function fillScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else (seen(".tabitem .ae-output") ?? document.documentElement).requestFullscreen();
}
