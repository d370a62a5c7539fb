"""Layer by layer: what is left of the digit after each nonlinearity of a network."""

from dataclasses import dataclass

import gradio as gr

from aedemo.experiments import activations
from aedemo.library import Library
from aedemo.ui.choices import model_choice
from aedemo.ui.components.card import card
from aedemo.ui.components.digit import Digit
from aedemo.ui.components.tiles import Section, Tiles
from aedemo.ui.digits import digit_or
from aedemo.ui.listeners import LAST, Follower
from aedemo.ui.models import digit_models, first_of
from aedemo.ui.pad_values import GalleryDigit, PadValue
from aedemo.ui.tabs.inside.scale import signed_key, to_unit

TITLE = "Layers"

FIRST_MODEL = "conv-deep"


@dataclass(frozen=True, eq=False)
class Layers:
    """The part's listener on a library; `first` is what it shows of an empty pad."""

    library: Library
    first: GalleryDigit

    def look_through(self, source: PadValue, name: str) -> list[Section]:
        """The maps of each layer of a model for the digit, a section a layer."""
        stages = activations.activations(
            self.library, name, digit_or(self.library, source, self.first)
        )
        return [
            Section(
                each.half, each.label, to_unit(each.maps), size=44 if len(each.maps) > 1 else 84
            )
            for each in stages
        ]


def trained(library: Library) -> bool:
    """Whether there is anything to show."""
    return bool(digit_models(library, has_code=True))


def build(library: Library, pad: Digit, first: GalleryDigit) -> Follower:
    """Lay out the part on the digit `first` and wire it."""
    listeners, names = Layers(library, first), digit_models(library, has_code=True)
    name = first_of(FIRST_MODEL, names)
    with card("Layer by layer", "output", "after each nonlinearity; twelve maps at most"):
        with gr.Row(elem_classes=["ae-pair"]):
            model = model_choice(names, name)
            signed_key("below 0", "above 0, each layer on its own scale")
        stages = Tiles(lambda: listeners.look_through(first, name))
    model.input(listeners.look_through, [pad, model], stages, **LAST)
    return Follower(listeners.look_through, [model], [stages])
