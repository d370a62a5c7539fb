// The visitor's digit on its way from what it is to its fully spoiled self.

import { bytes } from "../values.js";

export class Visitor {
  /** @param {{images: string[], path: Pair[], nearest: number[][], at: number}} yours */
  constructor({ images, path, nearest, at }) {
    this.images = images.map(bytes);
    this.path = path;
    this.nearest = nearest;
    this.at = at; // in [0, 1]
  }

  /** The digit where it is now, its place and its neighbours. */
  get now() {
    const i = Math.round(this.at * (this.path.length - 1));
    return { image: this.images[i], place: this.path[i], nearest: this.nearest[i] };
  }
}
