// The page's address for a class, as a code that a phone reads.

import { make, makeButton } from "./dom.js";

const FILE = new URL("../../joining.json", import.meta.url);
const HERE = ["localhost", "127.0.0.1", "[::1]", "0.0.0.0"];

/**
 * Show the button where others can reach the page, and what it is for. Who came by another address
 * than the server knows of, as on a Space, has one to pass on already.
 *
 * @param {HTMLElement} button
 */
export async function offerJoining(button) {
  const answer = await fetch(FILE);
  const known = answer.ok ? await answer.json() : null;
  const isKnown = known && [...HERE, new URL(known.address).hostname].includes(location.hostname);
  if (!isKnown) return;
  button.hidden = false;
  button.addEventListener("click", () => show(known));
}

function show({ address, picture }) {
  const box = make("dialog", "ae-keys ae-joining");
  const code = make("div", "code");
  code.innerHTML = picture; // made by the server, of its own address
  code.setAttribute("role", "img");
  code.setAttribute("aria-label", `QR code of ${address}`);
  box.append(
    make("h2", "", "Join with a phone in the same network"),
    code,
    make("p", "address", address),
    makeButton("Close", () => box.close()),
  );
  box.addEventListener("close", () => box.remove());
  document.querySelector(".gradio-container")?.append(box);
  box.showModal();
}
