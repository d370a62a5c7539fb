"""From what a visitor gives a DrawPad to the digit that a model sees."""

import gradio as gr
import numpy as np
from gradio.events import Dependency

from aedemo.data.gallery import GALLERY_PER_CLASS
from aedemo.data.preprocessing import NotADigit, from_strokes, from_upload
from aedemo.library import Library
from aedemo.ui.components.drawpad import DrawPad
from aedemo.ui.files import sprite_address
from aedemo.ui.listeners import QUICK, told
from aedemo.ui.pad_values import (
    GALLERY_SIZE,
    GalleryDigit,
    PadValue,
    Strokes,
    Upload,
    UploadedDigit,
)

FIRST_DIGIT = GalleryDigit(1509)  # on the page's pad


def digit_of(library: Library, source: PadValue) -> np.ndarray:
    """The digit of a pad, (28, 28) float32 in [0, 1]. Raises NotADigit when there is none."""
    match source:
        case Strokes(strokes, centred):
            return from_strokes(strokes, centred)
        case GalleryDigit(index):
            return gallery_digits(library, index)
        case UploadedDigit(normalised, plain, centred):
            return (normalised if centred else plain).astype(np.float32) / 255
    raise NotADigit("Give a digit: draw one, pick one below, or upload a picture.")


def digit_or(library: Library, source: PadValue, instead: GalleryDigit) -> np.ndarray:
    """The digit of a pad, or another where there is none.

    For what a control has changed: its pictures must go with its name, though the pad is empty.
    """
    try:
        return digit_of(library, source)
    except NotADigit:
        return digit_of(library, instead)


def gallery_digits(library: Library, which: int | slice | np.ndarray) -> np.ndarray:
    """Digits of the gallery, (28, 28) or (N, 28, 28) float32 in [0, 1]."""
    return library.gallery.images[which, 0].numpy().astype(np.float32) / 255


def gallery_pad(library: Library, digit: GalleryDigit, leads: bool = False) -> DrawPad:
    """A pad on a digit of the gallery, with a strip of ten others to choose from."""
    at_once = [digit.index, *range(0, GALLERY_SIZE, GALLERY_PER_CLASS)]
    return DrawPad(
        digit,
        sprite=sprite_address(library),
        digits={index: gallery_digits(library, index) for index in at_once},
        leads=leads,
    )


def told_index(library: Library, event: gr.EventData) -> int | None:
    """The digit of the gallery that an event names under "index"; None where it names none."""
    index = told(event, "index")
    return index if type(index) is int and 0 <= index < len(library.gallery) else None


def accept_uploads(pad: DrawPad) -> Dependency:
    """Let a pad take files: what they become is its new value, and `.then` goes on from there."""
    return pad.upload(take_upload, pad, pad, **QUICK)


def take_upload(source: PadValue) -> UploadedDigit | DrawPad | dict:
    """What a file becomes: a digit as MNIST's are made, or why it is none, in words at the pad."""
    if not isinstance(source, Upload):
        return gr.skip()
    try:
        normalised, plain = (from_upload(source.data, normalise) for normalise in (True, False))
    except NotADigit as error:
        # The pad goes back to what it had: a file that cannot be read costs nobody a drawing.
        return DrawPad(message=str(error))
    as_bytes = [(255 * picture).round().astype(np.uint8) for picture in (normalised, plain)]
    return UploadedDigit(as_bytes[0], as_bytes[1])
