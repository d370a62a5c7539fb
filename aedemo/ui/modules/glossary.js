// Words that explain themselves: marked where they stand in the page's sentences.

import { make } from "./dom.js";

// What is text of ours, made as a whole: nothing else keeps a hold of its parts.
const SENTENCES = [
  ".ae-lead p",
  ".ae-caption p",
  ".ae-say p",
  ".ae-words p",
  ".ae-figures td",
  ".facts dt",
  ".note",
  ".ae-heading .aside",
]
  .map((each) => `${each}:not([data-words])`)
  .join(",");
const MARKED_AFTER = 200; // ms without a change
const GAP = 8; // px from the word

/** @param {Record<string, string>} words */
export function explainWords(words) {
  const longestFirst = Object.keys(words).sort((a, b) => b.length - a.length);
  const any = new RegExp(`(?<![\\w-])(${longestFirst.join("|")})(?![\\w-])`, "i");
  const meaning = new Map(Object.entries(words).map(([word, said]) => [word.toLowerCase(), said]));
  const tip = make("div", "ae-tip");
  tip.id = "ae-tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  document.querySelector(".gradio-container")?.append(tip);
  let timer = 0;
  new MutationObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(markAll, MARKED_AFTER);
  }).observe(document.body, { childList: true, subtree: true });
  markAll();
  for (const event of ["pointerover", "focusin", "click"]) document.addEventListener(event, show);
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") tip.hidden = true;
  });

  function markAll() {
    for (const sentence of document.querySelectorAll(SENTENCES)) {
      if (sentence instanceof HTMLElement) mark(sentence);
    }
  }

  // Each word once in a sentence.
  function mark(sentence) {
    sentence.dataset.words = "";
    const known = new Set();
    const walker = document.createTreeWalker(sentence, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node instanceof Text; node = walker.nextNode()) {
      const found = any.exec(node.data);
      const word = found?.[1].toLowerCase();
      if (!found || !word || known.has(word) || node.parentElement?.closest("a, button")) continue;
      known.add(word);
      const rest = node.splitText(found.index);
      rest.splitText(found[1].length);
      const box = make("span", "ae-word", found[1]);
      box.tabIndex = 0;
      box.setAttribute("role", "term");
      box.setAttribute("aria-describedby", tip.id);
      rest.replaceWith(box);
      walker.currentNode = box.lastChild ?? box;
    }
  }

  function show({ target }) {
    const word = target instanceof Element ? target.closest(".ae-word") : null;
    tip.hidden = !word;
    if (!word) return;
    tip.textContent = meaning.get(word.textContent.toLowerCase()) ?? "";
    const place = word.getBoundingClientRect();
    const left = Math.min(place.left, innerWidth - tip.offsetWidth - GAP);
    const fits = place.bottom + GAP + tip.offsetHeight < innerHeight;
    tip.style.left = `${Math.max(GAP, left)}px`;
    tip.style.top = `${fits ? place.bottom + GAP : place.top - GAP - tip.offsetHeight}px`;
  }
}
