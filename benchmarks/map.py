"""How fast the Map tab answers, in headless Chromium: python -m benchmarks.map

Starts app.py, opens the tab and moves on it as a person would, and writes benchmarks/map.json:

- open: milliseconds from the click on the tab to the map's first paint (every digit a dot) and to
  the digits themselves, on a page whose first tab has been looked at; the median of five pages;
- bytes: fetched for the first map (the sprite sheet, the places and the scripts), and for each
  further model;
- drawing: positions of the visitor's digit a second while it is drawn;
- hovering and panning: frames a second, the longest wait between two, and repaints of the map;
- plane: the same as hovering, over a model of two latents, and the requests made by it;
- answer_ms: from the pointer reaching a digit to its reconstruction on the page.

The mouse itself moves some thirty times a second: repaints of the map cannot be more.
"""

import math
import statistics
import time
from collections.abc import Callable

import numpy as np
from playwright.sync_api import Browser, Page

from aedemo.library import Library
from aedemo.ui.files import FILES
from aedemo.ui.tabs.gallery_map import FIRST_MODEL
from benchmarks.bench import ROOT, URL, Server, record

VIEWPORT = {"width": 1280, "height": 900}
SECONDS = 3
PAGES = 5
ANSWERS = 40
MARGIN = 1.08  # around the map in the first view, as in map.js
LIST = "input[aria-label=Model]:visible"

# Notes when the tab was clicked and when its map was painted, and painted whole.
WATCH_OPENING = """() => {
  window.opening = {};
  document.getElementById("tab-map-button").addEventListener("click",
    () => { opening.click = performance.now(); }, true);
  new MutationObserver(() => {
    const { painted, rested } = document.querySelector(".map").closest("[data-painted]").dataset;
    if (painted) opening.painted ??= performance.now();
    if (rested) opening.rested ??= performance.now();
  }).observe(document.body, { subtree: true, attributeFilter: ["data-painted", "data-rested"] });
}"""
# Counts frames until it is told to stop, and the repaints of the map.
WATCH_FRAMES = """() => {
  const map = document.querySelector(".map").closest("[data-painted]");
  const frames = [], first = Number(map.dataset.painted);
  function frame(now) {
    frames.push(now);
    if (!window.stopped) requestAnimationFrame(frame);
  }
  window.stopped = false;
  requestAnimationFrame(frame);
  window.finish = () => {
    window.stopped = true;
    const seconds = (frames.at(-1) - frames[0]) / 1000;
    const waits = frames.slice(1).map((now, i) => now - frames[i]);
    return { frames_per_second: (frames.length - 1) / seconds, longest_frame_ms: Math.max(...waits),
      repaints_per_second: (Number(map.dataset.painted) - first) / seconds };
  };
}"""
WATCH_ANSWERS = """() => {
  const error = document.querySelector(".reading .error");
  window.answers = [];
  new MutationObserver(() => {
    if (error.textContent === "…") window.asked = performance.now();
    else answers.push(performance.now() - asked);
  }).observe(error, { childList: true });
}"""


def opening(browser: Browser) -> dict[str, float]:
    page = browser.new_page(viewport=VIEWPORT)
    page.goto(URL)
    page.wait_for_selector(".wall[data-painted]")
    page.wait_for_timeout(1500)
    page.evaluate(WATCH_OPENING)
    page.get_by_role("tab", name="Map").click()
    page.wait_for_function("window.opening.rested")
    times = page.evaluate("opening")
    page.close()
    return {each: times[each] - times["click"] for each in ("painted", "rested")}


def open_map(browser: Browser) -> tuple[Page, list[int]]:
    """The tab on a fresh page, and the sizes of all files fetched from now on."""
    page = browser.new_page(viewport=VIEWPORT)
    session, files, sizes = page.context.new_cdp_session(page), set(), []
    session.send("Network.enable")

    def answered(event: dict) -> None:
        if FILES in event["response"]["url"]:
            files.add(event["requestId"])

    def finished(event: dict) -> None:
        if event["requestId"] in files:
            sizes.append(event["encodedDataLength"])

    session.on("Network.responseReceived", answered)
    session.on("Network.loadingFinished", finished)
    page.goto(f"{URL}/?tab=map")
    page.wait_for_selector("[data-rested] .map")
    page.wait_for_timeout(2000)
    return page, sizes


def choose(page: Page, model: str) -> None:
    page.locator(LIST).first.click()
    page.get_by_role("option", name=model).first.click()
    page.wait_for_timeout(2500)  # the digits travel


def moving(page: Page, place: Callable[[float], tuple[float, float]], held: bool) -> dict:
    """Move the mouse along `place`, a function of seconds, with its button held or not."""
    page.mouse.move(*place(0))
    if held:
        page.mouse.down()
    page.evaluate(WATCH_FRAMES)
    began = time.perf_counter()
    while (now := time.perf_counter() - began) < SECONDS:
        page.mouse.move(*place(now))
        page.wait_for_timeout(5)
    result = page.evaluate("finish()")
    if held:
        page.mouse.up()
    page.wait_for_timeout(500)
    return result


def places_on_page(box: dict, model: str) -> np.ndarray:
    """Where digits of the gallery lie in the first view, (100, 2) in pixels, in any order."""
    places = Library.open(ROOT / "checkpoints").projections(model).places["umap"]
    width, height = np.ptp(places, axis=0)
    size = np.array([box["width"], box["height"]])
    scale = size[0] / (MARGIN * max(width, height * size[0] / size[1]))
    some = np.random.default_rng(0).choice(places, 100, replace=False)
    return np.array([box["x"], box["y"]]) + size / 2 + (some - 0.5) * scale


def measure(browser: Browser, _server: Server) -> dict:
    times = [opening(browser) for _ in range(PAGES)]
    page, sizes = open_map(browser)
    first = sum(sizes)
    sizes.clear()
    choose(page, "vae (")
    further = sum(sizes)
    page.reload()
    page.wait_for_selector("[data-rested] .map")
    page.wait_for_timeout(2000)
    pad, over = (page.locator(f"canvas.{name}:visible").first for name in ("paper", "over"))

    def wave(box: dict, reach: float) -> Callable[[float], tuple[float, float]]:
        def place(t: float) -> tuple[float, float]:
            x, y = 0.5 + reach * math.cos(3 * t), 0.5 + reach * math.sin(4.3 * t)
            return box["x"] + box["width"] * x, box["y"] + box["height"] * y

        return place

    digits = places_on_page(over.bounding_box(), FIRST_MODEL)

    def on_map(t: float) -> tuple[float, float]:
        """From one digit to another, each half a second."""
        step, share = divmod(2 * t, 1)
        start, end = digits[int(step)], digits[int(step) + 1]
        return tuple((start + share * (end - start)).tolist())

    moving(page, on_map, held=False)  # to warm up
    hovering = moving(page, on_map, held=False)
    over.scroll_into_view_if_needed()
    page.mouse.move(*on_map(0))
    page.mouse.wheel(0, -400)
    panning = moving(page, wave(over.bounding_box(), 0.2), held=True)
    page.get_by_role("button", name="Reset view").first.click()

    page.evaluate(WATCH_ANSWERS)
    for place in digits[:ANSWERS]:
        page.mouse.move(*place.tolist())
        page.wait_for_timeout(150)
    answers = sorted(page.evaluate("answers"))

    page.mouse.move(2, 2)
    choose(page, "2-D VAE")
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    corner = over.bounding_box() | {"width": 120, "height": 120}  # where no digit lies
    plane = moving(page, wave(corner, 0.4), held=False) | {"requests": len(requests)}
    page.reload()
    page.wait_for_selector("[data-rested] .map")
    page.wait_for_timeout(2000)
    pad.scroll_into_view_if_needed()
    drawing = moving(page, wave(pad.bounding_box(), 0.35), held=True)
    return {
        "open": {
            f"{name}_ms": statistics.median(each[name] for each in times)
            for name in ("painted", "rested")
        },
        "bytes": {"first": first, "further": further},
        "drawing": {"positions_per_second": drawing["repaints_per_second"]},
        "hovering": hovering,
        "panning": panning,
        "plane": plane,
        "answer_ms": {
            "p50": statistics.median(answers),
            "p95": answers[int(0.95 * len(answers))],
        },
    }


if __name__ == "__main__":
    record(__file__, measure, digits=1)
