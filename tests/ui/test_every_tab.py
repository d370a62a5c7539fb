"""Every tab and every part of one, at all widths, light and dark: nothing runs over or is tiny, and
axe-core finds nothing.
"""

from collections.abc import Iterator
from importlib.resources import files

import pytest

from aedemo.ui.page import TABS
from tests.ui.marks import overflow, quiet, two_frames

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
HEIGHT = 800
_RUN = "([within, only]) => axe.run(within, { resultTypes: ['violations'], ...only })"
# Of the colours, and the rest: the dark differs by the first only, a phone by the second.
_CONTRAST = {"runOnly": ["color-contrast"]}
_BUT_CONTRAST = {"rules": {"color-contrast": {"enabled": False}}}
_UNFOLD = "() => document.querySelectorAll('.tabitem details').forEach((each) => each.open = true)"
_WIDER = """(boxes) => boxes.filter((box) => box.scrollWidth > box.clientWidth)
  .map((box) => box.querySelector("h2, h3")?.textContent ?? box.className)"""


@pytest.fixture
def open_at(open_page):
    def open_it(width):
        page = open_page(viewport={"width": width, "height": HEIGHT})
        page.wait_for_selector(".ae-menu", state="attached")
        page.evaluate(AXE)
        return page

    return open_it


def test_nothing_is_amiss_at_a_desk(open_at):
    """The colours of each tab's first part only: they take axe longest, and parts share them."""
    page = open_at(1280)
    dark = page.get_by_role("switch", name="Dark")
    found = violations(page, "body")
    for place, within in stops(page):
        for width in (1000, 861, 1280):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            found += runs_over(page, place, width)
        if place.endswith("1"):
            found += violations(page, within)
            dark.click()
            found += violations(page, within, _CONTRAST)
            dark.click()
    dark.click()
    found += violations(page, "header", _CONTRAST)
    assert not found


def test_nothing_is_amiss_on_a_phone(open_at):
    page = open_at(360)
    found = violations(page, "body", _BUT_CONTRAST)
    for place, within in stops(page):
        found += runs_over(page, place, 360)
        found += violations(page, within, _BUT_CONTRAST)
    assert not found


def stops(page) -> Iterator[tuple[str, str]]:
    """Opens each tab and each part of it in turn: what is open, and the selector of the tab."""
    for tab in TABS:
        within = f"#tab-{tab.TITLE.lower()}"
        page.locator(f"{within}-title").evaluate("(tab) => tab.click()")  # a phone hides them
        page.wait_for_selector(f"{within} [data-stands]", state="attached")
        parts = page.locator(f"{within} .ae-parts input")
        for part in range(max(1, parts.count())):
            if parts.count():
                parts.nth(part).check(force=True)
            quiet(page)
            page.evaluate(_UNFOLD)
            yield f"{tab.TITLE} {part + 1}", within


def runs_over(page, place, width):
    """What is wider than the page, than its card or than what it scrolls in; what is tiny."""
    two_frames(page)
    boxes = page.locator(".tabitem :is(.ae-card, .scroller) >> visible=true")
    found = [(place, width, what) for what in boxes.evaluate_all(_WIDER)]
    return found + [(place, width, over) for over in [overflow(page)] if over != (0, 0)]


def violations(page, within, only=None):
    found = page.evaluate(_RUN, [within, only or {}])["violations"]
    return [(within, each["id"], each["nodes"][0]["html"]) for each in found]
