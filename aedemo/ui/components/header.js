// The top of the page: its tabs, and what concerns the page as a whole.

import { giveMenus } from "../modules/cards.js";
import { finder, firstPaint, make } from "../modules/dom.js";
import { mendDropdowns } from "../modules/dropdowns.js";
import { explainWords } from "../modules/glossary.js";
import { offerJoining } from "../modules/joining.js";
import { followPage, linkToHere, openedTab, tabChanged } from "../modules/link.js";
import { holdNumbers } from "../modules/number_boxes.js";
import { listenForPresenting, showKeys, toggle } from "../modules/present.js";

const SAID_FOR = 4000; // ms

/** @param {Host} host */
export function mount({ element, settings }) {
  const find = finder(element);
  const tabs = [...element.querySelectorAll("[role=tab]")].map(
    (each) => /** @type {HTMLElement} */ (each),
  );
  const opens = find(".opens");
  const mode = find(".mode");
  let silence = 0;

  for (const tab of tabs) {
    tab.id = `${idOf(tab)}-title`;
    tab.addEventListener("click", () => choose(tab));
  }
  find(".tabs").addEventListener("keydown", moveByKey);
  opens.addEventListener("click", () => unfold(!isUnfolded()));
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Node && !element.contains(target)) unfold(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isUnfolded()) return;
    unfold(false);
    opens.focus();
  });
  find(".copy").addEventListener("click", copyLink);
  find(".presents").addEventListener("click", toggle);
  find(".keys").addEventListener("click", showKeys);
  listenForPresenting();
  mendDropdowns();
  holdNumbers();
  firstPaint.then(() => {
    giveMenus();
    explainWords(settings.words);
    offerJoining(find(".joins"));
  });
  mode.addEventListener("click", () => {
    document.body.classList.toggle("dark");
    showMode();
  });
  new MutationObserver(showMode).observe(document.body, { attributeFilter: ["class"] });
  showMode();
  show(tabs.find((tab) => idOf(tab) === openedTab()) ?? tabs[0]);
  followPage((id) => {
    const tab = tabs.find((each) => idOf(each) === id) ?? tabs[0];
    if (document.body.dataset.tab === idOf(tab)) return;
    open(tab);
  });
  const { wrong = [] } = window.opening ?? {};
  if (wrong.length) {
    const parts = wrong.map((each) => `“${each}”`).join(", ");
    say(`This link could not be read in full: ${parts} stayed as it was.`);
  }

  // -------------------------------------------------------------------------------------- tabs

  function choose(tab) {
    unfold(false);
    if (tab.getAttribute("aria-selected") === "true") return;
    open(tab);
    tabChanged();
  }

  function open(tab) {
    document.getElementById(`${idOf(tab)}-button`)?.click(); // Gradio's own, which is hidden
    show(tab);
    scrollTo({ top: 0 });
  }

  function show(chosen) {
    for (const tab of tabs) {
      tab.setAttribute("aria-selected", String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
    }
    find(".here").textContent = chosen.textContent;
    document.body.dataset.tab = idOf(chosen);
  }

  function moveByKey(event) {
    const at = tabs.indexOf(event.target);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at < 0 || to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length];
    choose(tab);
    tab.focus();
  }

  // -------------------------------------------------------------------------------------- menu

  const isUnfolded = () => opens.getAttribute("aria-expanded") === "true";

  function unfold(open) {
    opens.setAttribute("aria-expanded", String(open));
  }

  function showMode() {
    mode.setAttribute("aria-checked", String(document.body.classList.contains("dark")));
  }

  async function copyLink() {
    const { link, missing } = linkToHere();
    const but = missing.length ? `, but for what no link can hold: ${missing.join(", ")}` : "";
    try {
      await navigator.clipboard.writeText(link);
      say(`Copied: this page as it stands${but}.`);
    } catch {
      // No clipboard on an unencrypted address: it is selected, and the keyboard copies.
      const box = make("input");
      Object.assign(box, { value: link, readOnly: true });
      box.setAttribute("aria-label", "The link to this page as it stands");
      say(`Press Ctrl-C to copy${but}: `);
      clearTimeout(silence);
      find(".said").append(box);
      box.select();
    }
  }

  function say(sentence) {
    find(".said").textContent = sentence;
    clearTimeout(silence);
    silence = setTimeout(() => find(".said").replaceChildren(), SAID_FOR);
  }
}

/** @param {Element} tab */
const idOf = (tab) => tab.getAttribute("aria-controls") ?? "";
