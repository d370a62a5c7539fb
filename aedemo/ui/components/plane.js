// One plane of decoded digits: what is marked on it, what a hand does with it, and what each frame
// paints.

import { FULL } from "../modules/constants.js";
import { loadDecoder } from "../modules/decoding.js";
import { countPaint, finder, setPressed } from "../modules/dom.js";
import { ARROWS, listenToKeys } from "../modules/hand.js";
import { makeLegend } from "../modules/legend.js";
import { clamp } from "../modules/numbers.js";
import { drawGrey } from "../modules/pixels.js";
import { Lattice } from "../modules/plane/cells.js";
import { Dots } from "../modules/plane/dots.js";
import { along, Marks } from "../modules/plane/marks.js";
import { written, writtenExtent } from "../modules/plane/reading.js";
import { Surface } from "../modules/plane/surface.js";
import { bytes, light, plain } from "../modules/values.js";

const KEY_ZOOM = 1.5;
const KEY_STEP = 1 / 40; // of the view's width
const KEY_LEAP = 1 / 8;
const BESIDE = 22; // CSS pixels from the point to the digit that is decoded there

/** @param {Host} host */
export function mount(host) {
  const { element, trigger, props, watch, settings } = host;
  const find = finder(element);
  const canvases = [".lattice", ".codes", ".marks"].map((each) => find(each, HTMLCanvasElement));
  const [digits, codes, sheet] = canvases;
  const surface = new Surface(canvases, settings.home);
  const { view } = surface;
  const lattice = new Lattice(digits, surface);
  const dots = new Dots(codes, surface, unpack(settings));
  const drawnMarks = new Marks(sheet, surface);
  const legend = makeLegend((digit) => `Dots of the class ${digit}`, toggleClass);

  let marks = given();
  /** @type {Pair | null} */
  let cursor = null; // the point under the mouse or at the keyboard's crosshair
  /** @type {Decode | null} */
  let decode = null;
  let stale = new Set(); // what the next frame must repaint: "view", "dots", "marks"
  let framing = 0;
  let isReported = true;

  nameThings(find, sheet, settings.label);
  find(".legend").replaceChildren(...legend);
  find(".dots").addEventListener("click", () => {
    dots.isShown = !dots.isShown;
    showDots();
  });
  showDots();
  find(".reset").addEventListener("click", reset);
  view.keep(host);
  view.listen({
    moved,
    hover: (place) => setCursor(place && view.toPlane(place)),
    tap: (place) => pick(view.toPlane(place)),
  });
  listenToKeys(sheet, press);
  sheet.addEventListener("blur", () => setCursor(null));
  new ResizeObserver(fit).observe(sheet);
  watch("value", () => {
    marks = given();
    refresh("marks");
  });
  fetchDecoder();

  async function fetchDecoder() {
    try {
      decode = await loadDecoder(settings.decoder);
      refresh("marks");
    } catch {
      find(".message").textContent =
        "The decoder could not be fetched: only the dots can be shown.";
    }
  }

  // ------------------------------------------------------------------------------------ values

  function given() {
    const value = plain(props.value);
    return { code: value?.code ?? null, path: value?.path ?? [], at: value?.at ?? null };
  }

  function pick(point) {
    marks = { ...marks, code: point };
    props.value = light(marks);
    refresh("marks");
    trigger("pick", { code: point });
  }

  /**
   * What is decoded large, and where that is.
   *
   * @returns {[Pair, string]}
   */
  function chosen() {
    if (cursor) return [cursor, "At the crosshair"];
    if (marks.code) return [marks.code, "At the ring"];
    if (marks.path.length && marks.at !== null) return [along(marks.path, marks.at), "At the dot"];
    return [[view.x, view.y], "In the middle"];
  }

  // ------------------------------------------------------------------------------------ frames

  function moved() {
    refresh("view");
  }

  function reset() {
    view.reset();
    moved();
  }

  function fit() {
    if (!surface.fit()) return;
    stale.add("view");
    cancelAnimationFrame(framing);
    paint(); // at once, or the emptied canvases would flash
  }

  function refresh(...what) {
    for (const each of what) stale.add(each);
    if (surface.side) framing ||= requestAnimationFrame(paint);
  }

  function paint() {
    const due = stale;
    stale = new Set();
    framing = 0;
    if (due.has("view")) {
      lattice.paint();
      isReported = false;
    }
    if (due.has("view") || due.has("dots")) dots.paint();
    if (due.size) {
      drawnMarks.paint(marks, cursor);
      showReading();
    }
    if (!decode) return;
    if (due.size) showDigit(decode);
    if (!lattice.isWhole) lattice.decodeSome(decode);
    if (!lattice.isWhole) refresh();
    else if (!isReported) report();
  }

  // Counted once the whole picture is there: what tests wait for.
  function report() {
    isReported = true;
    countPaint(element);
  }

  // -------------------------------------------------------------------------------------- dots

  function toggleClass(digit) {
    dots.toggle(digit);
    showDots();
  }

  function showDots() {
    setPressed(find(".dots"), dots.isShown);
    find(".sky").classList.toggle("dotted", dots.isShown);
    legend.forEach((button, digit) => {
      setPressed(button, dots.isShown && dots.shownClasses[digit]);
    });
    refresh("dots");
  }

  // ----------------------------------------------------------------------------------- reading

  function showReading() {
    const [point, where] = chosen();
    find(".where").textContent = where;
    find(".code").textContent = `z = ${written(point, view)}`;
    find(".extent").textContent = writtenExtent(view);
  }

  // On the side of the point where there is room.
  function showDigit(decode) {
    const [point] = chosen();
    const here = find(".here", HTMLCanvasElement);
    const [x, y] = view.toCanvas(point).map((at, axis) => {
      const [side, size] = [sheet.clientWidth, axis ? here.offsetHeight : here.offsetWidth];
      const isPast = at > side / 2;
      return clamp(isPast ? at - BESIDE - size : at + BESIDE, 0, side - size);
    });
    here.style.transform = `translate(${x}px, ${y}px)`;
    drawGrey(here, decode(Float32Array.from(point)), 255);
  }

  // For those who hear the page.
  function speak(begin = "") {
    const [point] = chosen();
    const nearest = dots.nearestClass(point);
    find(".spoken").textContent = `${begin}${written(point, view)}, nearest to a ${nearest}`;
  }

  // ------------------------------------------------------------------------------ the crosshair

  function setCursor(point) {
    cursor = point;
    refresh("marks");
  }

  function press({ key, shiftKey }) {
    if (ARROWS[key]) step(ARROWS[key], shiftKey ? KEY_LEAP : KEY_STEP);
    else if (key === "+" || key === "=") zoom(KEY_ZOOM);
    else if (key === "-") zoom(1 / KEY_ZOOM);
    else if (key === "Home") reset();
    else if (key === "Enter") {
      pick(keyPoint());
      speak("Chosen: ");
    } else return false;
    return true;
  }

  function zoom(factor) {
    view.zoom(factor, view.toCanvas(keyPoint()));
    moved();
  }

  // Where the keyboard acts: nowhere out of sight.
  /** @returns {Pair} */
  function keyPoint() {
    const [point] = chosen();
    return surface.shows(point) ? point : [view.x, view.y];
  }

  // The view follows a crosshair that would leave it.
  function step([right, down], share) {
    const [x, y] = keyPoint();
    const length = share * view.width;
    const point = /** @type {Pair} */ ([x + right * length, y - down * length]);
    surface.follow(point);
    moved();
    setCursor(point);
    speak();
  }
}

// N pairs of numbers in a row, which came in 16 bits each.
function unpack({ codes, low, high }) {
  const steps = new Uint16Array(bytes(codes).buffer);
  const scale = [0, 1].map((axis) => (high[axis] - low[axis]) / FULL);
  return Float32Array.from(steps, (step, i) => low[i % 2] + step * scale[i % 2]);
}

/** @param {Find} find */
function nameThings(find, sheet, label) {
  find(".title").textContent = label;
  const words =
    `The latent plane of the ${label}, a digit decoded at each place. ` +
    "Arrow keys move the crosshair, with Shift further; plus and minus zoom, Enter chooses " +
    "the place, Home resets the view.";
  sheet.setAttribute("aria-label", words);
}
