"""The randomized network: the digit after each step of a training without gradients."""

from dataclasses import dataclass

import gradio as gr
import torch

from aedemo.experiments import randomized
from aedemo.experiments.arrays import as_images
from aedemo.library import Library
from aedemo.measures.quality import psnr
from aedemo.ui.components.card import card
from aedemo.ui.components.digit import Digit
from aedemo.ui.components.flipbook import Flipbook, Pages
from aedemo.ui.digits import digit_of
from aedemo.ui.listeners import Follower, skip_without_digit
from aedemo.ui.pad_values import GalleryDigit, PadValue

TITLE = "Step by step"

LEAD = (
    "A random encoder is frozen and only its decoder is trained; then the decoder's weights, "
    "turned round, take the encoder's place; then the decoder is trained anew on these codes."
)


@dataclass(frozen=True, eq=False)
class Randomized:
    """The part's listener on a library."""

    library: Library

    @skip_without_digit
    def go_through_steps(self, source: PadValue) -> Pages:
        """The digit, and the network's answer to it after each step of its training."""
        digit = digit_of(self.library, source)
        image = as_images(digit)
        steps = randomized.procedure(self.library)
        with torch.inference_mode():
            answers = [self.library[name].restore(image) for name in steps.values()]
        return Pages(
            ["the digit", *steps],
            torch.stack([image, *answers])[:, :, 0].numpy(),
            notes=[[""], *([f"{psnr(answer, image).item():.1f} dB"] for answer in answers)],
        )


def trained(library: Library) -> bool:
    """Always: steps that are not trained are left out."""
    return True


def build(library: Library, pad: Digit, first: GalleryDigit) -> Follower:
    """Lay out the part on the digit `first`."""
    listeners = Randomized(library)
    with card(
        "The randomized network", "output", "no weight of its encoder was trained by gradient"
    ):
        gr.Markdown(LEAD, elem_classes=["ae-caption"])
        steps = Flipbook(lambda: listeners.go_through_steps(first))
    return Follower(listeners.go_through_steps, [], [steps])
