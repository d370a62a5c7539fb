"""How fast the Restore tab answers, in headless Chromium: python -m benchmarks.latency

Starts app.py, draws and drags as a person would, and writes benchmarks/latency.json:

- pen_up_ms: from the pen leaving the pad to the last repaint of the whole wall after it;
- stroke_repaints_per_second and level_repaints_per_second: while the hand is still moving;
- start_s: from starting app.py to its first answer; memory_mb: of the server, after all of it;
- page_s: from opening the page to the wall's first paint.
"""

import math
import statistics
import time

from playwright.sync_api import Browser, Page

from benchmarks.bench import URL, Server, record

STROKES = 40

# Notes the moment of each repaint, and of the pen's last leaving the pad.
WATCH = """() => {
  window.paints = [];
  new MutationObserver(() => paints.push(performance.now())).observe(
    document.querySelector('.wall'), { attributes: true, attributeFilter: ['data-painted'] });
  addEventListener('pointerup', () => { window.penUp = performance.now(); }, true);
}"""


def pen_up(page: Page, turn: int) -> float:
    """Draw one stroke; milliseconds from pen up to the last repaint that it caused."""
    box = page.locator("canvas.paper").bounding_box()
    angle = 2 * math.pi * turn / STROKES

    def place(t: float) -> tuple[float, float]:
        x = 0.5 + 0.3 * math.cos(angle + 4 * t)
        y = 0.5 + 0.3 * math.sin(angle + 4 * t) * (1 - 0.5 * t)
        return box["x"] + box["width"] * x, box["y"] + box["height"] * y

    page.get_by_role("button", name="Clear").click()
    page.mouse.move(*place(0))
    page.mouse.down()
    for step in range(1, 25):
        page.mouse.move(*place(step / 24))
        page.wait_for_timeout(10)
    page.mouse.up()
    page.wait_for_timeout(500)
    return page.evaluate("paints.filter(t => t > penUp).at(-1) - penUp")


def repaints_per_second(page: Page, start: tuple[float, float], move, seconds: float = 2) -> float:
    """Hold the mouse button and move; repaints of the wall a second."""
    page.mouse.move(*start)
    page.mouse.down()
    page.evaluate("() => { paints.length = 0; }")
    began = time.perf_counter()
    while (now := time.perf_counter() - began) < seconds:
        page.mouse.move(*move(now / seconds))
        page.wait_for_timeout(10)
    count = page.evaluate("paints.length")
    page.mouse.up()
    page.wait_for_timeout(500)
    return count / now


def measure(browser: Browser, server: Server) -> dict[str, float]:
    page = browser.new_page(viewport={"width": 1280, "height": 1400})
    page.goto(URL)
    began = time.perf_counter()
    page.wait_for_selector(".wall[data-painted]")
    opened = time.perf_counter() - began
    page.wait_for_timeout(1500)
    page.evaluate(WATCH)
    for turn in range(3):  # to warm up
        pen_up(page, turn)
    times = sorted(pen_up(page, turn) for turn in range(STROKES))
    pad = page.locator("canvas.paper").bounding_box()
    slider = page.locator("input[type=range]").first.bounding_box()

    def on_pad(t: float) -> tuple[float, float]:
        x, y = 0.5 + 0.35 * math.cos(9 * t), 0.5 + 0.35 * math.sin(7 * t)
        return pad["x"] + pad["width"] * x, pad["y"] + pad["height"] * y

    def on_slider(t: float) -> tuple[float, float]:
        x = 0.5 - 0.45 * math.cos(6 * t)
        return slider["x"] + slider["width"] * x, slider["y"] + slider["height"] / 2

    return {
        "page_s": opened,
        "pen_up_ms_p50": statistics.median(times),
        "pen_up_ms_p95": times[int(0.95 * len(times))],
        "stroke_repaints_per_second": repaints_per_second(page, on_pad(0), on_pad),
        "level_repaints_per_second": repaints_per_second(page, on_slider(0), on_slider),
        "start_s": server.start_s,
        "memory_mb": server.memory_mb(),
    }


if __name__ == "__main__":
    record(__file__, measure, digits=2)
