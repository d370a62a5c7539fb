"""What axe-core finds on every tab: nothing, wide and narrow, light and dark."""

from importlib.resources import files

import pytest

from aedemo.ui.page import TABS
from tests.ui.marks import quiet

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_RUN = "(only) => axe.run(document, { resultTypes: ['violations'], ...only })"
_CONTRAST = {"runOnly": ["color-contrast"]}  # what can differ in the dark


@pytest.mark.parametrize(
    "width, mode, only",
    [(1280, "light", {}), (1280, "dark", _CONTRAST), (360, "light", {})],
    ids=["wide", "dark", "phone"],
)
def test_axe_finds_nothing_on_any_tab(open_page, width, mode, only):
    page = open_page(mode=mode, viewport={"width": width, "height": 800})
    page.wait_for_selector(".ae-menu", state="attached")
    page.evaluate(AXE)
    found = []
    for tab in TABS:
        page.locator(f"#tab-{tab.TITLE.lower()}-title").evaluate("(tab) => tab.click()")
        page.locator(f"#tab-{tab.TITLE.lower()} .ae-lead").first.wait_for()
        quiet(page)
        found += [
            (tab.TITLE, each["id"], each["nodes"][0]["html"])
            for each in page.evaluate(_RUN, only)["violations"]
        ]
    assert not found
