"""The Inside tab: its listeners, and the page in a browser."""

import gradio as gr
import numpy as np
import plotly.graph_objects as go
import pytest

from aedemo.experiments import capacity, tangents
from aedemo.ui.components.tiles import Tiles
from aedemo.ui.pad_values import GalleryDigit, Strokes
from aedemo.ui.tabs.inside.contraction import WALK
from tests.ui.marks import quiet

DIGIT = GalleryDigit(2100)
MODELS = ("dense-shallow", "conv-deep")


@pytest.fixture
def handlers(app):
    return app.handlers


def test_two_first_layers_are_shown_on_one_scale(handlers):
    (left, right), excited = handlers["inside.kernels.show"](DIGIT, *MODELS)
    assert left.tiles.shape == (100, 28, 28) and right.tiles.shape == (10, 3, 3)
    assert len(Tiles().postprocess([left, right, *excited])) == 5


def test_a_chosen_kernel_is_shown_with_its_answer_and_its_digits(app, handlers):
    event = gr.EventData(None, {"section": 1, "tile": 4})
    kernel, answer, digits = handlers["inside.kernels.excite"](DIGIT, *MODELS, event)
    assert kernel.tiles.shape == (1, 3, 3) and answer.tiles.shape == (1, 28, 28)
    assert digits.tiles.shape == (10, 28, 28) and digits.grey


@pytest.mark.parametrize(
    "place", [{"section": 2, "tile": 0}, {"section": 0, "tile": -1}, {"tile": "x"}]
)
def test_no_other_kernel_can_be_asked_for(handlers, place):
    with pytest.raises(gr.Error, match="no such kernel"):
        handlers["inside.kernels.excite"](DIGIT, *MODELS, gr.EventData(None, place))


def test_three_spectra_and_the_walks_along_one(app, handlers):
    figure, pages = handlers["inside.contraction.contract"](DIGIT, 0, 2)
    names = tangents.trios(app.library)[0]
    spectra = go.Figure(figure).data
    assert len(spectra) == 3
    digit = app.library.gallery.images[DIGIT.index, 0].numpy().astype(np.float32) / 255
    expected = tangents.spectrum(app.library, names[2], digit).values
    np.testing.assert_allclose(spectra[2].y, np.maximum(expected, 1e-3), rtol=1e-3)
    assert pages.images.shape == (10, len(WALK), 28, 28)
    assert list(pages.signed) == [True] * 5 + [False] * 5


def test_every_size_is_a_page(app, handlers):
    *_, pages, stages, steps = handlers["inside.look_inside"](DIGIT, *MODELS, 0, 0, 16, "vae")
    assert steps.images.shape == (4, 1, 28, 28)
    assert [each.title for each in stages] == ["encoder", "encoder", "decoder", "decoder"]
    assert pages.images.shape == (3, 7, 28, 28) and pages.at == pytest.approx(4 / 6)
    assert all(note.endswith(" dB") for notes in pages.notes[1:] for note in notes)
    figure = go.Figure(handlers["inside.capacity.mark_size"](16))
    measured = capacity.errors(app.library)["autoencoder"]
    np.testing.assert_allclose(figure.data[0].y, measured, rtol=1e-3)
    assert figure.data[0].marker.size[4] > figure.data[0].marker.size[3]


@pytest.mark.parametrize("d", [3, None, "8", float("nan")])
def test_no_other_size_can_be_asked_for(handlers, d):
    with pytest.raises(gr.Error, match="1, 2, 4, 8"):
        handlers["inside.capacity.mark_size"](d)


def test_an_empty_pad_leaves_everything_as_it_is(handlers):
    values = (Strokes(()), *MODELS, 0, 0, 8, "vae")
    assert handlers["inside.look_inside"](*values) == gr.skip()


@pytest.mark.parametrize("place", [None, [0.5], [2, 0], ["a", "b"]])
def test_points_are_dropped_in_the_plane_only(handlers, place):
    with pytest.raises(gr.Error, match="A point of the plane"):
        handlers["inside.manifold.drop"]("spiral-5", gr.EventData(None, {"place": place}))


def test_choose_walk_resize_and_drop_in_the_browser(open_page):
    page = open_page("tab=inside")
    page.wait_for_selector(".sections button")

    def repainted(selector, act):
        count = f"""() => Number([...document.querySelectorAll('[data-painted]')]
          .filter((each) => each.querySelector('{selector}')).at(-1).dataset.painted)"""
        before = page.evaluate(count)
        act()
        page.wait_for_function(f"(before) => ({count})() > before", arg=before)

    kernel = page.get_by_role("button", name="Dense, shallow, 5", exact=True)
    kernel.click()
    assert kernel.get_attribute("aria-pressed") == "true"
    along = page.get_by_role("slider", name="How far along the direction, a")
    walks = "[...document.querySelectorAll('[aria-label=\"along 1\"]')][0].toDataURL()"
    before = page.evaluate(walks)
    quiet(page)
    requests = len(page.requested)
    along.press("End")
    page.wait_for_function(f"(before) => {walks} !== before", arg=before)
    assert len(page.requested) == requests  # leafed through in the browser
    repainted(
        "canvas[role=application]",
        lambda: page.locator("canvas[role=application]:visible").last.click(
            position={"x": 40, "y": 60}
        ),
    )
    field = page.locator("canvas[role=application]:visible").last
    repainted("canvas[role=application]", lambda: field.press("Enter"))
