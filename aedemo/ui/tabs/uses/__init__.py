"""Uses: what autoencoders are good for, and where something simpler does as well."""

import gradio as gr

from aedemo.library import Library
from aedemo.ui.components.digit import Digit
from aedemo.ui.digits import FIRST_DIGIT, digit_of
from aedemo.ui.models import digit_models
from aedemo.ui.parts import Parts, follow, part_choice, part_column
from aedemo.ui.tabs.uses import anomalies, compression, inpainting, superresolution

TITLE = "Uses"

LEAD = (
    "What is a network good for that can only copy its input? It knows when something is no digit, "
    "packs a digit into a few bytes, fills holes and sharpens."
)
PARTS = (anomalies, compression, inpainting, superresolution)


class Uses(Parts):
    """The parts of this tab."""


def build(library: Library) -> None:
    """Lay out the tab and wire it."""
    coded = digit_models(library, has_code=True, having="latents")
    if not (coded and digit_models(library, generative=True)):
        words = "The models of this tab are not trained and measured yet: python train_all.py"
        gr.Markdown(words, elem_classes=["ae-lead"])
        return
    titles = [part.TITLE for part in PARTS]
    first = digit_of(library, FIRST_DIGIT)

    gr.Markdown(LEAD, elem_classes=["ae-lead"])
    pad = Digit(FIRST_DIGIT)
    shown = part_choice("Use", titles)
    with gr.Row(elem_classes=["ae-bench"]):
        with gr.Column():
            controls = [part_column(title) for title in titles]
        with gr.Column():
            results = [part_column(title) for title in titles]
    parts = {
        part.TITLE: part.build(library, pad, first, *columns)
        for part, *columns in zip(PARTS, controls, results, strict=True)
    }
    follow(Uses(library, parts), pad, shown, pad.input)
