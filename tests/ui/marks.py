"""Waiting for the page itself: its components count what they have painted in data attributes.

`data-painted` counts repaints of whole components, `data-rested` those after which nothing moves,
`data-frames` the frames of a film.
"""

import time
from collections.abc import Callable

from tests.conftest import SECONDS

_COUNT = """([selector, mark]) => {
  const all = [...document.querySelectorAll(selector)];
  const shown = all.find((element) => element.checkVisibility()) ?? all[0];
  return Number(shown?.closest(`[data-${mark}]`)?.dataset[mark] ?? 0);
}"""


def painted(page, selector: str, mark: str = "painted") -> int:
    """How often the component was painted that holds the first such element to be seen."""
    return page.evaluate(_COUNT, [selector, mark])


def after(page, selector: str, act: Callable, mark: str = "painted") -> None:
    """Do something and wait until that component has been painted since."""
    before = painted(page, selector, mark)
    act()
    page.wait_for_function(
        f"([selector, mark, before]) => ({_COUNT})([selector, mark]) > before",
        arg=[selector, mark, before],
    )


def picture(page, selector: str) -> str:
    """The first such canvas, as text to compare."""
    return page.locator(selector).first.evaluate("canvas => canvas.toDataURL()")


def pixels(page, selector: str, place: int = 0) -> list[int]:
    """The 784 grey values of such a canvas of 28 x 28."""
    return (
        page.locator(selector)
        .nth(place)
        .evaluate(
            """canvas => [...canvas.getContext('2d').getImageData(0, 0, 28, 28).data]
              .filter((_, i) => i % 4 === 0)"""
        )
    )


def open_tab(page, title: str) -> None:
    """Open a tab and wait until all of it stands: only then is a control the one it seems to be."""
    page.get_by_role("tab", name=title).click()
    page.wait_for_selector(f"#tab-{title.lower()} [data-stands]", state="attached")


def pad_box(page) -> dict[str, float]:
    """Where the first pad to be seen is, once it can be reached."""
    pad = page.locator("canvas.paper:visible").first
    pad.scroll_into_view_if_needed()
    return pad.bounding_box()


def draw(page, points) -> None:
    """A stroke through points in [0, 1] of that pad."""
    box = pad_box(page)
    places = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=8)
    page.mouse.up()


def overflow(page) -> tuple[int, int]:
    """By how much the page is wider than its window, and how many texts are below 12 pixels."""
    return tuple(
        page.evaluate(
            """() => [
          Math.max(0, document.documentElement.scrollWidth - innerWidth),
          [...document.querySelectorAll('.gradio-container *')].filter(node =>
            node.checkVisibility() && [...node.childNodes].some(n => n.nodeType === 3
            && n.textContent.trim()) && parseFloat(getComputedStyle(node).fontSize) < 12).length]"""
        )
    )


def until(page, condition: Callable, what: str = "it") -> None:
    """Wait for something that is known in Python only."""
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, f"{what} did not happen"
        page.wait_for_timeout(10)


def quiet(page) -> None:
    """Until nothing is asked for any more, nor about to be, and what was answered is painted."""

    def is_quiet():
        page.wait_for_timeout(250)  # longer than a hand's next question takes to come
        return not page.unanswered

    until(page, is_quiet, "the last answer")
    two_frames(page)


def two_frames(page) -> None:
    """Until what has arrived is painted."""
    frames(page, 2)


def frames(page, count: int) -> None:
    """Until the browser has painted so often."""
    page.evaluate(
        """async (count) => {
          while (count--) await new Promise((done) => requestAnimationFrame(done)); }""",
        count,
    )


def asked(page) -> list[str]:
    """The requests to listeners so far."""
    return [url for url in page.requested if "/run/" in url or "/queue/join" in url]
