"""The Restore tab as a person meets it, in a browser."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError

from aedemo.methods.baselines import BASELINES
from tests.conftest import WIDE
from tests.pages import ON_WALL
from tests.ui.marks import after, draw, pad_box, quiet, two_frames, until

NARROW = {"width": 360, "height": 780}


def stands(page):
    """Wait until all of the first tab stands, so that nothing moves any more."""
    for part in ("[data-drawpad]", ".wall[data-painted]", "[data-mounted] .chart"):
        page.wait_for_selector(part, state="attached")


@pytest.fixture
def page(share_page):
    """The tab, wide, on whatever digit: a test that changes more sets it back."""
    page = share_page("", stands)
    until(page, lambda: not page.unanswered, "the last answer")
    two_frames(page)
    return page


@pytest.fixture
def open_restore(open_page):
    """Open the tab afresh."""

    def open_it(viewport=WIDE, **options):
        page = open_page(viewport=viewport, **options)
        stands(page)
        return page

    return open_it


def wall_after(page, act):
    """Do something and wait until the wall has been painted since."""
    after(page, ".wall", act)


def figures(page):
    return page.locator(".wall .psnr").all_inner_texts()


def pictures(page):
    return page.locator(".wall .tile canvas").evaluate_all("all => all.map(c => c.toDataURL())")


SEVEN = [(0.3, 0.2), (0.7, 0.2), (0.45, 0.8)]


def test_the_first_picture_is_there_before_anyone_clicks(page):
    tiles = page.locator(".wall .tile")
    assert tiles.count() == len(ON_WALL) + len(BASELINES) + 1  # and the digit as it is
    assert all(re.fullmatch(r"-?\d+\.\d dB", text) for text in figures(page))
    painted = page.evaluate(
        """() => [...document.querySelectorAll('.wall .tile canvas')].filter(canvas => {
          const data = canvas.getContext('2d').getImageData(0, 0, 28, 28).data;
          return data.some((value, i) => i % 4 !== 3 && value > 0) && data[3] === 255;
        }).length"""
    )
    assert painted > len(ON_WALL) - 2  # an untrained linear network may answer all black
    assert page.locator(".answers .pin").count() == 4  # what they see, and three
    page.locator(".chart").scroll_into_view_if_needed()
    page.wait_for_selector(".js-plotly-plot .scatterlayer .trace")


def test_every_canvas_has_a_name_and_every_tile_says_what_it_is(page):
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('canvas')].filter(canvas => canvas.checkVisibility()
          && !canvas.getAttribute('aria-label') && !canvas.getAttribute('aria-labelledby')
          && !canvas.closest('[aria-hidden=true], button[aria-label]')).length"""
    )
    assert nameless == 0
    names = page.locator(".wall .tile").evaluate_all("all => all.map(tile => tile.ariaLabel)")
    assert len(set(names)) == len(names)
    assert any(re.match(r"Variational conv VAE -?\d+\.\d dB", name) for name in names)
    assert sum("best" in name for name in names) == 3
    given = page.locator(".tile[data-name=as-it-is] .psnr").inner_text()
    worse = [name for name in names if "worse than as it is" in name]
    dropped = [name for name in names if "trained on this damage" in name]
    psnr = {name: float(re.search(r"(-?\d+\.\d) dB", name)[1]) for name in names}
    below = sum(value < float(given.split()[0]) for value in psnr.values())
    assert 0 < below <= len(worse)  # a figure that is rounded may look equal
    assert {re.sub(r" -?\d.*", "", name) for name in dropped} == {
        "Dense over-complete",
        "Convolutional universal",
        "U-Net universal",
    }


def test_drawing_repaints_every_model(page):
    before = pictures(page)
    wall_after(page, lambda: draw(page, SEVEN))
    until(page, lambda: not page.unanswered, "the last answer")
    two_frames(page)
    changed = sum(map(str.__ne__, before, pictures(page)))
    assert changed > 0.6 * len(before)  # some untrained networks answer anything with one grey


def test_the_wall_follows_while_the_pen_is_still_down(page):
    box = pad_box(page)
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    wall_after(page, lambda: page.mouse.move(box["x"] + 160, box["y"] + 70, steps=12))
    wall_after(page, lambda: page.mouse.move(box["x"] + 120, box["y"] + 180, steps=12))
    page.mouse.up()


def test_an_emptied_pad_asks_for_a_digit_and_shows_nothing_old(page):
    quiet(page)
    before = figures(page)
    tile = page.locator(".wall .tile canvas").first
    with page.expect_response(lambda response: "/run/" in response.url):  # which is: no change
        page.get_by_role("button", name="Clear").click()
    assert page.get_by_text("Draw a digit here").is_visible()
    two_frames(page)
    assert not tile.is_visible() and page.get_by_text("Draw a digit, or pick one").is_visible()
    wall_after(page, lambda: page.get_by_role("button", name="Undo").click())
    assert tile.is_visible() and sorted(figures(page)) == sorted(before)


def test_the_level_repaints_the_wall_and_its_caption(page):
    before = figures(page)
    slider = page.get_by_role("slider", name=re.compile("Level"))
    wall_after(page, lambda: (slider.focus(), slider.press("End")))
    page.get_by_text("100 % of the pixels dropped").wait_for()
    assert figures(page) != before
    wall_after(page, lambda: slider.press("Home"))
    page.get_by_text("0 % of the pixels dropped", exact=True).wait_for()
    page.get_by_role("spinbutton", name=re.compile("Level")).fill("0.5")
    page.get_by_text("50 % of the pixels dropped", exact=True).wait_for()


def test_another_kind_hides_what_cannot_be_asked(page):
    inpainting = page.locator(".tile[data-name=telea]")
    assert inpainting.is_visible()
    page.get_by_role("combobox", name="Kind of damage").click()
    wall_after(page, lambda: page.get_by_role("option", name="Gaussian noise").click())
    page.get_by_text("sigma 0.50").wait_for()
    assert not inpainting.is_visible()
    assert page.locator(".tile[data-name=median]").is_visible()
    page.get_by_role("combobox", name="Kind of damage").click()
    page.get_by_role("option", name="Dropped pixels").click()
    inpainting.wait_for()


def test_another_draw_changes_the_damage(page):
    before, seed = figures(page), int(page.get_by_label("Seed").input_value())
    wall_after(page, lambda: page.get_by_role("button", name="Another draw").click())
    assert figures(page) != before
    assert page.get_by_label("Seed").input_value() == f"{seed + 1}"


def test_no_passes_leave_every_tile_alike(page):
    slider = page.get_by_role("slider", name=re.compile("Passes"))
    assert len(set(figures(page))) > 1
    slider.press("Home")
    alike = "new Set([...document.querySelectorAll('.wall .psnr')].map((e) => e.innerText)).size"
    page.wait_for_function(f"{alike} === 1")
    slider.press("ArrowRight")
    page.wait_for_function(f"{alike} > 1")


def test_the_best_come_first_or_the_families(page):
    # It sorts itself once the hand rests.
    page.wait_for_function(
        """() => {
          const shown = [...document.querySelectorAll('.wall .tile:not([hidden]) .psnr')];
          const values = shown.map((each) => parseFloat(each.innerText));
          return values.every((value, i) => !i || value <= values[i - 1]); }"""
    )
    values = [float(text.split()[0]) for text in page.locator(".wall .psnr").all_inner_texts()]
    assert values == sorted(values, reverse=True)
    assert page.locator(".wall .tile .rank").first.inner_text() == "1"
    page.get_by_role("button", name="Family", exact=True).click()
    assert page.locator(".wall .group h3").first.inner_text().startswith("Dense")
    page.get_by_role("button", name="Best", exact=True).click()


def test_a_family_can_be_shown_alone(open_restore):
    page = open_restore()
    page.get_by_role("button", name="Variational", exact=True).click()
    names = page.locator(".wall .tile").evaluate_all("all => all.map(tile => tile.dataset.name)")
    assert {*names} == {"vae", "beta-vae", "conv-vae", "vae-2"}


def test_pointing_at_a_tile_shows_its_facts_and_error(page):
    detail = page.locator(".detail")
    assert "U-Net" in detail.inner_text()  # the first that is pinned
    page.locator(".tile[data-name=beta-vae]").hover()
    detail.get_by_text("784-400-20").wait_for()
    text = detail.inner_text()
    for fact in ("784-400-20", "cross-entropy + 4 KL", "20 numbers", "SSIM", "Test MSE"):
        assert fact in text
    box, wall = detail.bounding_box(), page.locator(".wall").bounding_box()
    assert box["x"] >= wall["x"] + wall["width"]  # it covers no tile


def test_with_the_keyboard_alone_a_tile_is_read_and_pinned(open_restore):
    page = open_restore()
    page.get_by_role("button", name="Family", exact=True).click()
    page.get_by_role("button", name="Without learning", exact=True).focus()
    page.keyboard.press("Tab")
    assert "784-" in page.locator(".detail").inner_text()
    name = page.evaluate("document.activeElement.dataset.name")
    page.keyboard.press("Enter")
    pins = page.locator(".answers .pin")
    assert pins.count() == 4
    assert "Dense, shallow" in pins.last.inner_text()
    assert page.locator(f".tile[data-name={name}]").get_attribute("aria-pressed") == "true"
    assert page.evaluate("document.activeElement.dataset.name") == name


def test_pins_change_the_curve_and_can_be_taken_away(open_restore):
    page = open_restore()
    page.locator(".chart:visible").scroll_into_view_if_needed()
    legend = page.locator(".js-plotly-plot .legend")
    legend.get_by_text("U-Net, universal").wait_for()
    page.locator(".tile[data-name=simple]").click()
    page.locator(".chart:visible").scroll_into_view_if_needed()
    legend.get_by_text("Dense, simple").wait_for()
    assert legend.get_by_text("U-Net, universal").count() == 0
    page.get_by_role("button", name="Unpin Dense, simple").click()
    page.locator(".chart:visible").scroll_into_view_if_needed()
    page.locator(".js-plotly-plot .legend", has_not_text="Dense, simple").wait_for()
    assert page.locator(".answers .pin").count() == 3


def test_one_pixel_is_read_in_every_pinned_picture(page):
    frame = page.locator(".answers .frame").first
    frame.scroll_into_view_if_needed()
    frame.hover(position={"x": 40, "y": 50})
    cursors = page.locator(".answers .cursor:not([hidden])")
    assert cursors.count() == 4
    assert len({cursor.get_attribute("style") for cursor in cursors.all()}) == 1
    readings = page.locator(".answers .reading").all_inner_texts()
    assert all(re.fullmatch(r"\d\.\d\d, error [+−]\d\.\d\d", text) for text in readings)


def test_a_file_that_is_no_picture_is_answered_in_words(page):
    before = figures(page)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Upload").click()
    chooser.value.set_files({"name": "x.png", "mimeType": "image/png", "buffer": b"not a picture"})
    page.locator(".message", has_text=re.compile(r"\w+.*\.")).wait_for()
    assert figures(page) == before


def test_a_finger_draws_and_pins_at_360_pixels(open_restore):
    page = open_restore(NARROW, has_touch=True)
    paper = page.locator("canvas.paper")
    paper.scroll_into_view_if_needed()
    box = paper.bounding_box()
    touch = page.context.new_cdp_session(page)

    def send(kind, *points):
        touch.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]},
        )

    def stroke():
        send("touchStart", (box["x"] + 80, box["y"] + 60))
        for step in range(10):
            send("touchMove", (box["x"] + 80 + 4 * step, box["y"] + 60 + 14 * step))
        send("touchEnd")

    wall_after(page, stroke)
    tile = page.locator(".tile[data-name=vae]")
    pinned = page.locator(".answers .pin:last-child", has_text="Variational, VAE")
    tile.scroll_into_view_if_needed()
    for _ in range(5):  # Chromium takes a tap soon after a stroke for a part of it
        if page.locator(".detail.open").count():
            page.get_by_role("button", name="Close").tap()
        tile.tap()
        with suppress(TimeoutError):
            pinned.wait_for(timeout=800)
            break
    assert pinned.count()
    page.locator(".detail", has_text="784-400-20").wait_for()
    page.get_by_role("button", name="Close").tap()
    assert not page.locator(".detail").is_visible()


def test_light_and_dark_are_one_click_apart(open_restore):
    page = open_restore(mode="dark")
    background = "() => getComputedStyle(document.querySelector('.ae-card')).backgroundColor"
    dark = page.evaluate(background)
    page.get_by_role("switch", name="Dark").click()
    assert page.evaluate(background) != dark
