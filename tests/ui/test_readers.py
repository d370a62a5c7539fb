"""Every reader of outside input: whatever comes is read, or refused in a sentence, quietly."""

import io
import math

import gradio as gr
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from aedemo.data.drawing import DRAWING_SIDE
from aedemo.data.preprocessing import NotADigit, from_scan, from_upload
from aedemo.ui.components.drawpad import DrawPad
from aedemo.ui.components.hole import Hole
from aedemo.ui.components.picker import Picker
from aedemo.ui.components.picture_file import PictureFile
from aedemo.ui.errors import numbers_of
from aedemo.ui.pad_values import GALLERY_SIZE, GalleryDigit, Strokes, Upload, UploadedDigit

# The same examples every time: a test that fails fails for all.
quickly = settings(max_examples=150, deadline=None, derandomize=True, database=None)

letters = st.text(st.characters(exclude_categories=()), max_size=20)  # half characters among them
numbers = st.integers() | st.just(10**400) | st.floats()
anything = st.recursive(
    st.none() | st.booleans() | numbers | letters,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(letters, inner, max_size=4),
    max_leaves=12,
)


def rarely(sound):
    """What is expected, or anything else in its place."""
    return st.one_of(sound, sound, sound, anything)


shares = st.floats(0, 1) | numbers
places = st.lists(rarely(shares), min_size=2, max_size=2)
strokes = st.lists(rarely(st.lists(rarely(places), max_size=4)), max_size=4)
base64ish = st.text("AQgw+/=-_ é", max_size=12)
pads = rarely(
    st.fixed_dictionaries({"strokes": rarely(strokes)})
    | st.fixed_dictionaries({"gallery": rarely(numbers)})
    | st.fixed_dictionaries({"file": rarely(base64ish)})
    | st.fixed_dictionaries(
        {"picture": rarely(st.fixed_dictionaries({"normalised": base64ish, "plain": base64ish}))}
    )
)


def refused(read, *sent):
    """What is read, or None where it was refused: with a sentence, and no traceback in the log."""
    try:
        return read(*sent)
    except gr.Error as error:
        assert error.message.endswith(".") and len(error.message) < 2_000
        assert not error.print_exception
        return None


@quickly
@given(pads)
def test_a_pad_holds_one_of_four_things(sent):
    match refused(DrawPad().preprocess, sent):
        case Strokes(drawn):
            ends = [number for stroke in drawn for point in stroke for number in point]
            assert all(0 <= number <= 1 for number in ends)
        case GalleryDigit(index):
            assert 0 <= index < GALLERY_SIZE
        case Upload(data):
            assert data
        case UploadedDigit(normalised, plain):
            assert normalised.shape == plain.shape == (28, 28)
        case read:
            assert read is None


@quickly
@given(rarely(st.fixed_dictionaries({"missing": rarely(base64ish)})))
def test_a_hole_is_a_mask(sent):
    holed = refused(Hole().preprocess, sent)
    assert holed is None or (holed.missing.shape == (28, 28) and holed.missing.dtype == bool)


@quickly
@given(rarely(st.integers(-2, 5)))
def test_a_picture_is_one_of_those_shown(sent):
    assert Picker(pictures=[np.zeros((3, 8, 8), np.uint8)] * 3).preprocess(sent) in (None, 0, 1, 2)


@quickly
@given(rarely(st.fixed_dictionaries({"file": rarely(base64ish)})))
def test_a_file_is_some_bytes(sent):
    data = refused(PictureFile("Upload").preprocess, sent)
    assert data is None or 0 < len(data) <= len(sent["file"])


@quickly
@given(rarely(st.lists(rarely(st.floats(0, 1)), min_size=2, max_size=2)))
def test_numbers_are_as_many_and_as_large_as_was_said(sent):
    read = refused(numbers_of, sent, (2,), 0, 1, "A place")
    assert read is None or (read.shape == (2,) and ((read >= 0) & (read <= 1)).all())


@quickly
@given(rarely(numbers))
def test_a_number_is_finite_and_within_its_range(sent):
    read = refused(numbers_of, sent, (), -3, 3, "It")
    assert read is None or (math.isfinite(read) and -3 <= read <= 3)


@quickly
@given(letters | st.text("CNOc1()=[]#+-@/\\%", max_size=12) | st.none())
def test_a_smiles_is_drawn_or_answered_with_a_sentence(app, sent):
    source, said, _ = app.handlers["molecules.type_smiles"](sent)
    assert (source == (sent or "").strip()) if not said else said.endswith(".")
    assert not (sent and len(sent.strip()) > 3 and sent.strip() in said)  # nothing is quoted


HEARERS = {
    "restore.choose_pins": (),
    "latents.go_to_plane": ("vae-2", GalleryDigit(7)),
    "gallery_map.answer": ("conv-vae", "umap"),
    "variance.explain": ("variance-vae",),
    "inside.kernels.choose": (),
    "inside.manifold.drop": ("spiral-5",),
}
told = st.fixed_dictionaries(
    {},
    optional={
        "pins": rarely(st.lists(rarely(st.sampled_from(["vae", "bottleneck"])), max_size=4)),
        "model": rarely(st.sampled_from(["vae", "conv-vae"])),
        "digit": rarely(st.sampled_from(["7", "1509"])),
        "code": rarely(places | st.text("A_-8=", max_size=24)),
        "place": rarely(places),
        "places": rarely(st.lists(rarely(places), max_size=8)),
        "index": rarely(st.integers(-1, 5_000)),
        "section": st.sampled_from([0, 1, 2, True, 1.0, None]),
        "tile": rarely(st.integers(-1, 200) | st.booleans()),
    },
)


@pytest.mark.parametrize("hearer", HEARERS)
def test_an_event_is_understood_or_refused(app, hearer):
    @settings(quickly, max_examples=100)
    @given(rarely(told))
    def hears(sent):
        refused(app.handlers[hearer], *HEARERS[hearer], gr.EventData(None, sent))

    hears()


def picture(mode, kind):
    file, sheet = io.BytesIO(), Image.new("RGB", (40, 40), "white")
    sheet.paste("black", (18, 8, 22, 32))
    sheet.convert(mode).save(file, kind)
    return file.getvalue()


PICTURES = [picture(*each) for each in (("L", "PNG"), ("RGB", "JPEG"), ("P", "GIF"), ("1", "TIFF"))]


@st.composite
def files(draw):
    """Pictures, of which a part is other bytes or missing; or any bytes at all."""
    data = draw(st.sampled_from(PICTURES))
    start = draw(st.integers(0, len(data)))
    end = draw(st.integers(start, min(len(data), start + 30)))
    return draw(st.sampled_from([data, data[:start] + draw(st.binary(max_size=30)) + data[end:]]))


@quickly
@given(files() | st.binary(max_size=200), st.booleans())
def test_a_file_is_a_digit_a_scan_or_a_sentence(data, normalise):
    try:
        digit = from_upload(data, normalise)
        assert digit.shape == (28, 28) and digit.min() >= 0 and digit.max() <= 1
        ink = from_scan(data, DRAWING_SIDE)
        assert ink.shape == (DRAWING_SIDE,) * 2 and ink.min() >= 0 and ink.max() <= 1
    except NotADigit as error:
        assert str(error).endswith(".")
