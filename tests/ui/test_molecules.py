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
from aedemo.ui.limits import MOST_FILE
from tests.photos import large_photo

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
        "seen", "answer", "truth", "name", "rings", "invented", "table", "note"
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
    for nonsense in ("c1ccc", "ibuprofeen", ""):
        kept, message, picked = handlers["molecules.type_smiles"](nonsense)
        assert kept == picked == gr.skip()
        assert "nor one of the" in message and "aspirin" in message
    assert handlers["molecules.redraw"]("c1ccccc1O", 3, 1, True, *PUBLISHED).truth is not None


def test_a_common_name_is_drawn_and_its_smiles_told(handlers):
    source, message, picked = handlers["molecules.type_smiles"](" Caffeine")
    assert source in message and picked is None
    shown = handlers["molecules.redraw"](source, 3, 1, True, *PUBLISHED)
    assert shown.name == "caffeine"
    typed = handlers["molecules.redraw"](source + "C", 3, 1, True, *PUBLISHED)
    assert typed.name == source + "C"


def test_what_is_invented_is_counted_and_placed(app, handlers, monkeypatch):
    whole = app.library.molecules[0].colour / np.float32(255)
    answer = whole.copy()
    answer[:, 180:183, 10:60] = 1
    monkeypatch.setattr(molecules, "restore", lambda *_: answer)
    shown = handlers["molecules.redraw"]("0", 3, 1, True, *PUBLISHED)
    ((x, y),) = shown.invented
    assert (x, y) == pytest.approx((34.5 / 192, 181 / 192), abs=0.01)
    assert shown.table[3] == ("Bonds invented", "none", "none", "1")
    monkeypatch.setattr(molecules, "restore", lambda *_: whole)
    assert not handlers["molecules.redraw"]("0", 3, 1, True, *PUBLISHED).invented


def test_a_scan_is_read_in_either_polarity_and_has_no_truth(app, handlers):
    drawing = app.library.molecules[0].ink
    on_paper, on_black = (png_of(each) for each in (255 - drawing, drawing))
    for data in (on_paper, on_black):
        source, *_ = handlers["molecules.upload"](data)
        shown = handlers["molecules.redraw"](source, 3, 1, True, *PUBLISHED)
        assert np.corrcoef(shown.seen.ravel(), drawing.ravel())[0, 1] > 0.98  # not spoiled again
        assert shown.truth is None and not shown.rings and not shown.table and not shown.invented


def test_of_a_grainy_photo_nothing_but_the_lines_is_seen(app, handlers):
    drawing = app.library.molecules[0].ink
    light = np.linspace(1, 0.7, 600)
    grain = np.random.default_rng(0).normal(0, 10, (600, 600))
    paper = (220 - 0.8 * cv2.resize(drawing, (600, 600))) * light + grain
    source, *_ = handlers["molecules.upload"](png_of(paper.clip(0, 255).astype(np.uint8)))
    seen = handlers["molecules.redraw"](source, 3, 1, True, *PUBLISHED).seen
    ground = cv2.dilate(drawing, np.ones((5, 5), np.uint8)) == 0
    assert not seen[ground].any() and seen[drawing > 200].mean() > 0.7


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
    page.get_by_text("nor one of the").wait_for()
    handle = page.get_by_label("How much of what it sees covers the answer")
    handle.fill("20")
    assert "80%" in page.locator(".above").evaluate("(image) => image.style.clipPath")


@pytest.mark.parametrize("width", [360, 1280])
def test_what_can_be_typed_is_said_in_full(open_page, width):
    page = open_page("tab=molecules", viewport={"width": width, "height": 900})
    box = page.get_by_label("Or its name")
    box.wait_for()
    room, needed = box.evaluate(
        """(box) => {
          const style = getComputedStyle(box);
          const pen = document.createElement('canvas').getContext('2d');
          pen.font = style.font;
          return [box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight),
            pen.measureText(box.placeholder).width]; }"""
    )
    assert 0 < needed < room


def test_a_large_photo_is_made_smaller_and_what_is_none_is_refused_in_a_sentence(app, open_page):
    page = open_page("tab=molecules")
    answer = page.get_by_role("img", name="What the network sees")
    page.locator("[alt='What the network sees'][src^=data]").wait_for()
    before = answer.get_attribute("src")
    choose(page, "notes.txt", bytes(MOST_FILE + 200_000))
    page.get_by_text("This file is 5.2 MB and cannot be made smaller here.").wait_for()
    choose(page, "notes.png", b"no picture")
    page.get_by_text("cannot be read as a picture").wait_for()
    assert answer.get_attribute("src") == before
    choose(page, "photo.jpg", large_photo(app.library.molecules[0].ink))
    page.get_by_text("Your picture goes in as it is").wait_for()
    data = base64.b64decode(answer.get_attribute("src").split(",")[1])
    seen = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert np.corrcoef(seen.ravel(), app.library.molecules[0].ink.ravel())[0, 1] > 0.9
    assert not page.get_by_text("the truth").is_visible()


def choose(page, name, data):
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Or upload a scan").click()
    chooser.value.set_files({"name": name, "mimeType": "", "buffer": data})


def type_in(page, smiles):
    box = page.get_by_label("Or its name")
    box.fill(smiles)
    box.press("Enter")
