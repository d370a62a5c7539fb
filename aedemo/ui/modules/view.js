// A view of a plane that a hand can move: mouse, finger, two fingers, wheel.
//
// The view is {x, y, width}: the point in the middle of the canvas, and how much of the plane lies
// between its left and right edge.
//
// It leaves the page its scrolling. One finger moves the view sideways and two move it anywhere and
// zoom: what goes up or down with one finger is the page's (touch-action: pan-y on the canvas). A
// turn of the wheel belongs to whatever it began on: to the page that scrolls, or to the view.

import { keepPart } from "./kept.js";
import { clamp } from "./numbers.js";

const SLOP = 6; // CSS pixels a finger or a mouse may stray and still have clicked
const WHEEL = 0.002; // zoom a pixel of the wheel
const LINE = 20; // pixels
const PINCH = 5; // a pinch on a touchpad comes as a slow wheel with the control key
const TURN = 300; // ms after which the wheel is turned anew

let scrolled = -Infinity; // when the page last was
addEventListener(
  "scroll",
  ({ timeStamp }) => {
    scrolled = timeStamp;
  },
  { capture: true, passive: true },
);

/**
 * What a canvas shows of the plane.
 *
 * home: the first view. narrowest, widest: of all views, as shares of home's width. reach: how far
 * the middle may go from home's, in units of the plane. down: 1 where the plane's y runs downwards as
 * the canvas's does, -1 where it runs upwards.
 */
export class View {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {{x: number, y: number, width: number}} home
   * @param {{narrowest: number, widest: number, reach: number, down?: number}} limits
   */
  constructor(canvas, home, { narrowest, widest, reach, down = 1 }) {
    this.canvas = canvas;
    this.home = home;
    this.narrowest = narrowest;
    this.widest = widest;
    this.reach = reach;
    this.down = down;
    this.x = home.x;
    this.y = home.y;
    this.width = home.width;
    /** @type {Map<number, Pair>} */
    this.pointers = new Map(); // of those that are down
    this.strayed = false; // whether they have moved
    this.turned = -Infinity; // when the wheel last zoomed
  }

  /** CSS pixels a unit of the plane. */
  get scale() {
    return this.canvas.clientWidth / this.width;
  }

  get isHome() {
    const { x, y, width } = this.home;
    return this.x === x && this.y === y && this.width === width;
  }

  /**
   * @param {Pair} point
   * @returns {Pair}
   */
  toCanvas([x, y]) {
    const { clientWidth, clientHeight } = this.canvas;
    const { scale } = this;
    return [
      clientWidth / 2 + (x - this.x) * scale,
      clientHeight / 2 + this.down * (y - this.y) * scale,
    ];
  }

  /**
   * @param {Pair} place
   * @returns {Pair}
   */
  toPlane([x, y]) {
    const { clientWidth, clientHeight } = this.canvas;
    const { scale } = this;
    return [
      this.x + (x - clientWidth / 2) / scale,
      this.y + this.down * ((y - clientHeight / 2) / scale),
    ];
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  look(x, y, width = this.width) {
    const { home, reach } = this;
    this.x = clamp(x, home.x - reach, home.x + reach);
    this.y = clamp(y, home.y - reach, home.y + reach);
    this.width = clamp(width, this.narrowest * home.width, this.widest * home.width);
  }

  /**
   * Enlarge about a place on the canvas, which stays where it is. Whether that changed anything.
   *
   * @param {number} factor
   * @param {Pair} place
   */
  zoom(factor, place) {
    const [x, y] = this.toPlane(place);
    const old = this.width;
    this.look(this.x, this.y, old / factor);
    if (this.width === old) return false;
    const share = this.width / old;
    this.look(x + (this.x - x) * share, y + (this.y - y) * share);
    return true;
  }

  reset() {
    Object.assign(this, this.home);
  }

  /**
   * Keep it over a reload of the page, as that part of a component which only this one knows.
   *
   * @param {Host} host
   */
  keep(host) {
    const short = (number) => Number(number.toPrecision(6));
    const tell = () => (this.isHome ? null : [this.x, this.y, this.width].map(short));
    const isSound = (part) =>
      Array.isArray(part) && part.length === 3 && part.every(Number.isFinite);
    const kept = keepPart(host, tell, null, isSound);
    if (kept) this.look(kept[0], kept[1], kept[2]);
  }

  /**
   * Places are CSS pixels on the canvas.
   *
   * @param {object} told
   * @param {() => void} told.moved
   * @param {(place: Pair | null) => void} told.hover
   * @param {(place: Pair) => void} told.tap
   */
  listen({ moved, hover, tap }) {
    const { canvas, pointers } = this;
    /** @returns {Pair} */
    const placeOf = ({ clientX, clientY }) => {
      const box = canvas.getBoundingClientRect();
      return [clientX - box.left, clientY - box.top];
    };
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      this.strayed = pointers.size > 0;
      pointers.set(event.pointerId, placeOf(event));
    });
    canvas.addEventListener("pointermove", (event) => {
      const place = placeOf(event);
      const isTouch = event.pointerType === "touch";
      if (!pointers.has(event.pointerId)) return isTouch || hover(place);
      if (isTouch && this.leavesToPage(event.pointerId, place)) return;
      if (this.drag(event.pointerId, place)) moved();
    });
    canvas.addEventListener("pointerup", (event) => {
      if (pointers.delete(event.pointerId) && !pointers.size && !this.strayed) tap(placeOf(event));
    });
    for (const name of /** @type {const} */ (["pointercancel", "lostpointercapture"])) {
      canvas.addEventListener(name, (event) => pointers.delete(event.pointerId));
    }
    canvas.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch" && !pointers.size) hover(null);
    });
    const turn = (event) => this.turn(event, placeOf(event), moved);
    canvas.addEventListener("wheel", turn, { passive: false });
  }

  // The wheel was turned at a place.
  turn(event, place, moved) {
    const scrolling = event.timeStamp - scrolled < TURN && !event.ctrlKey;
    if (scrolling || !event.cancelable) return; // the page is, and goes on
    const pixels = event.deltaY * (event.deltaMode ? LINE : 1) * (event.ctrlKey ? PINCH : 1);
    if (this.zoom(Math.exp(-WHEEL * pixels), place)) moved();
    else if (!event.ctrlKey && event.timeStamp - this.turned > TURN) return;
    this.turned = event.timeStamp;
    event.preventDefault();
  }

  // A lone finger that moves is the page's: it scrolls, and takes nothing along.
  leavesToPage(id, [x, y]) {
    const { pointers } = this;
    const [fromX, fromY] = pointers.get(id) ?? [x, y];
    return pointers.size === 1 && Math.hypot(x - fromX, y - fromY) > SLOP && pointers.delete(id);
  }

  // One pointer takes its point of the plane along; two do so with the point between them, and zoom
  // by their distance. Whether that moved the view.
  drag(id, place) {
    const { pointers, scale } = this;
    const from = pointers.get(id) ?? place;
    if (!this.strayed && Math.hypot(place[0] - from[0], place[1] - from[1]) < SLOP) return false;
    this.strayed = true;
    const before = grip(pointers);
    pointers.set(id, place);
    const after = grip(pointers);
    const [dx, dy] = [after.x - before.x, this.down * (after.y - before.y)];
    this.look(this.x - dx / scale, this.y - dy / scale);
    this.zoom(after.spread / before.spread, [after.x, after.y]);
    return true;
  }
}

// The middle between the pointers, and how far the first two are apart: 1 where there is but one.
function grip(pointers) {
  const [a, b = a] = [...pointers.values()];
  return {
    x: (a[0] + b[0]) / 2,
    y: (a[1] + b[1]) / 2,
    spread: Math.hypot(a[0] - b[0], a[1] - b[1]) || 1,
  };
}
