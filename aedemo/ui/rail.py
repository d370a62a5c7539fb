"""What stands beside all tabs: the page's digit on its pad, and what an autoencoder does to it."""

from dataclasses import dataclass

import gradio as gr

from aedemo.experiments import coding
from aedemo.library import Library
from aedemo.ui.components.card import card
from aedemo.ui.components.squeeze import Squeeze, Squeezed
from aedemo.ui.digits import FIRST_DIGIT, accept_uploads, digit_of, gallery_pad
from aedemo.ui.listeners import LAST, skip_without_digit
from aedemo.ui.pad_values import PadValue

SQUEEZER = "bottleneck"
WHAT_IT_IS = "It squeezes your digit into ten numbers, and draws it again from those alone."


@dataclass(frozen=True)
class Rail:
    """The rail's listener on a library."""

    library: Library

    @skip_without_digit
    def squeeze(self, source: PadValue) -> Squeezed:
        """The digit, its code, and what is decoded of that."""
        digit = digit_of(self.library, source)
        code = coding.encode(self.library, SQUEEZER, digit[None])
        return Squeezed(digit, code[0], coding.decode(self.library, SQUEEZER, code)[0])


def build(library: Library) -> None:
    """Lay out the rail and wire it."""
    with card("Your digit", "input", "draw or paste"):
        pad = gallery_pad(library, FIRST_DIGIT, leads=True)
    uploaded = accept_uploads(pad)
    if SQUEEZER not in library.names():
        return
    rail = Rail(library)
    with card("An autoencoder", "code", classes=("ae-squeeze",)):
        squeezed = Squeeze(rail.squeeze(FIRST_DIGIT))
        gr.Markdown(WHAT_IT_IS, elem_classes=["ae-caption"])
    pad.settled(rail.squeeze, pad, squeezed, **LAST)
    uploaded.then(rail.squeeze, pad, squeezed, **LAST)
