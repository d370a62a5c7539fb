// The map's two canvases: the digits, painted when the view changes, and above them what follows
// the hand. While the view moves the digits are dots; at rest they are drawn as themselves.

import { contextOf, countPaint } from "../dom.js";
import { View } from "../view.js";
import { paintDigits } from "./painting.js";

const HOME = { x: 0.5, y: 0.5 };
const MARGIN = 1.08;
const VIEWS = { narrowest: 1 / 64, widest: 1, reach: 0.5 };
const AT_REST = 140; // ms without a move

export class Screen {
  /**
   * @param {HTMLElement} element
   * @param {{base: HTMLCanvasElement, over: HTMLCanvasElement}} canvases
   * @param {import("./arrangement.js").Arrangement} arrangement
   * @param {(context: CanvasRenderingContext2D) => void} paintAbove
   */
  constructor(element, { base, over }, arrangement, paintAbove) {
    this.element = element;
    this.base = base;
    this.over = over;
    this.paintAbove = paintAbove;
    this.below = contextOf(base, { alpha: false });
    this.above = contextOf(over);
    this.view = new View(over, { ...HOME, width: MARGIN }, VIEWS);
    /** @type {import("./painting.js").Scene} */
    this.scene = { view: this.view, arrangement, sheet: null, shownClasses: [] };
    /** @type {number | null} */
    this.homeward = null; // the view's width before it travels along with the digits
    this.framing = 0;
    this.resting = 0;
    this.moving = false;
    this.painted = ""; // what the digits were last painted of
    new ResizeObserver(() => this.fit()).observe(over);
  }

  /** Paint at the next frame. */
  refresh() {
    this.framing ||= requestAnimationFrame((now) => this.paint(now));
  }

  /** The view has moved. */
  moved() {
    this.moving = true;
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      this.moving = false;
      this.refresh();
    }, AT_REST);
    this.refresh();
  }

  resetView() {
    this.view.reset();
    this.moved();
  }

  /** The digits have set out for other places: a view that shows them all goes along. */
  follow() {
    const { view } = this;
    const { isTravelling } = this.scene.arrangement;
    const atHome = view.isHome || this.homeward !== null; // or on its way there
    this.homeward = atHome && isTravelling ? view.width : null;
    this.setHome();
    if (atHome && !isTravelling) view.reset();
    this.refresh();
  }

  // The first view just holds every place.
  setHome() {
    const { clientWidth, clientHeight } = this.over;
    if (!clientWidth) return; // in a tab that is not open: fit comes when it is
    const [across, down] = this.scene.arrangement.extent;
    const width = MARGIN * Math.max(across, (down * clientWidth) / clientHeight);
    this.view.home = { ...HOME, width };
  }

  fit() {
    const { clientWidth, clientHeight } = this.over;
    if (!clientWidth) return; // a tab that is not open
    for (const canvas of [this.base, this.over]) {
      canvas.width = Math.round(clientWidth * devicePixelRatio);
      canvas.height = Math.round(clientHeight * devicePixelRatio);
    }
    const atHome = this.view.isHome;
    this.setHome();
    if (atHome) this.view.reset();
    this.moved();
  }

  paint(now) {
    const { arrangement, sheet } = this.scene;
    this.framing = 0;
    if (!arrangement.places || !this.over.width) return;
    if (arrangement.isTravelling) this.travel(now);
    this.paintBelow(!this.moving && !arrangement.isTravelling);
    this.paintOver();
    countPaint(this.element);
    if (this.moving || arrangement.isTravelling || !sheet) return;
    this.element.dataset.rested = this.element.dataset.painted;
  }

  travel(now) {
    const { view, homeward } = this;
    const { arrangement } = this.scene;
    const way = arrangement.travel(now);
    if (homeward !== null) view.width = homeward + way * (view.home.width - homeward);
    if (arrangement.isTravelling) return this.refresh();
    this.homeward = null;
    this.moved();
  }

  paintBelow(atRest) {
    const { view, below, scene } = this;
    const { arrangement, shownClasses, sheet } = scene;
    const place = [view.x, view.y, view.width, this.base.width];
    const state = [...place, atRest, arrangement.count, shownClasses, Boolean(sheet)].join();
    if (state === this.painted && !arrangement.isTravelling) return;
    this.painted = state;
    below.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    paintDigits(below, scene, atRest);
  }

  paintOver() {
    const { above, over } = this;
    above.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    above.clearRect(0, 0, over.clientWidth, over.clientHeight);
    this.paintAbove(above);
  }
}
