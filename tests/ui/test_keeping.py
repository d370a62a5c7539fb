"""What a visitor made outlives a reload of the page, and a restart of the server."""

import re

import pytest

from tests.ui.marks import two_frames, until

FIRST = "Your digit: a 3, number 10 of the gallery"
STROKE = [(0.3, 0.2), (0.7, 0.2), (0.45, 0.8)]
# Of the tab in view: the pixels of every canvas but of those that are drawn at random or take their
# time, and where every control stands. A pad says what is on it: what a hand draws piece by piece is
# softer at its edges.
_PICTURE = """() => {
  const seen = (selector) => [...document.querySelectorAll(selector)].filter((each) =>
    each.checkVisibility() && !each.closest("[data-drawpad] .strip, .row:has(.mean), .lattice"));
  return [
    seen("canvas").map((each) => each.matches(".paper") ? each.ariaLabel : each.toDataURL()),
    seen("input:not([type=file]), textarea").map((each) => each.checked || each.value),
  ]; }"""


def wait_until_quiet(page):
    """Until nothing is asked for any more, and what was answered is painted."""

    def is_quiet():
        page.wait_for_timeout(400)
        return not page.unanswered

    until(page, is_quiet, "the last answer")
    two_frames(page)


def draw(page):
    box = page.locator("canvas.paper:visible").first.bounding_box()
    points = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in STROKE]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=8)
    page.mouse.up()


def drawing(page):
    return page.locator("canvas.paper:visible").first.get_attribute("aria-label")


def choose(page, name, option):
    page.get_by_role("combobox", name=name).locator("visible=true").first.click()
    page.get_by_role("option", name=option).click()


def press(page, name, key, times=1):
    slider = page.get_by_role("slider", name=re.compile(name)).locator("visible=true").first
    for _ in range(times):
        slider.press(key)


def change_restore(page):
    page.get_by_role("button", name="Clear").click()
    draw(page)
    choose(page, "Kind of damage", "Gaussian noise")
    press(page, "Level", "ArrowRight", 3)
    press(page, "Passes", "ArrowRight")
    page.get_by_role("button", name="Another draw").click()
    page.locator(".tile[data-name=simple]").click()
    page.get_by_role("button", name="Error", exact=True).click()


def change_latents(page):
    page.get_by_role("button", name="A 7 from the gallery").locator("visible=true").click()
    choose(page, "Model", re.compile("^β-VAE"))
    wait_until_quiet(page)
    press(page, "nats", "ArrowRight", 30)


def change_interpolate(page):
    draw(page)
    page.get_by_role("radio", name="Zoom").check()  # it resets the amount
    wait_until_quiet(page)
    press(page, "Zoom", "ArrowRight", 4)


def change_molecules(page):
    page.get_by_role("button", name="Spoil it otherwise").click()
    box = page.get_by_label("Or its SMILES")
    box.fill("c1ccncc1")
    box.press("Enter")


@pytest.mark.parametrize(
    ("tab", "change"),
    [
        ("restore", change_restore),
        ("latents", change_latents),
        ("interpolate", change_interpolate),
        ("molecules", change_molecules),
    ],
)
def test_a_reloaded_page_is_as_it_was_left(open_page, tab, change):
    page = open_page(f"tab={tab}")
    page.locator(f"#tab-{tab} [data-mounted]").first.wait_for(state="attached")
    wait_until_quiet(page)
    fresh = page.evaluate(_PICTURE)
    change(page)
    wait_until_quiet(page)
    left = page.evaluate(_PICTURE)
    assert left != fresh
    page.reload()
    page.locator(f"#tab-{tab} [data-reopened]").wait_for(state="attached")
    wait_until_quiet(page)
    assert page.evaluate(_PICTURE) == left


def test_an_address_opened_anew_is_fresh_and_names_its_tab(open_page):
    page = open_page()
    page.locator("[data-drawpad]").wait_for()
    draw(page)
    page.reload()
    page.get_by_label("Your digit: a drawing, 1 stroke").wait_for()
    page.goto(page.url.replace("?", "?tab=MAP&"))
    page.locator("#tab-map canvas.over").first.wait_for()
    page.get_by_role("tab", name="Restore").click()
    page.locator("#tab-restore").get_by_label(FIRST).wait_for()


@pytest.mark.parametrize(
    "stored",
    ["'{'", "JSON.stringify({ ...kept, page: 'another' })"],
)
def test_what_is_damaged_or_of_another_page_is_left_alone(open_page, stored):
    page = open_page()
    page.locator("[data-drawpad]").wait_for()
    draw(page)
    page.add_init_script(
        f"""const kept = JSON.parse(sessionStorage.getItem("aedemo"));
        sessionStorage.setItem("aedemo", {stored});"""
    )
    page.reload()
    page.get_by_label(FIRST).wait_for()
    page.wait_for_selector(".wall[data-painted]")


def test_without_storage_the_page_is_as_ever(open_page):
    page = open_page()
    page.add_init_script(
        """Object.defineProperty(window, "sessionStorage",
          { get() { throw new DOMException("forbidden", "SecurityError"); } });"""
    )
    page.reload()
    page.locator("[data-drawpad]").wait_for()
    draw(page)
    page.reload()
    page.get_by_label(FIRST).wait_for()
    page.wait_for_selector(".wall[data-painted]")


def test_the_colour_mode_stays(open_page):
    page = open_page(mode="light")
    page.get_by_role("button", name="Light or dark").click()
    page.reload()
    page.locator("[data-drawpad]").wait_for()
    assert "dark" in page.locator("body").get_attribute("class")
