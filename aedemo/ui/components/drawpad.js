// One DrawPad: its value, what changes it, and what is said of it.
//
// What the pad shows is `shown`: {strokes: [...]}, {gallery: index} or {picture: {...}}. Only the
// stroke being drawn is ever changed in place; everything else is replaced, never edited, so that
// the history can hold earlier states as they were.

import { atRest, penDown } from "../modules/busy.js";
import { showDigit } from "../modules/digit.js";
import { finder, firstPaint } from "../modules/dom.js";
import { listenForFiles, readBase64 } from "../modules/drawpad/files.js";
import { onGrid } from "../modules/drawpad/grid.js";
import { Ink } from "../modules/drawpad/ink.js";
import { KeyboardPen } from "../modules/drawpad/keyboard.js";
import { another, Strip } from "../modules/drawpad/strip.js";
import { History, makeTeller } from "../modules/editing.js";
import { classOf, loadSheet, numberInClass, someDigits } from "../modules/gallery.js";
import { placeIn } from "../modules/hand.js";
import { keepValues } from "../modules/kept.js";
import { smallEnough, tooLarge } from "../modules/shrinking.js";
import { light, plain } from "../modules/values.js";

const SETTLES_AFTER = 50; // ms: what follows of itself comes after what the person waits for
const MIN_STEP = 0.004; // of the square: a finer hand than the digit can show
const HISTORY_LENGTH = 100;

/** @param {Host} host */
export function mount({ element, trigger, props, watch, settings, id }) {
  const find = finder(element);
  const stage = find(".stage");
  const paper = find(".paper", HTMLCanvasElement);
  const undoButton = find(".undo");
  const centred = find(".centred", HTMLInputElement);
  const background = getComputedStyle(stage).backgroundColor;
  const ink = new Ink(paper, background);
  /** @type {HTMLImageElement | Map<number, HTMLCanvasElement>} */
  let sheet = someDigits(settings.digits);
  const strip = settings.sprite ? new Strip(find(".strip"), background, sheet, pick) : null;
  const pen = new KeyboardPen(
    { stage, paper, mark: find(".pen") },
    {
      isDrawing: () => Boolean(stroke),
      hasPointer: () => pointer !== null,
      begin: beginStroke,
      extend: extendStroke,
      end: endStroke,
      clear,
      speak,
      describe: () => describe(shown),
    },
  );
  const history = new History(HISTORY_LENGTH);
  const tell = makeTeller((events) => {
    props.value = snapshot();
    for (const event of events) trigger(event);
    if (settings.leads) showDigit(snapshot(), events);
    if (events.includes("release")) settle();
  });
  const settle = atRest(() => trigger("settled"), SETTLES_AFTER);

  let shown = withoutTick(given());
  /** @type {Pair[] | null} */
  let stroke = null; // the points of the stroke being drawn
  let penUp = () => {};
  /** @type {number | null} */
  let pointer = null; // the id of the mouse, finger or pen that draws it

  element.dataset.drawpad = ""; // how pads on one page know each other
  listenToPointer();
  listenToButtons();
  const input = find(".file", HTMLInputElement);
  listenForFiles({ element, stage, button: find(".upload"), input }, takeFile);
  watch("value", () => receive(given()));
  keepValues(() => ({ [id]: snapshot() }));
  watch("message_number", answerWithMessage);
  new ResizeObserver(fitPaper).observe(stage);
  centred.addEventListener("change", () => tell.now("input", "release"));
  rest();
  if (settings.leads) showDigit(snapshot(), []);
  say(props.message);
  openGallery();

  // ------------------------------------------------------------------------------------ values

  // No value at all is an empty drawing.
  function given() {
    return plain(props.value) ?? { strokes: [] };
  }

  // A copy of what is shown, for Gradio.
  function snapshot() {
    const copy = shown.strokes ? { strokes: shown.strokes.map((points) => points.slice()) } : shown;
    return light(centred.checked ? copy : { ...copy, centred: false });
  }

  // What the pad shows of a value; the tick says the rest.
  /** @returns {any} */
  function withoutTick({ centred: isCentred, ...rest }) {
    if (isCentred !== undefined) centred.checked = isCentred;
    return rest;
  }

  // An action of the person that is done at once: clear, undo, a pick.
  function act(next) {
    shown = next;
    rest();
    speak(describe(shown));
    tell.now("input", "release");
  }

  // A value from Python. Nothing is sent back: the events belong to the person.
  function receive(value) {
    if (stroke) {
      props.value = snapshot(); // the hand on the pad wins
    } else if (!value.file && JSON.stringify(value) !== JSON.stringify(snapshot())) {
      say("");
      history.push(shown);
      shown = withoutTick(value);
      rest();
      if (settings.leads) showDigit(snapshot(), ["input", "release"]);
    }
  }

  function answerWithMessage() {
    if (props.value?.file) props.value = snapshot(); // or each later event would carry the file
    say(props.message);
  }

  // ----------------------------------------------------------------------------------- drawing

  function beginStroke(point) {
    say("");
    const earlier = shown.strokes ?? [];
    const isFull = earlier.length >= settings.maxStrokes || !hasRoom(earlier);
    if (isFull) return say("The pad is full. Clear it to draw more.");
    history.push(shown);
    stroke = [point];
    penUp = penDown();
    const wasDrawing = Boolean(shown.strokes);
    shown = { strokes: [...earlier, stroke] };
    toggleHint();
    if (!wasDrawing) repaint();
    ink.paintSegment(stroke, 0);
    tell.soon();
  }

  function extendStroke(point) {
    if (!stroke) return;
    const [x, y] = stroke[stroke.length - 1];
    if (Math.hypot(point[0] - x, point[1] - y) < MIN_STEP) return;
    if (!hasRoom(shown.strokes)) return;
    stroke.push(point);
    ink.paintSegment(stroke, stroke.length - 1);
    tell.soon();
  }

  function endStroke() {
    if (!stroke) return;
    const last = stroke.at(-1);
    ink.paintTail(stroke);
    stroke = pointer = null;
    penUp();
    tell.lifted();
    nameThings();
    pen.rest(last);
  }

  // For one more point: Python would refuse a larger drawing.
  function hasRoom(strokes) {
    return strokes.reduce((sum, { length }) => sum + length, 0) < settings.maxPoints;
  }

  function undo() {
    endStroke();
    if (!history.isEmpty) act(history.pop());
    else if (shown.strokes?.length) act({ strokes: shown.strokes.slice(0, -1) });
  }

  function clear() {
    endStroke();
    if (isEmpty(shown)) return say("");
    history.push(shown);
    pen.reset();
    act({ strokes: [] });
  }

  // ------------------------------------------------------------------------- gallery and files

  async function openGallery() {
    const hide = () => {
      find(".strip").hidden = find(".another").hidden = true;
    };
    if (!strip) return hide();
    try {
      // It is twice as large as all that the first picture takes.
      if (sheet instanceof Map && sheet.size) await firstPaint;
      sheet = await loadSheet(settings.sprite);
      strip.show(sheet);
      repaint();
    } catch {
      hide();
      say("The gallery could not be loaded. Drawing works all the same.");
    }
  }

  function pick(index) {
    endStroke();
    say("");
    history.push(shown);
    act({ gallery: index });
  }

  async function takeFile(file) {
    const small = await smallEnough(file, settings.maxFileBytes);
    if (!small) return say(tooLarge(file, settings.maxFileBytes));
    const data = await readBase64(small);
    if (!data) return say("This file is empty or could not be read. Please take another.");
    endStroke();
    say("Reading the picture …");
    props.value = { file: data };
    trigger("upload");
  }

  // ---------------------------------------------------------------------------------- painting

  function fitPaper() {
    const side = Math.round(stage.clientWidth * devicePixelRatio);
    // 0 in a tab that is not open; and a canvas is born 300 wide, but not 300 high.
    if (!side || (side === paper.width && side === paper.height)) return;
    paper.width = paper.height = side;
    repaint();
  }

  function repaint() {
    ink.repaint(shown, sheet);
  }

  // ------------------------------------------------------------------------------------- words

  // Everything that follows from `shown`, once an action is over.
  function rest() {
    repaint();
    nameThings();
    pen.goTo(pen.at);
  }

  function nameThings() {
    paper.setAttribute("aria-label", `Your digit: ${describe(shown)}`);
    const canUndo = !history.isEmpty || shown.strokes?.length;
    undoButton.setAttribute("aria-disabled", String(!canUndo));
    toggleHint();
    strip?.mark(shown.gallery ?? null);
  }

  function toggleHint() {
    stage.classList.toggle("empty", isEmpty(shown));
  }

  function say(sentence) {
    find(".message").textContent = sentence ?? "";
  }

  // For those who hear the page: what an action did.
  function speak(sentence) {
    find(".spoken").textContent = sentence;
  }

  // ---------------------------------------------------------------------------------- the hand

  function listenToPointer() {
    let box = paper.getBoundingClientRect();
    // Once a stroke: while answers are painted each time costs a layout.
    const measure = () => {
      box = paper.getBoundingClientRect();
    };
    const pointOf = (event) => placeIn(box, event).map(onGrid);
    addEventListener("scroll", () => stroke && measure(), { capture: true, passive: true });
    paper.addEventListener("pointerdown", (event) => {
      if (pointer !== null || event.button !== 0) return;
      endStroke(); // one that the keyboard began
      measure();
      beginStroke(pointOf(event));
      if (!stroke) return;
      pointer = event.pointerId;
      paper.setPointerCapture(event.pointerId);
    });
    paper.addEventListener("pointermove", (event) => {
      if (!stroke || event.pointerId !== pointer) return;
      const events = event.getCoalescedEvents?.() ?? [];
      for (const each of events.length ? events : [event]) extendStroke(pointOf(each));
    });
    for (const name of /** @type {const} */ ([
      "pointerup",
      "pointercancel",
      "lostpointercapture",
    ])) {
      paper.addEventListener(name, (event) => event.pointerId === pointer && endStroke());
    }
  }

  function listenToButtons() {
    undoButton.addEventListener("click", undo);
    find(".clear").addEventListener("click", clear);
    find(".another").addEventListener("click", () => pick(another(shown.gallery)));
    element.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
      event.preventDefault();
      undo();
    });
  }
}

const isEmpty = ({ strokes }) => strokes?.length === 0;

function describe({ picture, strokes, gallery }) {
  if (picture) return "an uploaded picture";
  if (!strokes) return `a ${classOf(gallery)}, number ${numberInClass(gallery)} of the gallery`;
  const count = strokes.length;
  return count ? `a drawing, ${count} stroke${count > 1 ? "s" : ""}` : "empty";
}
