"""The Variance tab: its listeners, and the reel in a browser."""

import re

import gradio as gr
import numpy as np
import pytest

from aedemo.data.variance import VarianceDigits
from aedemo.experiments import coding
from aedemo.models.catalogue import VARIANTS
from aedemo.ui.components.reel import SPAN, Reel
from aedemo.ui.pad_values import GalleryDigit, Strokes
from aedemo.ui.tabs.variance import DRAWS
from tests.pages import VARIANCE_MAPPED
from tests.ui.marks import frames, painted, two_frames

DIGIT = GalleryDigit(1500)


@pytest.fixture
def handlers(app):
    return app.handlers


def test_a_row_for_what_is_seen_and_one_for_each_network(app, handlers):
    rows = handlers["variance.play"](DIGIT, 0.2)
    names = app.library.names(dataset=VarianceDigits.name)
    assert [row.title for row in rows[1:]] == [VARIANTS[name].label for name in names]
    draws, mean, stray = (picture.draws for picture in rows[0].pictures)
    m = app.library.gallery.images[DIGIT.index, 0].numpy() / 255
    assert draws.shape == (DRAWS, 28, 28) and mean.shape == stray.shape == (1, 28, 28)
    assert not draws[:, m == 0].any()  # where the digit has no ink there is no variance
    # As the page says: of the mean little is left, and how far the draws stray is the digit.
    assert np.abs(mean[0, m == 1]).mean() < 0.4 < np.abs(draws[:, m == 1]).mean()
    assert np.corrcoef(stray.ravel(), m.ravel())[0, 1] > 0.9
    (noisy,) = [each for row in rows for each in row.pictures if "what it sees" in each.caption]
    expected = np.square(noisy.draws - draws).mean((1, 2))
    np.testing.assert_allclose(noisy.figures, expected, atol=1e-6)


def test_the_scatter_sets_the_learned_gate_against_the_best(app, handlers):
    (row,) = [row for row in handlers["variance.play"](DIGIT, 0.2) if row.scatter]
    x, y, *_ = row.scatter
    m = app.library.gallery.images[DIGIT.index, 0].numpy() / 255
    np.testing.assert_allclose(row.pictures[x].draws[0], m**2 / (m**2 + 0.04), atol=1e-5)
    assert row.pictures[y].draws.shape == (DRAWS, 28, 28)


def test_pixels_of_either_sign_reach_the_browser_to_a_hundredth(handlers):
    rows = handlers["variance.play"](DIGIT, 0.2)
    sent = Reel().postprocess(rows)[0]["pictures"][0]["draws"]
    received = np.frombuffer(__import__("base64").b64decode(sent), np.uint8) / 255
    values = SPAN * (2 * received.reshape(DRAWS, 28, 28) - 1)
    expected = rows[0].pictures[0].draws.clip(-SPAN, SPAN)
    np.testing.assert_allclose(values, expected, atol=0.011)


def test_the_draws_of_a_digit_wander_over_the_map(app, handlers):
    yours = handlers["variance.wander"](VARIANCE_MAPPED, DIGIT, 0.2)
    assert np.shape(yours.path) == (DRAWS, 2) and yours.images.shape == (DRAWS, 28, 28)
    assert np.ptp(yours.path, axis=0).max() > 0
    answer = handlers["variance.explain"](VARIANCE_MAPPED, gr.EventData(None, {"index": 77}))
    assert answer.index == 77 and len(answer.nearest) == 10 and 77 not in answer.nearest
    codes = coding.gallery_codes(app.library, VARIANCE_MAPPED)
    distances = np.linalg.norm(codes - codes[77], axis=1)
    assert set(answer.nearest) == set(np.argsort(distances)[1:11])


@pytest.mark.parametrize("index", [None, -1, 5_000, True, "7"])
def test_no_digit_but_the_gallerys_is_explained(handlers, index):
    event = gr.EventData(None, {"index": index})
    assert handlers["variance.explain"](VARIANCE_MAPPED, event) == gr.skip()


@pytest.mark.parametrize("sigma", [0, 7, float("nan"), None, "much"])
def test_noise_out_of_range_is_refused(handlers, sigma):
    with pytest.raises(gr.Error, match="The noise"):
        handlers["variance.play"](DIGIT, sigma)


def test_an_empty_pad_leaves_everything_as_it_is(handlers):
    assert handlers["variance.play"](Strokes(()), 0.2) == gr.skip()
    assert handlers["variance.wander"](VARIANCE_MAPPED, Strokes(()), 0.2) == gr.skip()


def test_the_reel_plays_pauses_and_averages(open_page):
    page = open_page("tab=variance")
    page.wait_for_selector(".rows canvas")
    pixels = """() => [...document.querySelectorAll('.rows .row:first-child canvas')].map((c) =>
      [...c.getContext('2d').getImageData(0, 0, 28, 28).data].join())"""
    play = page.get_by_role("button", name="Pause")
    before = page.evaluate(pixels)
    # The mean of all stays, the draws do not.
    page.wait_for_function(f"([draw]) => ({pixels})()[0] !== draw", arg=before)
    assert page.evaluate(pixels)[1] == before[1]
    play.click()
    two_frames(page)
    before, paints = page.evaluate(pixels), painted(page, ".rows")
    frames(page, 30)  # in which a reel that plays is painted again and again
    assert page.evaluate(pixels) == before and painted(page, ".rows") == paints
    states = page.locator(".rows .state:not(:empty)")
    assert re.fullmatch(r"draw \d+ of 16", states.first.inner_text())
    page.get_by_label("Draws averaged").fill("16")
    averaged = page.evaluate(pixels)
    # What is averaged over all draws is their mean, and it is said of every picture that plays.
    assert averaged[1] == before[1] and averaged[0] != before[0]
    assert set(states.all_inner_texts()) == {"16 draws averaged"}


def test_where_motion_is_not_wanted_it_plays_only_when_told(open_page):
    page = open_page("tab=variance", reduced_motion="reduce")
    play = page.get_by_role("button", name="Play")
    play.wait_for()
    state = page.locator(".rows .state").first
    paints = painted(page, ".rows")
    frames(page, 30)
    assert state.inner_text() == "draw 1 of 16" and painted(page, ".rows") == paints
    play.click()
    page.get_by_text("draw 3 of 16").first.wait_for()


def test_another_digit_is_drawn_anew_for_every_network(open_page):
    page = open_page("tab=variance")
    page.wait_for_selector(".rows canvas")
    page.get_by_role("button", name="Pause").click()
    reel = page.locator("div:has(> .rows)").first
    painted = page.evaluate(
        "() => document.querySelector('.rows').closest('[data-painted]')?.dataset"
    )
    assert painted is not None
    before = int(painted["painted"])
    page.get_by_role("button", name="Another", exact=True).locator("visible=true").click()
    page.wait_for_function(
        """(before) => Number(document.querySelector('.rows').closest('[data-painted]')
        .dataset.painted) > before""",
        arg=before,
    )
    assert reel.is_visible()
