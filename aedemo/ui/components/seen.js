// Two pictures.

import { finder } from "../modules/dom.js";
import { drawGrey } from "../modules/pixels.js";
import { bytes, follow } from "../modules/values.js";

/** @param {Host} host */
export function mount(host) {
  const find = finder(host.element);
  follow(host, (value) => {
    for (const name of ["clean", "spoiled"]) drawGrey(find(`.${name}`), bytes(value[name]));
  });
}
