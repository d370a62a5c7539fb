"""How fast the browser decodes, in headless Chromium: python -m benchmarks.latents

Starts app.py, opens the Latents tab, and writes benchmarks/latents.json:

- drag: with a slider moved at every frame for three seconds, the repaints of the digit a second,
  the milliseconds from an input event to its painted canvas, and the requests made meanwhile;
- decode_ms: the median of a hundred decodes of random codes, for every model;
- ready_s: from opening the page to the first decoded digit.
"""

import json
import os
import time
from dataclasses import asdict
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from aedemo.checkpoints import Library, checkpoint_path
from aedemo.portable import portable_decoder
from aedemo.ui.components.script import MODULES, address
from benchmarks.latency import FLAGS, PORT, ROOT, start

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


def measure(page: Page, library: Library) -> dict:
    began = time.perf_counter()
    page.goto(f"http://127.0.0.1:{PORT}/?tab=latents")
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
    for name in library.names(has_code=True):
        path = checkpoint_path(library.folder, name)
        spec = asdict(portable_decoder(library[name], path)) | {"url": address(path)}
        size = len(library.record(name).latents["mean"])
        module = address(MODULES / "decoding.js")
        decode[name] = page.evaluate(DECODE, {"module": module, "spec": spec, "size": size})
    return {"ready_s": ready, "drag": drag, "decode_ms": decode}


def rounded(value: object) -> object:
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    return round(value, 2) if isinstance(value, float) else value


def main() -> None:
    load = os.getloadavg()[1]
    server, _ = start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
            )
            page = browser.new_page(viewport={"width": 1280, "height": 1400})
            result = measure(page, Library.open(ROOT / "checkpoints"))
            browser.close()
    finally:
        server.terminate()
        server.wait()
    result |= {"cores": os.cpu_count(), "load_before": load}
    text = json.dumps(rounded(result), indent=2)
    print(text)
    Path(__file__).with_suffix(".json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
