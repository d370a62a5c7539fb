"""The Molecules tab: its listeners, and the page in a browser."""

import base64

import cv2
import gradio as gr
import numpy as np
import pytest

from aedemo.data.degradation import Degradation
from aedemo.experiments import molecules
from aedemo.ui.components.molecule import Molecule
from aedemo.ui.components.picker import Picker

PUBLISHED = (10, 50, 0.05, 0, 0, 0)
CLEAN = (0, 0, 0, 0, 0, 0)


@pytest.fixture
def handlers(app):
    return app.handlers


def png_of(picture: np.ndarray) -> bytes:
    return cv2.imencode(".png", picture)[1].tobytes()


def test_the_sliders_say_how_a_drawing_is_spoiled(app, handlers):
    shown = handlers["molecules.redraw"]("0", 3, 1, True, *PUBLISHED)
    expected = molecules.scan(app.library.molecules[0], Degradation(), 3)
    np.testing.assert_array_equal(shown.seen, expected.seen)
    assert len(shown.rings) == len(expected.dropped) == 1
    np.testing.assert_allclose(
        shown.answer, molecules.restore(app.library, expected.seen), atol=1e-6
    )
    assert set(Molecule().postprocess(shown)) == {
        "seen", "answer", "truth", "rings", "table", "note"
    }  # fmt: skip


def test_unspoiled_it_is_the_drawing_itself_and_nothing_is_missing(app, handlers):
    shown = handlers["molecules.redraw"]("1", 3, 1, True, *CLEAN)
    np.testing.assert_allclose(shown.seen, app.library.molecules[1].ink / 255, atol=1e-6)
    assert not shown.rings
    assert shown.table[2] == ("Missing bonds redrawn", *["none missing"] * 3)


def test_more_missing_bonds_are_the_same_and_others(app, handlers):
    few, many = (
        handlers["molecules.redraw"]("0", 3, 1, True, share, *CLEAN[1:]) for share in (10, 30)
    )
    assert {(each.x, each.y) for each in few.rings} < {(each.x, each.y) for each in many.rings}


def test_without_skips_and_bottleneck_the_answer_is_another(handlers):
    whole, *parts = (
        handlers["molecules.redraw"]("0", 3, *part, *PUBLISHED).answer
        for part in ((1, True), (0, True), (1, False))
    )
    assert all(not np.array_equal(part, whole) for part in parts)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (0, None),
        (0, ""),
        (0, "C" * 301),
        (0, "picture:AAAA"),
        (0, "picture:é"),
        (1, -1),
        (1, "x"),
        (2, 2),
        (2, None),
        (4, 31),
        (5, float("nan")),
        (9, 90),
    ],
)
def test_values_out_of_range_are_refused_in_words(handlers, place, value):
    values = ["0", 3, 1, True, *PUBLISHED]
    values[place] = value
    with pytest.raises(gr.Error, match=r"must (be|hold)"):
        handlers["molecules.redraw"](*values)


def test_a_smiles_is_drawn_and_what_is_none_is_told_so(handlers):
    assert handlers["molecules.type_smiles"](" c1ccccc1O ") == ("c1ccccc1O", "", None)
    kept, message, picked = handlers["molecules.type_smiles"]("c1ccc")
    assert kept == picked == gr.skip() and "not a SMILES" in message
    assert handlers["molecules.redraw"]("c1ccccc1O", 3, 1, True, *PUBLISHED).truth is not None


def test_a_scan_is_read_in_either_polarity_and_has_no_truth(app, handlers):
    drawing = app.library.molecules[0].ink
    on_paper, on_black = (png_of(each) for each in (255 - drawing, drawing))
    for data in (on_paper, on_black):
        source, *_ = handlers["molecules.upload"](data)
        unspoiled = handlers["molecules.redraw"](source, 3, 1, True, *CLEAN)
        assert np.corrcoef(unspoiled.seen.ravel(), drawing.ravel())[0, 1] > 0.98
    shown = handlers["molecules.redraw"](source, 3, 1, True, *PUBLISHED)
    assert shown.truth is None and not shown.rings and not shown.table


@pytest.mark.parametrize("data", [b"", b"no picture", png_of(np.full((40, 40), 255, np.uint8))])
def test_a_file_without_a_drawing_loses_nothing(handlers, data):
    kept, message, picked = handlers["molecules.upload"](data)
    assert kept == picked == gr.skip() and message.endswith(".")


@pytest.mark.parametrize("sent", [None, -1, 2, True, "0", [0]])
def test_only_pictures_of_the_gallery_can_be_picked(sent):
    assert Picker(0, pictures=[np.zeros((3, 8, 8), np.uint8)] * 2).preprocess(sent) is None


def test_pick_type_and_drag_in_the_browser(app, open_page):
    page = open_page("tab=molecules")
    answer = page.get_by_role("img", name="What the network drew")
    answer.wait_for()

    def after(act):
        before = answer.get_attribute("src")
        act()
        page.wait_for_function(
            "(before) => document.querySelector('[alt=\"What the network drew\"]').src !== before",
            arg=before,
        )
        return base64.b64decode(answer.get_attribute("src").split(",")[1])

    picked = after(lambda: page.get_by_role("button", name=app.library.molecules[0].smiles).click())
    typed = after(lambda: type_in(page, "c1ccncc1"))
    skips = page.get_by_role("slider", name="What the skips carry")
    apart = after(lambda: skips.press("Home"))
    assert len({picked, typed, apart}) == 3
    type_in(page, "c1ccncc")
    page.get_by_text("is not a SMILES").wait_for()
    handle = page.get_by_label("How much of the spoiled drawing covers the answer")
    handle.fill("20")
    assert "80%" in page.locator(".above").evaluate("(image) => image.style.clipPath")


def type_in(page, smiles):
    box = page.get_by_label("Or its SMILES")
    box.fill(smiles)
    box.press("Enter")
