"""What axe-core finds on every tab: nothing, wide and narrow, light and dark."""

from importlib.resources import files

import pytest

from aedemo.ui.page import TABS
from tests.ui.marks import quiet

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_RUN = "([within, only]) => axe.run(within, { resultTypes: ['violations'], ...only })"
# Of the colours, and the rest: the dark differs by the first only, a phone by the second.
_CONTRAST = {"runOnly": ["color-contrast"]}
_BUT_CONTRAST = {"rules": {"color-contrast": {"enabled": False}}}


@pytest.mark.parametrize("width", [1280, 360], ids=["wide", "phone"])
def test_axe_finds_nothing_on_any_tab(open_page, width):
    page = open_page(viewport={"width": width, "height": 800})
    page.wait_for_selector(".ae-menu", state="attached")
    page.evaluate(AXE)
    rules = {} if width == 1280 else _BUT_CONTRAST
    found = violations(page, "body", rules)
    for tab in TABS:
        found += on_tab(page, tab, rules)
    if width == 1280:
        page.get_by_role("switch", name="Dark").click()
        found += violations(page, "header", _CONTRAST)
        for tab in TABS:
            found += on_tab(page, tab, _CONTRAST)
    assert not found


def on_tab(page, tab, only):
    name = tab.TITLE.lower()
    page.locator(f"#tab-{name}-title").evaluate("(tab) => tab.click()")
    page.locator(f"#tab-{name} .ae-lead").first.wait_for()
    quiet(page)
    return violations(page, f"#tab-{name}", only)


def violations(page, within, only):
    found = page.evaluate(_RUN, [within, only])["violations"]
    return [(within, each["id"], each["nodes"][0]["html"]) for each in found]
