// Strips of digits, one a latent. `element`, `props`, `trigger` and `watch` come from gr.HTML, the
// rest from shared.js and const settings = {module}.

const STEPS = 9;
const SLICE = 8; // ms of decoding a frame, so that a drag meanwhile stays smooth

let state = null, strips = [], name = "", run = 0;
watch("value", () => receive(plain(props.value)));

async function receive(value) {
  if (!value?.state) return;
  const { loadDecoder } = await import(fromRoot(settings.module));
  const spec = value.state.model.decoder;
  const decode = await loadDecoder({ ...spec, url: fromRoot(spec.url) });
  state = value.state;
  if (state.model.name !== name) layOut();
  markCurrent();
  paint(decode);
}

function layOut() {
  const { model } = state;
  name = model.name;
  const before = strips; // what they showed stays until it is painted over
  strips = model.order.slice(0, model.active).map((latent, i) => {
    const { low, high } = model.ranges[i], cells = [];
    const box = make("div", "strip"), label = make("p", "label", `z${latent + 1}`), row = make("div", "row");
    if (model.kl) label.append(make("span", "", `${model.kl[i].toFixed(1)} nats`));
    for (let step = 0; step < STEPS; step++) {
      const z = low + (high - low) * step / (STEPS - 1);
      cells.push(makeCell(latent, z, `z${latent + 1} = ${z.toFixed(2)}`));
    }
    cells.forEach(({ canvas }, step) => {
      const old = before[i]?.cells[step].canvas;
      if (old) canvas.getContext("2d").drawImage(old, 0, 0);
    });
    row.append(...cells.map(({ button }) => button));
    row.addEventListener("keydown", (event) => stepAlong(event, cells));
    box.append(label, row);
    return { latent, cells, box };
  });
  find(".strips").replaceChildren(...strips.map(({ box }) => box));
}

function makeCell(latent, z, words) {
  const button = make("button", ""), canvas = makeCanvas("digit", words);
  button.type = "button";
  button.setAttribute("aria-label", `${words}: go there`);
  button.append(canvas);
  button.addEventListener("click", () => {
    props.value = light({ code: codeAt(latent, z) });
    trigger("pick");
  });
  return { button, canvas, z };
}

const codeAt = (latent, z) => state.code.map((value, i) => (i === latent ? z : value));

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

function stepAlong(event, cells) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const at = cells.findIndex(({ button }) => button === document.activeElement);
  cells[Math.min(STEPS - 1, Math.max(0, at + step))].button.focus();
}

function paint(decode) {
  const mine = ++run;
  const work = strips.flatMap(({ latent, cells }) => cells.map((cell) => ({ latent, ...cell })));
  function slice() {
    if (mine !== run) return; // a later state has come
    const until = performance.now() + SLICE;
    while (work.length && performance.now() < until) {
      const { latent, z, canvas } = work.shift();
      drawGrey(canvas, decode(Float32Array.from(codeAt(latent, z))), 255);
    }
    if (work.length) return requestAnimationFrame(slice);
    element.dataset.painted = Number(element.dataset.painted ?? 0) + 1;
  }
  requestAnimationFrame(slice);
}
