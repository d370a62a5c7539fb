"""How fast the browser decodes, in headless Chromium: python -m benchmarks.latents

Starts app.py, opens the Latents tab, and writes benchmarks/latents.json:

- drag: with a slider moved at every frame for three seconds, the repaints of the digit a second,
  the milliseconds from an input event to its painted canvas, and the requests made meanwhile;
- decode_ms: the median of a hundred decodes of random codes, for every model;
- ready_s: from opening the page to the first decoded digit.
"""

import time
from dataclasses import asdict

from playwright.sync_api import Browser

from aedemo.data.digits import Digits
from aedemo.library import Library
from aedemo.library.checkpoints import checkpoint_path
from aedemo.library.portable import portable_decoder
from aedemo.ui.files import MODULES, library_address, script_address
from benchmarks.bench import ROOT, URL, Server, record

DRAGGED = "conv-vae"  # the model on which the tab opens
SECONDS = 3

# Moves the first slider at every frame, as a hand on it would, and notes each repaint.
DRAG = """async seconds => {
  const digit = document.querySelector(".decoded").closest("[data-painted]");
  const slider = document.querySelector("#latent-0 input[type=range]");
  const paints = [], waits = [];
  let moved = 0;
  const observer = new MutationObserver(() => {
    const now = performance.now();
    paints.push(now);
    if (moved) waits.push(now - moved);
    moved = 0;
  });
  observer.observe(digit, { attributes: true, attributeFilter: ["data-painted"] });
  const began = performance.now();
  let frames = 0;
  await new Promise(done => {
    function frame(now) {
      const t = (now - began) / 1000;
      if (t > seconds) return done();
      frames++;
      slider.value = 3 * Math.sin(3 * t);
      moved ||= performance.now();
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      requestAnimationFrame(frame);
    }
    requestAnimationFrame(frame);
  });
  observer.disconnect();
  waits.sort((a, b) => a - b);
  return { frames_per_second: frames / seconds, repaints_per_second: paints.length / seconds,
    event_to_paint_ms_p50: waits[Math.floor(waits.length / 2)],
    event_to_paint_ms_p95: waits[Math.floor(0.95 * waits.length)] };
}"""
DECODE = """async ({module, spec, size}) => {
  const { loadDecoder } = await import(module);
  const decode = await loadDecoder(spec), times = [];
  for (let i = 0; i < 130; i++) {
    const code = Float32Array.from({ length: size }, () => 2 * Math.random() - 1);
    const before = performance.now();
    decode(code);
    if (i >= 30) times.push(performance.now() - before);
  }
  return times.sort((a, b) => a - b)[50];
}"""


def measure(browser: Browser, _server: Server) -> dict:
    library = Library.open(ROOT / "checkpoints")
    page = browser.new_page(viewport={"width": 1280, "height": 1400})
    began = time.perf_counter()
    page.goto(f"{URL}/?tab=latents")
    page.wait_for_selector("[data-painted] .decoded")
    ready = time.perf_counter() - began
    page.wait_for_timeout(4000)
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.evaluate(DRAG, 1)  # to warm up
    page.wait_for_timeout(1500)
    requests.clear()
    drag = page.evaluate(DRAG, SECONDS) | {"requests": len(requests), "model": DRAGGED}
    decode = {}
    for name in library.names(dataset=Digits.name, has_code=True):
        path = checkpoint_path(library.folder, name)
        spec = asdict(portable_decoder(library[name], path)) | {
            "url": library_address(library, path)
        }
        size = len(library.record(name).latents["mean"])
        module = script_address(MODULES / "decoding.js")
        decode[name] = page.evaluate(DECODE, {"module": module, "spec": spec, "size": size})
    return {"ready_s": ready, "drag": drag, "decode_ms": decode}


if __name__ == "__main__":
    record(__file__, measure, digits=2)
