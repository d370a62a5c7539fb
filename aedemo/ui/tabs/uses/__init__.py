"""Uses: what autoencoders are good for, and where something simpler does as well."""

import zlib

import gradio as gr
import numpy as np

from aedemo.data.preprocessing import NotADigit
from aedemo.library import Library
from aedemo.ui.components.card import card
from aedemo.ui.components.drawpad import DrawPad, GalleryDigit, PadValue
from aedemo.ui.digits import accept_uploads, digit_of
from aedemo.ui.tabs.uses import anomalies, compression, inpainting, superresolution
from aedemo.ui.tabs.uses.part import LAST, QUICK, member

TITLE = "Uses"

LEAD = (
    "What is a network good for that can only copy its input? It knows when something is no digit, "
    "packs a digit into a few bytes, fills holes and sharpens."
)
PARTS = (anomalies, compression, inpainting, superresolution)
FIRST_DIGIT = GalleryDigit(2008)
_RESIZE = "() => { requestAnimationFrame(() => dispatchEvent(new Event('resize'))); }"


def build(library: Library) -> None:
    """Lay out the tab and wire it."""
    if not all(
        library.names(dataset="mnist", **wanted)
        for wanted in ({"has_code": True}, {"generative": True})
    ):
        gr.Markdown("The models of this tab are not trained yet.", elem_classes=["ae-lead"])
        return
    titles = [part.TITLE for part in PARTS]
    first = digit_of(library, FIRST_DIGIT)

    gr.Markdown(LEAD, elem_classes=["ae-lead"])
    shown = gr.Radio(
        titles,
        value=titles[0],
        label="Use",
        show_label=False,
        container=False,
        elem_classes=["ae-parts"],
    )
    with gr.Row(elem_classes=["ae-bench"]):
        with gr.Column() as column, card("Your digit", "input", "draw or pick"):
            pad = DrawPad(FIRST_DIGIT, sprite=library.public / "gallery.png")
        with gr.Column():
            parts = [part.build(library, pad, column, first) for part in PARTS]

    def follow_digit(title: str, followed: dict[str, int], source: PadValue, *values):
        """The part that is open with the pad's digit; the others wait until they are opened.

        `followed` says which digit each part shows: one that is opened again stays as it was left.
        """
        title = member(title, titles, "part")
        answers, values = [], iter(values)
        try:
            shown_digit = _checksum(digit_of(library, source))
        except NotADigit:  # the pad says so itself
            shown_digit = followed[title]
        for part in parts:
            own = [next(values) for _ in part.inputs]
            if part.title == title and followed[title] != shown_digit:
                answers += part.follow(source, *own)
            else:
                answers += [gr.skip()] * len(part.outputs)
        return {**followed, title: shown_digit}, *answers

    followed = gr.State(dict.fromkeys(titles, _checksum(first)))
    to_parts = {
        "fn": follow_digit,
        "inputs": [shown, followed, pad, *(each for part in parts for each in part.inputs)],
        "outputs": [followed, *(each for part in parts for each in part.outputs)],
    }
    runs = [run for part in parts for run in part.runs]
    gr.on([pad.input, shown.input], **to_parts, cancels=runs, **LAST)
    accept_uploads(pad).then(**to_parts, **QUICK)
    # A plot that was laid out while its part was closed does not know how wide it is.
    shown.change(fn=None, js=_RESIZE, api_visibility="private")


def _checksum(digit: np.ndarray) -> int:
    return zlib.crc32(digit.tobytes())
