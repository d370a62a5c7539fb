// The keyboard and the pointer.

/**
 * Where each arrow key goes, x to the right and y downwards.
 *
 * @type {Partial<Record<string, Pair>>}
 */
export const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * Calls `press` for keys without a modifier of the browser's; it says whether it knew the key.
 *
 * @param {HTMLElement} target
 * @param {(event: KeyboardEvent) => boolean} press
 */
export function listenToKeys(target, press) {
  target.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (press(event)) event.preventDefault();
  });
}

/**
 * Where an event is in a box, as fractions of its width and height.
 *
 * @param {DOMRect} box
 * @param {{clientX: number, clientY: number}} event
 * @returns {Pair}
 */
export const placeIn = ({ left, top, width, height }, { clientX, clientY }) => [
  (clientX - left) / width,
  (clientY - top) / height,
];
