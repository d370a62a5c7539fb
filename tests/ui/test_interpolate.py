"""The Interpolate tab: its listeners, and the scrubber, the path and the sums in a browser."""

import json
import re

import gradio as gr
import numpy as np
import pytest

from aedemo.experiments import coding, interpolation
from aedemo.methods.transformations import TRANSFORMATIONS
from aedemo.ui.components.flipbook import Flipbook
from aedemo.ui.components.interpolation import Interpolation
from aedemo.ui.components.plane import Plane
from aedemo.ui.pad_values import GalleryDigit, Strokes
from aedemo.ui.tabs.interpolate import JUDGE
from tests.ui.marks import after, asked, frames, painted, pixels, quiet, two_frames, until

A, B, C = GalleryDigit(3), GalleryDigit(700), GalleryDigit(1501)


@pytest.fixture
def handlers(app):
    return app.handlers


def digit(app, source):
    return app.library.gallery.images[source.index, 0].numpy().astype(np.float32) / 255


# ------------------------------------------------------------------ the listeners


def test_four_ways_lead_from_a_to_b(app, handlers):
    shown = handlers["interpolate.between"](A, B, "bottleneck", "vae")
    a, b = digit(app, A), digit(app, B)
    assert [way.spherical for way in shown.ways] == [False, False, False, True]
    assert [way.decoder is None for way in shown.ways] == [True, False, False, False]
    np.testing.assert_array_equal(shown.ways[0].start, a.ravel())
    for way, name in zip(shown.ways[1:], ("bottleneck", "vae", "vae"), strict=True):
        assert way.decoder["url"].endswith(f"/{name}.safetensors")
        ends = coding.encode(app.library, name, np.stack([a, b]))
        np.testing.assert_allclose([way.start, way.end], ends, atol=1e-5)
    json.dumps(Interpolation().postprocess(shown))


def test_strangeness_is_a_multiple_of_a_typical_digits(app, handlers):
    shown = handlers["interpolate.between"](A, B, "bottleneck", "vae")
    digits = app.library.gallery.images[::10, 0].numpy().astype(np.float32) / 255
    real = interpolation.strangeness(app.library, JUDGE, digits)
    low, median, high = np.quantile(real, (0.1, 0.5, 0.9))
    assert shown.usual == pytest.approx((low / median, high / median), rel=1e-4)
    blend = np.stack([(1 - t) * digit(app, A) + t * digit(app, B) for t in np.linspace(0, 1, 11)])
    expected = interpolation.strangeness(app.library, JUDGE, blend.astype(np.float32)) / median
    np.testing.assert_allclose(shown.ways[0].strangeness, expected, rtol=1e-4)


def test_the_sum_is_taken_of_pixels_and_of_codes(app, handlers):
    pages = handlers["interpolate.add"](A, B, C, "bottleneck", "vae")
    a, b, c = (digit(app, source) for source in (A, B, C))
    assert pages.images.shape == (6, 1, 28, 28)
    np.testing.assert_allclose(pages.images[3, 0], np.clip(a - b + c, 0, 1), atol=1e-6)
    codes = coding.encode(app.library, "vae", np.stack([a, b, c]))
    expected = coding.decode(app.library, "vae", (codes[0] - codes[1] + codes[2])[None])[0]
    np.testing.assert_allclose(pages.images[5, 0], expected, atol=1e-5)


@pytest.mark.parametrize("kind", TRANSFORMATIONS)
def test_every_transformation_draws_a_path_that_starts_at_the_digit(app, handlers, kind):
    update, pages, marks = handlers["interpolate.choose_kind"](A, kind, "vae")
    each = TRANSFORMATIONS[kind]
    assert (update["minimum"], update["maximum"], update["value"]) == (
        each.low,
        each.high,
        each.neutral,
    )
    assert len(marks.path) == pages.images.shape[1] == 41
    page = round(pages.at * 40)
    np.testing.assert_allclose(pages.images[0, page], digit(app, A), atol=1e-4)
    code = coding.encode(app.library, "vae-2", digit(app, A)[None])[0]
    assert marks.path[page] == pytest.approx(tuple(code), abs=1e-4)
    _, _, last, _ = handlers["interpolate.show_all"](A, B, C, "bottleneck", "vae", kind, each.high)
    assert last.at == pytest.approx(1)
    json.dumps([Flipbook().postprocess(pages), Plane.postprocess(None, marks)])


def test_an_empty_pad_leaves_everything_as_it_is(handlers):
    nothing = Strokes(())
    assert handlers["interpolate.between"](A, nothing, "bottleneck", "vae") == gr.skip()
    assert handlers["interpolate.add"](A, B, nothing, "bottleneck", "vae") == gr.skip()
    values = (B, C, "bottleneck", "vae", "zoom", 1.0)
    assert handlers["interpolate.show_all"](nothing, *values) == gr.skip()
    ways, pages, *path = handlers["interpolate.show_all"](A, nothing, *values[1:])
    assert ways == pages == gr.skip() and gr.skip() not in path


def test_another_transformation_of_an_empty_pad_shows_its_own_pictures(handlers):
    _, pages, _ = handlers["interpolate.choose_kind"](Strokes(()), "zoom", "vae")
    assert "zoom" in pages.captions[0]


@pytest.mark.parametrize(
    ("kind", "amount"), [("nothing", 0), ("zoom", 99), ("zoom", float("nan")), ("zoom", None)]
)
def test_nonsense_is_answered_with_a_sentence(handlers, kind, amount):
    with pytest.raises(gr.Error) as error:
        handlers["interpolate.show_all"](A, B, C, "bottleneck", "vae", kind, amount)
    assert error.value.message.endswith(".")


# ------------------------------------------------------------------ in a browser


def stands(page):
    for part in (".ways", "canvas[aria-label='in pixels']"):
        page.wait_for_selector(f"[data-painted] {part}")


@pytest.fixture
def page(share_page):
    """The tab with the scrubber anywhere: a test that changes more sets it back."""
    page = share_page("tab=interpolate", stands)
    until(page, lambda: not page.unanswered, "the last answer")
    two_frames(page)
    return page


def frame_after(page, act):
    """Do something and wait until the large pictures have been painted since."""
    after(page, ".now", act, "frames")


def test_every_pad_is_square_whatever_its_column(page):
    sides = page.locator("canvas.paper:visible").evaluate_all(
        "all => all.map(c => [c.width, c.height])"
    )
    assert len(sides) == 3 and all(width == height for width, height in sides)


def large(page):
    return page.locator(".now canvas").evaluate_all("all => all.map(c => c.toDataURL())")


def test_the_scrubber_leafs_through_all_ways_without_a_request(page):
    quiet(page)
    requested, before = len(page.requested), large(page)
    assert len(before) == 4
    scrubber = page.get_by_role("slider", name="How far from A to B")
    frame_after(page, lambda: scrubber.press("Home"))
    assert page.locator(".at").inner_text() == "0 %"
    start = page.locator(".ways .strip button:first-child canvas").evaluate_all(
        "all => all.map(c => c.toDataURL())"
    )
    assert large(page) == start and large(page)[0] != before[0]
    assert len(page.requested) == requested


def test_a_frame_of_a_strip_can_be_gone_to(page):
    frame_after(page, page.get_by_role("button", name="Pixels, a blend of the two, 30 %").click)
    assert page.locator(".at").inner_text() == "30 %"
    assert page.locator(".ways [aria-current]").count() == 4
    assert re.fullmatch(
        r"\d+\.\d × a digit's error", page.locator(".now .figure").first.inner_text()
    )


def test_it_plays_there_and_back_and_can_be_stopped(page):
    page.get_by_role("button", name="Play").click()
    page.evaluate(  # it turns round at either end: 50, 100 and then 0 per cent
        """() => new Promise((done) => {
          const seen = [], at = document.querySelector(".at");
          (function look() {
            seen.push(parseInt(at.innerText));
            if (seen.includes(100) && seen.includes(0) && new Set(seen).size > 6) done();
            else requestAnimationFrame(look);
          })();
        })"""
    )
    page.get_by_role("button", name="Pause").click()
    two_frames(page)
    frames = painted(page, ".now", "frames")
    frame_after(page, page.get_by_role("button", name="Pixels, a blend of the two, 30 %").click)
    assert painted(page, ".now", "frames") == frames + 1  # none came between


def test_the_browser_walks_the_same_way_as_python(app, page):
    frame_after(page, page.get_by_role("button", name="VAE, along a circle, 30 %").click)
    a, b = (digit(app, GalleryDigit(index)) for index in (1509, 4206))
    start, end = coding.encode(app.library, "vae", np.stack([a, b]))
    code = interpolation.interpolate(start, end, spherical=True)[3]
    expected = coding.decode(app.library, "vae", code[None])[0] * 255
    shown = pixels(page, ".now canvas", 3)
    assert np.abs(np.reshape(shown, (28, 28)) - expected).max() <= 2


def test_the_amount_turns_the_page_without_a_request(page):
    book = page.get_by_label("the digit, rotation")
    before, requested = book.evaluate("c => c.toDataURL()"), len(page.requested)
    slider = page.get_by_role("slider", name=re.compile("Rotation")).last
    for _ in range(6):
        after(page, "[aria-label='the digit, rotation']", lambda: slider.press("ArrowRight"))
    assert book.evaluate("c => c.toDataURL()") != before
    assert len(page.requested) == requested
    page.get_by_role("radio", name="Zoom").check()
    page.get_by_label("the digit, zoom").wait_for()
    page.get_by_role("radio", name="Rotation").check()
    book.wait_for()


def test_another_digit_repaints_the_ways_and_the_sums(page):
    sums = page.get_by_label("in pixels")
    before, added = large(page), sums.evaluate("c => c.toDataURL()")
    pad = page.locator("[data-drawpad]:visible").nth(1)
    after(page, "[aria-label='in pixels']", pad.get_by_label("A 5 from the gallery").click)
    page.wait_for_function(
        "before => document.querySelector('.now canvas').toDataURL() !== before", arg=before[0]
    )
    assert sums.evaluate("c => c.toDataURL()") != added
    after(page, "[aria-label='in pixels']", pad.get_by_role("button", name="Undo").click)


def test_a_chosen_model_is_asked_for_and_the_page_is_quiet_again(page):
    """Gradio's list tells of a choice twice; listeners that wake one another ask for ever."""

    def choose(name):
        page.get_by_role("combobox", name="Variational").click()
        page.get_by_role("option", name=f"★ Variational · {name} (").click()
        page.get_by_role("button", name=f"{name}, along a circle, 30 %").wait_for()

    before = len(asked(page))
    choose("conv VAE")
    choose("VAE")
    frames(page, 60)  # in which the latter would ask thirty times
    assert before + 2 <= len(asked(page)) <= before + 4
