// A button that takes a picture file.

import { finder } from "../modules/dom.js";
import { readBase64 } from "../modules/drawpad/files.js";
import { smallEnough, tooLarge } from "../modules/shrinking.js";

/** @param {Host} host */
export function mount({ element, trigger, props, settings }) {
  const find = finder(element);
  const button = find("button");
  const input = find("input", HTMLInputElement);
  const say = (sentence) => (find(".message").textContent = sentence);

  button.textContent = settings.label;
  button.addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) take(file);
    input.value = ""; // so that the same file can be taken again
  });

  async function take(file) {
    say("Reading the picture …");
    const small = await smallEnough(file, settings.most);
    if (!small) return say(tooLarge(file, settings.most));
    const data = await readBase64(small);
    if (!data) return say("This file is empty or could not be read. Please take another.");
    say("");
    props.value = { file: data };
    trigger("upload");
  }
}
