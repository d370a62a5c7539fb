// A digit and a hole.

import { penDown } from "../modules/busy.js";
import { PIXELS, SIDE } from "../modules/constants.js";
import { contextOf, countPaint, finder, isPressed, setPressed } from "../modules/dom.js";
import { History, makeTeller } from "../modules/editing.js";
import { ARROWS, listenToKeys, placeIn } from "../modules/hand.js";
import { keepValues } from "../modules/kept.js";
import { clamp } from "../modules/numbers.js";
import { base64, bytes, follow, light } from "../modules/values.js";

const SCALE = 10; // of the canvas: a pixel is a square of as many
const HISTORY_LENGTH = 50;
const MISSING = "#c2571a";

/** @param {Host} host */
export function mount(host) {
  const { element, trigger, props, id } = host;
  const find = finder(element);
  const paper = find(".paper", HTMLCanvasElement);
  const context = contextOf(paper);
  const size = find("input", HTMLInputElement);
  const mend = find(".mend");
  paper.width = paper.height = SIDE * SCALE;

  let digit = new Uint8Array(PIXELS);
  let missing = new Uint8Array(PIXELS);
  /** @type {Pair | null} */
  let at = null; // where the brush is, in pixels, while it is over the digit
  let painting = false;
  const history = new History(HISTORY_LENGTH);
  let penUp = () => {};
  const tell = makeTeller((events) => {
    props.value = light({ missing: base64(missing) });
    for (const event of events) trigger(event);
  });

  follow(host, (value) => {
    if (value.digit) digit = bytes(value.digit);
    if (!painting) missing = bytes(value.missing);
    paint();
  });
  keepValues(() => ({ [id]: { digit: base64(digit), missing: base64(missing) } }));
  listenToPointer();
  listenToKeys(paper, press);
  listenToButtons();

  // ---------------------------------------------------------------------------------- painting

  function paint() {
    for (let i = 0; i < PIXELS; i++) {
      const grey = digit[i];
      context.fillStyle = missing[i] ? MISSING : `rgb(${grey},${grey},${grey})`;
      context.fillRect((i % SIDE) * SCALE, Math.floor(i / SIDE) * SCALE, SCALE, SCALE);
    }
    if (at) {
      const [left, top, side] = box(at);
      context.lineWidth = 2;
      context.strokeStyle = "#fff";
      context.strokeRect(left * SCALE, top * SCALE, side * SCALE, side * SCALE);
    }
    countPaint(element);
  }

  // The brush's square: left, top and side in whole pixels.
  function box([x, y]) {
    const side = Number(size.value);
    return [Math.round(x - side / 2), Math.round(y - side / 2), side];
  }

  // --------------------------------------------------------------------------------- the brush

  function dab(place) {
    const [left, top, side] = box(place);
    const value = isPressed(mend) ? 0 : 1;
    for (let y = Math.max(0, top); y < Math.min(SIDE, top + side); y++) {
      for (let x = Math.max(0, left); x < Math.min(SIDE, left + side); x++) {
        missing[y * SIDE + x] = value;
      }
    }
  }

  // A fast hand leaves out pixels between two events: the brush goes through all of them.
  function strokeTo(place) {
    const [x, y] = at ?? place;
    const [dx, dy] = [place[0] - x, place[1] - y];
    const steps = Math.ceil(Math.hypot(dx, dy)) || 1;
    for (let step = 1; step <= steps; step++)
      dab([x + (dx * step) / steps, y + (dy * step) / steps]);
    at = place;
  }

  const remember = () => history.push(missing.slice());

  function become(next) {
    missing = next;
    paint();
    tell.now("input", "release");
  }

  // ---------------------------------------------------------------------- mouse, finger, keys

  /** @returns {Pair} */
  function placeOf(event) {
    const [x, y] = placeIn(paper.getBoundingClientRect(), event);
    return [x * SIDE, y * SIDE];
  }

  function leave() {
    at = null;
    paint();
  }

  function listenToPointer() {
    paper.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      paper.setPointerCapture(event.pointerId);
      remember();
      painting = true;
      penUp = penDown();
      at = null;
      strokeTo(placeOf(event));
      paint();
      tell.now("input");
    });
    paper.addEventListener("pointermove", (event) => {
      if (painting) {
        strokeTo(placeOf(event));
        tell.soon();
      } else {
        at = placeOf(event);
      }
      paint();
    });
    for (const end of ["pointerup", "pointercancel"]) {
      paper.addEventListener(end, () => {
        if (!painting) return;
        painting = false;
        penUp();
        tell.lifted();
      });
    }
    paper.addEventListener("pointerleave", () => painting || leave());
    paper.addEventListener("blur", leave);
  }

  function press({ key }) {
    const move = ARROWS[key];
    if (!move && key !== " ") return false;
    const [x, y] = at ?? [SIDE / 2, SIDE / 2];
    at = [x, y];
    if (move) {
      at = [clamp(x + move[0], 0, SIDE), clamp(y + move[1], 0, SIDE)];
    } else {
      remember();
      dab(at);
      tell.now("input", "release");
    }
    paint();
    return true;
  }

  function listenToButtons() {
    size.addEventListener("input", () => {
      find("output").textContent = size.value;
    });
    mend.addEventListener("click", () => setPressed(mend, !isPressed(mend)));
    find(".undo").addEventListener("click", () => history.isEmpty || become(history.pop()));
    find(".clear").addEventListener("click", () => {
      if (!missing.some(Boolean)) return;
      remember();
      become(new Uint8Array(PIXELS));
    });
  }
}
