"""From what a visitor gives a DrawPad to the digit that a model sees."""

import gradio as gr
import numpy as np
from gradio.events import Dependency

from aedemo.data.preprocessing import NotADigit, from_strokes, from_upload
from aedemo.library import Library
from aedemo.ui.components.drawpad import (
    DrawPad,
    GalleryDigit,
    PadValue,
    Strokes,
    Upload,
    UploadedDigit,
)


def digit_of(library: Library, source: PadValue, normalise: bool = True) -> np.ndarray:
    """The digit of a pad, (28, 28) float32 in [0, 1]. Raises NotADigit when there is none."""
    match source:
        case Strokes(strokes):
            return from_strokes(strokes, normalise)
        case GalleryDigit(index):
            return library.gallery.images[index, 0].numpy().astype(np.float32) / 255
        case UploadedDigit(normalised, plain):
            return (normalised if normalise else plain).astype(np.float32) / 255
    raise NotADigit("Give a digit: draw one, pick one below, or upload a picture.")


def accept_uploads(pad: DrawPad) -> Dependency:
    """Let a pad take files: what they become is its new value, and `.then` goes on from there."""
    return pad.upload(
        _take_upload, pad, pad, queue=False, show_progress="hidden", api_visibility="private"
    )


def _take_upload(source: PadValue):
    if not isinstance(source, Upload):
        return gr.skip()
    try:
        pictures = [from_upload(source.data, normalise) for normalise in (True, False)]
    except NotADigit as error:
        # The pad goes back to what it had: a file that cannot be read costs nobody a drawing.
        return DrawPad(message=str(error))
    return UploadedDigit(*((255 * picture).round().astype(np.uint8) for picture in pictures))
