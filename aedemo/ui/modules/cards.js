// The small menu of every card: full screen, its picture, its figures.

import { download, make, makeButton } from "./dom.js";
import { pngOf } from "./picture.js";
import { csvOf } from "./table.js";

/** Give each card its menu, those that come later too. */
export function giveMenus() {
  new MutationObserver(giveAll).observe(document.body, { childList: true, subtree: true });
  giveAll();
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeAll();
  });
  document.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element && target.closest(".ae-menu"))) closeAll();
  });
}

function giveAll() {
  for (const card of document.querySelectorAll(".ae-card:not([data-menu])")) {
    const header = card.querySelector("header");
    if (header && card instanceof HTMLElement) giveMenu(card, header);
  }
}

function giveMenu(card, header) {
  card.dataset.menu = "";
  const title = header.querySelector("h2")?.textContent.trim() || "card";
  const box = make("div", "ae-menu");
  const opener = makeButton("⋯", () => {
    const isOpen = opener.getAttribute("aria-expanded") === "true";
    closeAll();
    if (!isOpen) open();
  });
  opener.setAttribute("aria-label", `Menu of “${title}”`);
  opener.setAttribute("aria-expanded", "false");
  box.append(opener);
  header.append(box);

  function open() {
    opener.setAttribute("aria-expanded", "true");
    const list = make("div", "entries");
    const entry = (words, act) =>
      makeButton(words, () => {
        closeAll();
        opener.focus();
        act();
      });
    list.append(entry("Full screen", () => toggleFull(card)));
    list.append(entry("Picture (PNG)", () => savePicture(card, title)));
    const figures = csvOf(card);
    if (figures) list.append(entry("Figures (CSV)", () => saveText(figures, title)));
    box.append(list);
    list.querySelector("button")?.focus();
  }
}

function closeAll() {
  for (const opener of document.querySelectorAll(".ae-menu [aria-expanded=true]")) {
    opener.setAttribute("aria-expanded", "false");
    opener.nextElementSibling?.remove();
  }
}

function toggleFull(card) {
  if (document.fullscreenElement) document.exitFullscreen();
  else card.requestFullscreen();
}

async function savePicture(card, title) {
  const picture = await pngOf(card, location.href);
  save(picture, `${nameOf(title)}.png`);
}

const saveText = (text, title) =>
  save(new Blob([text], { type: "text/csv" }), `${nameOf(title)}.csv`);

function save(blob, name) {
  const url = URL.createObjectURL(blob);
  download(url, name);
  URL.revokeObjectURL(url);
}

const nameOf = (title) => `aedemo-${title.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
