// Strips of digits, one a latent.

import { loadDecoder } from "../modules/decoding.js";
import { contextOf, countPaint, finder, make, makeCanvasButton } from "../modules/dom.js";
import { ARROWS, listenToKeys } from "../modules/hand.js";
import { watchNear } from "../modules/near.js";
import { clamp } from "../modules/numbers.js";
import { drawGrey } from "../modules/pixels.js";
import { makeSlicer } from "../modules/slices.js";
import { follow, light } from "../modules/values.js";

const STEPS = 9;

/** @param {Host} host */
export function mount(host) {
  const { element, trigger, props } = host;
  const box = finder(element)(".strips");
  const paintSliced = makeSlicer(() => countPaint(element));
  /** @type {State} */
  let state;
  /** @type {{latent: number, cells: any[], box: HTMLElement}[]} */
  let strips = [];
  let name = "";
  /** @type {Decode | null} */
  let decode = null; // while they are not painted as they shall be
  const isNear = watchNear(box, paint);
  follow(host, receive);

  async function receive(value) {
    if (!value.state) return;
    decode = await loadDecoder(value.state.model.decoder);
    state = value.state;
    if (state.model.name !== name) layOut();
    markCurrent();
    countPaint(element, "followed");
    if (isNear()) paint();
  }

  function paint() {
    const due = decode;
    if (!due) return;
    decode = null;
    const cells = strips.flatMap(({ latent, cells }) => cells.map((cell) => ({ latent, ...cell })));
    paintSliced(cells, ({ latent, z, canvas }) =>
      drawGrey(canvas, due(Float32Array.from(codeAt(latent, z))), 255),
    );
  }

  const codeAt = (latent, z) => state.code.map((value, i) => (i === latent ? z : value));

  function layOut() {
    const { model } = state;
    name = model.name;
    const before = strips;
    strips = model.order.slice(0, model.active).map((latent, i) => {
      const cells = makeCells(latent, model.ranges[i]);
      copyPictures(before[i]?.cells ?? [], cells);
      return { latent, cells, box: makeStrip(latent, model.kl?.[i], cells) };
    });
    box.replaceChildren(...strips.map((strip) => strip.box));
  }

  function makeCells(latent, { low, high }) {
    return Array.from({ length: STEPS }, (_, step) => {
      const z = low + ((high - low) * step) / (STEPS - 1);
      const words = `z${latent + 1} = ${z.toFixed(2)}`;
      const cell = makeCanvasButton(words, () => {
        props.value = light({ code: codeAt(latent, z) });
        trigger("pick");
      });
      cell.button.setAttribute("aria-label", `${words}: go there`);
      return { ...cell, z };
    });
  }

  // The cell nearest to the current code; the one of each strip that the Tab key finds.
  function markCurrent() {
    for (const { latent, cells } of strips) {
      const distance = ({ z }) => Math.abs(z - state.code[latent]);
      const nearest = cells.reduce((a, b) => (distance(b) < distance(a) ? b : a));
      for (const cell of cells) {
        cell.button.toggleAttribute("aria-current", cell === nearest);
        cell.button.tabIndex = cell === nearest ? 0 : -1;
      }
    }
  }
}

// What stood there stays until it is painted over.
function copyPictures(from, to) {
  from.forEach(({ canvas }, step) => contextOf(to[step].canvas).drawImage(canvas, 0, 0));
}

function makeStrip(latent, nats, cells) {
  const box = make("div", "strip");
  const label = make("p", "label", `z${latent + 1}`);
  const row = make("div", "row");
  if (nats !== undefined) label.append(make("span", "", `${nats.toFixed(1)} nats`));
  row.append(...cells.map(({ button }) => button));
  listenToKeys(row, ({ key }) => stepAlong(ARROWS[key]?.[0], cells));
  box.append(label, row);
  return box;
}

function stepAlong(step, cells) {
  if (!step) return false;
  const at = cells.findIndex(({ button }) => button === document.activeElement);
  cells[clamp(at + step, 0, STEPS - 1)].button.focus();
  return true;
}
