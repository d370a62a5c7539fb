"""The address that says how the page stands, and the one digit that all tabs are about."""

import io
from urllib.parse import urlparse

import numpy as np
import pytest
from PIL import Image

from aedemo.ui.links import named
from tests.ui.marks import after, draw, open_tab, painted, picture, quiet

WALL = "canvas.decoded, .wall .tile:not([hidden]) canvas"
SEVEN = [(0.3, 0.2), (0.7, 0.2), (0.4, 0.8)]


def fragment(page) -> str:
    return urlparse(page.url).fragment


@pytest.fixture
def ready(open_page):
    """A page whose first wall is painted."""

    def open_it(query="", **options):
        page = open_page(query, **options)
        page.wait_for_function("document.querySelector('.wall[data-painted]')")
        quiet(page)
        return page

    return open_it


@pytest.fixture
def shared(share_page):
    """The same page for tests that leave it on its first tab."""

    def stands(page):
        page.wait_for_function("document.querySelector('.wall[data-painted]')")
        quiet(page)

    return share_page("", stands)


def draw_seven(page):
    page.get_by_role("button", name="Clear").first.click()
    quiet(page)
    after(page, WALL, lambda: draw(page, SEVEN))
    quiet(page)


def test_every_control_has_a_name_of_its_own(app):
    names = named(app.page)
    numbers = [*names["values"].values(), *names["parts"].values(), *names["digits"], names["pad"]]
    assert len(numbers) == len(set(numbers))
    assert {"restore.level", "restore.seed", "latents.model", "restore.wall"} <= {
        *names["values"],
        *names["parts"],
    }


def test_a_drawing_and_all_that_was_changed_are_in_the_address(shared, open_page):
    page = shared
    assert fragment(page) == ""
    draw_seven(page)
    after(page, WALL, lambda: page.get_by_label("Seed").fill("11"))
    quiet(page)
    page.wait_for_function("location.hash.includes('restore.seed=11')")
    assert fragment(page).startswith("digit=s")
    other = open_page(query=f"#{fragment(page)}")
    other.wait_for_function("document.querySelector('.wall[data-painted]')")
    other.wait_for_selector("[data-reopened]", state="attached")
    quiet(other)
    assert other.get_by_label("Seed").input_value() == "11"
    assert picture(other, WALL) == picture(page, WALL)
    assert fragment(other) == fragment(page)


def test_an_uploaded_picture_and_its_tick_are_in_the_address(shared, open_page):
    page = shared
    ink = np.zeros((40, 40), np.uint8)
    ink[4:30, 6:10] = 255
    file = io.BytesIO()
    Image.fromarray(ink).save(file, "PNG")
    chosen = {"name": "one.png", "mimeType": "image/png", "buffer": file.getvalue()}
    after(page, WALL, lambda: page.locator("input.file").first.set_input_files(chosen))
    centred = picture(page, WALL)
    after(page, WALL, lambda: page.get_by_label("Centre and scale").first.uncheck())
    quiet(page)
    assert picture(page, WALL) != centred
    page.wait_for_function("/digit=p[^&]*!/.test(location.hash)")
    assert len(fragment(page)) < 1500
    other = open_page(query=f"#{fragment(page)}")
    other.wait_for_selector("[data-reopened]", state="attached")
    quiet(other)
    assert picture(other, WALL) == picture(page, WALL)
    assert not other.get_by_label("Centre and scale").first.is_checked()


def test_a_damaged_link_opens_what_can_be_read_and_says_what_cannot(ready):
    damaged = "tab=nowhere&digit=s%25%25&restore.level=7&restore.kind-of-damage=rain"
    page = ready(
        f"#{damaged}&restore.wall=[1]&restore.seed=8&nothing.at-all=1&inside.field=[[~.5~,2]]"
    )
    said = page.locator(".ae-header .said").inner_text()
    for part in ("tab=nowhere", "digit", "restore.level", "restore.kind-of-damage", "nothing"):
        assert part in said
    assert page.get_by_label("Seed").input_value() == "8"
    assert page.get_by_role("tab", name="Restore").get_attribute("aria-selected") == "true"
    assert page.locator(".pin h3").count() > 0
    open_tab(page, "Inside")
    page.get_by_role("radio", name="Manifold", exact=True).check(force=True)
    page.wait_for_function(
        "location.hash.includes('part=Manifold') && !location.hash.includes('field')"
    )


def test_the_tabs_follow_the_digit_when_they_are_opened_and_not_before(ready):
    page = ready()
    page.get_by_role("tab", name="Latents").click()
    page.wait_for_function("document.querySelector('.strips [data-painted], .strips canvas')")
    quiet(page)
    first = page.locator(".figures .psnr").inner_text()
    latents = painted(page, "canvas.decoded")
    page.get_by_role("tab", name="Restore").click()
    draw_seven(page)
    assert painted(page, "canvas.decoded") == latents
    page.get_by_role("tab", name="Latents").click()
    page.wait_for_function(
        "([before]) => Number(document.querySelector('canvas.decoded').closest('[data-painted]')"
        ".dataset.painted) > before",
        arg=[latents],
    )
    quiet(page)
    assert page.locator(".figures .psnr").inner_text() != first
    assert page.locator("canvas.paper:visible").count() == 1


def test_back_and_forward_turn_the_tabs_and_lose_no_drawing(ready):
    page = ready()
    for name in ("Latents", "Molecules"):
        page.get_by_role("tab", name=name).click()
    assert not page.locator("canvas.paper").first.is_visible()  # molecules need no digit
    page.go_back()
    page.wait_for_function("document.body.dataset.tab === 'tab-latents'")
    quiet(page)
    after(page, "canvas.decoded", lambda: draw(page, SEVEN))
    drawn = picture(page, "canvas.paper")
    page.go_back()
    page.wait_for_function("document.body.dataset.tab === 'tab-restore'")
    assert picture(page, "canvas.paper") == drawn
    page.go_forward()
    page.wait_for_function("document.body.dataset.tab === 'tab-latents'")
    quiet(page)


def test_another_link_in_the_address_opens_what_it_says(shared):
    page = shared
    with page.expect_navigation():
        page.evaluate("location.hash = 'restore.seed=12'")
    page.wait_for_function("document.querySelector('.wall[data-painted]')")
    assert page.get_by_label("Seed").input_value() == "12"


def test_the_arrow_keys_move_between_the_tabs(shared):
    page = shared
    page.get_by_role("tab", name="Restore").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.body.dataset.tab === 'tab-latents'")
    assert page.evaluate("document.activeElement.textContent") == "Latents"
    page.keyboard.press("End")
    page.wait_for_function("document.body.dataset.tab === 'tab-molecules'")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.body.dataset.tab === 'tab-restore'")


def test_every_tab_can_be_seen_to_exist_on_a_phone(ready):
    page = ready(viewport={"width": 360, "height": 780})
    assert not page.get_by_role("tab", name="Map").is_visible()
    page.get_by_role("button", name="Tabs").click()
    for tab in page.get_by_role("tab").all():
        box = tab.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 360 and box["height"] >= 44
    page.keyboard.press("Escape")
    assert not page.get_by_role("tab", name="Map").is_visible()
    page.get_by_role("button", name="Tabs").click()
    page.get_by_role("tab", name="Map").click()
    page.wait_for_function("document.body.dataset.tab === 'tab-map'")
    assert not page.get_by_role("tab", name="Map").is_visible()
