"""How much fits into a code: the same network, and PCA, with codes of d numbers."""

from dataclasses import dataclass
from functools import cached_property

import gradio as gr
import numpy as np
import torch

from aedemo.experiments import capacity
from aedemo.experiments.arrays import as_images
from aedemo.library import Library
from aedemo.measures.quality import psnr
from aedemo.models.catalogue import VARIANTS
from aedemo.ui import plots
from aedemo.ui.components.card import card
from aedemo.ui.components.chart import Chart
from aedemo.ui.components.digit import Digit
from aedemo.ui.components.flipbook import Flipbook, Pages
from aedemo.ui.digits import digit_of
from aedemo.ui.errors import refusal
from aedemo.ui.listeners import HERE, LAST, Follower, skip_without_digit
from aedemo.ui.pad_values import GalleryDigit, PadValue

TITLE = "Capacity"

FIRST_SIZE = 8
CAPTION = (
    "Dotted, and the larger dots: the size chosen. Dots with a name: other networks, of wider "
    "codes."
)


@dataclass(frozen=True, eq=False)
class Capacity:
    """The part's listeners on a library."""

    library: Library

    @cached_property
    def sizes(self) -> list[int]:
        """How many numbers the codes of the trained networks have."""
        return [VARIANTS[name].code_size for name in capacity.names(self.library)]

    @skip_without_digit
    def fit_into(self, source: PadValue, d: int) -> Pages:
        """The digit through codes of all sizes, leafed open at d numbers."""
        digit = digit_of(self.library, source)
        return _sizes(self.library, self.sizes, digit, self._known(d))

    def mark_size(self, d: int) -> plots.Figure:
        """The error against the size, with d marked."""
        return _errors(self.library, self._known(d))

    def _known(self, d: object) -> int:
        if d not in self.sizes:
            raise refusal(f"The size of the code must be one of {', '.join(map(str, self.sizes))}.")
        return d


def trained(library: Library) -> bool:
    """Whether there is anything to show."""
    return bool(capacity.names(library))


def build(library: Library, pad: Digit, first: GalleryDigit) -> Follower:
    """Lay out the part on the digit `first` and wire it."""
    listeners = Capacity(library)
    sizes = listeners.sizes
    size = FIRST_SIZE if FIRST_SIZE in sizes else sizes[0]
    framed = card("How much fits into a code", "code", "the same network, codes of d numbers")
    with framed, gr.Row(elem_classes=["ae-path"]):
        with gr.Column():
            chosen = gr.Radio(sizes, value=size, label="Numbers in the code, d")
            sized = Flipbook(lambda: listeners.fit_into(first, size))
            gr.Markdown(CAPTION, elem_classes=["ae-caption"])
        errors = Chart(listeners.mark_size(size))
    chosen.input(listeners.mark_size, chosen, errors, **LAST)
    chosen.input(js=_page_of(sizes), inputs=chosen, outputs=sized, **HERE)
    return Follower(listeners.fit_into, [chosen], [sized])


def _sizes(library: Library, sizes: list[int], digit: np.ndarray, d: int) -> Pages:
    """The digit, and through d numbers of a network and of PCA, a page for each size."""
    image = as_images(digit)
    through = [
        torch.cat([capacity.reconstruct(library, image, each, learned) for each in sizes])
        for learned in (True, False)
    ]
    notes = [[f"{value:.1f} dB" for value in psnr(each, image.expand_as(each))] for each in through]
    pictures = [image.expand_as(through[0]), *through]
    return Pages(
        ["the digit", "autoencoder", "PCA"],
        torch.stack(pictures)[:, :, 0].numpy(),
        at=sizes.index(d) / (len(sizes) - 1),
        notes=[[""] * len(sizes), *notes],
    )


def _errors(library: Library, d: int) -> plots.Figure:
    """The curves of both, and the wider codes beyond them, with d marked."""
    wider = {VARIANTS[name].label: each for name, each in capacity.wider(library).items()}
    return plots.error_by_size(capacity.errors(library), wider, d)


def _page_of(sizes: list[int]) -> str:
    """JavaScript: the page of a size, without a request."""
    return f"(d) => ({{ at: {sizes}.indexOf(d) / {len(sizes) - 1} }})"
