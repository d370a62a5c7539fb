// A view of a plane that a hand can move: mouse, finger, two fingers, wheel.
//
// The view is {x, y, width}: the point in the middle of the canvas, and how much of the plane lies
// between its left and right edge. The plane's y runs downwards, as the canvas's does.

const SLOP = 6; // CSS pixels a finger or a mouse may stray and still have clicked
const WHEEL = 0.002, LINE = 20; // zoom a pixel of the wheel; pixels a line

/** What a canvas shows of the plane; `limits` are the narrowest and the widest view. */
export class View {
  constructor(canvas, home, limits) {
    Object.assign(this, { canvas, home, limits, ...home });
    this.pointers = new Map(); // id -> [x, y] of those that are down
    this.strayed = false;
  }

  get scale() { // CSS pixels a unit of the plane
    return this.canvas.clientWidth / this.width;
  }

  toCanvas([x, y]) {
    const { clientWidth, clientHeight } = this.canvas;
    return [clientWidth / 2 + (x - this.x) * this.scale, clientHeight / 2 + (y - this.y) * this.scale];
  }

  toPlane([x, y]) {
    const { clientWidth, clientHeight } = this.canvas;
    return [this.x + (x - clientWidth / 2) / this.scale, this.y + (y - clientHeight / 2) / this.scale];
  }

  look(x, y, width = this.width) {
    const [narrowest, widest] = this.limits;
    this.width = Math.min(widest, Math.max(narrowest, width));
    this.x = Math.min(1, Math.max(0, x));
    this.y = Math.min(1, Math.max(0, y));
  }

  zoom(factor, [x, y]) { // about a point of the canvas, which stays where it is
    const before = this.toPlane([x, y]), old = this.width;
    this.look(this.x, this.y, this.width / factor);
    const share = this.width / old;
    this.look(before[0] + (this.x - before[0]) * share, before[1] + (this.y - before[1]) * share);
  }

  reset() {
    Object.assign(this, this.home);
  }

  /** Calls moved(), hover(place or null) and tap(place); places are CSS pixels on the canvas. */
  listen({ moved, hover, tap }) {
    const { canvas, pointers } = this;
    const placeOf = ({ clientX, clientY }) => {
      const box = canvas.getBoundingClientRect();
      return [clientX - box.left, clientY - box.top];
    };
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      if (!pointers.size) this.strayed = false;
      pointers.set(event.pointerId, placeOf(event));
      this.start = placeOf(event);
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => {
      const place = placeOf(event);
      if (!pointers.has(event.pointerId)) return hover(place);
      this.drag(event.pointerId, place);
      if (this.strayed) moved();
    });
    canvas.addEventListener("pointerup", (event) => {
      if (pointers.delete(event.pointerId) && !pointers.size && !this.strayed) tap(placeOf(event));
    });
    canvas.addEventListener("pointercancel", (event) => pointers.delete(event.pointerId));
    canvas.addEventListener("pointerleave", () => pointers.size || hover(null));
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      const pixels = event.deltaY * (event.deltaMode === 1 ? LINE : 1);
      this.zoom(Math.exp(-WHEEL * pixels), placeOf(event));
      moved();
    }, { passive: false });
  }

  drag(id, place) {
    const { pointers } = this, before = grip(pointers);
    pointers.set(id, place);
    const after = grip(pointers);
    const far = Math.hypot(place[0] - this.start[0], place[1] - this.start[1]) > SLOP;
    this.strayed ||= far || pointers.size > 1;
    if (!this.strayed) return;
    const { scale } = this;
    this.look(this.x - (after.x - before.x) / scale, this.y - (after.y - before.y) / scale);
    if (before.spread && after.spread) this.zoom(after.spread / before.spread, [after.x, after.y]);
  }
}

// The middle of the fingers that are down, and how far two of them are apart.
function grip(pointers) {
  const places = [...pointers.values()], n = places.length;
  const mean = (axis) => places.reduce((sum, place) => sum + place[axis], 0) / n;
  const spread = n > 1 ? Math.hypot(places[0][0] - places[1][0], places[0][1] - places[1][1]) : 0;
  return { x: mean(0), y: mean(1), spread };
}
