"""The manifold: where a network pulls the points of a plane, and the path of one of them."""

from dataclasses import dataclass

import gradio as gr

from aedemo.experiments import manifold
from aedemo.library import Library
from aedemo.ui.components.card import card
from aedemo.ui.components.field import Arrows, Field, Trail
from aedemo.ui.errors import numbers_of
from aedemo.ui.listeners import LAST, told


@dataclass(frozen=True, eq=False)
class Manifold:
    """The card's listeners on a library."""

    library: Library

    def draw_field(self, name: str) -> Arrows:
        """Where a network takes each point of a grid."""
        points = manifold.grid()
        answers = manifold.reconstructions(self.library, name, points)
        return Arrows(points, answers, manifold.arms())

    def drop(self, name: str, event: gr.EventData) -> Trail:
        """The path of a point that was dropped."""
        place = numbers_of(told(event, "place"), (2,), 0, 1, "A point of the plane")
        return Trail(manifold.descent(self.library, name, place))


def trained(library: Library) -> bool:
    """Whether there is anything to show."""
    return bool(manifold.names(library))


def build(library: Library) -> None:
    """Lay out the card and wire it."""
    listeners, names = Manifold(library), manifold.names(library)
    first = names[len(names) // 2 - 1]
    with card("The manifold", "output", "click to drop a point and let it be pulled"):
        noise = gr.Radio(
            [(f"{manifold.sigma_of(name):g}", name) for name in names],
            value=first,
            label="Noise that it was trained to remove, sigma",
        )
        field = Field(lambda: listeners.draw_field(first))
    noise.input(listeners.draw_field, noise, field, **LAST)
    field.ask(listeners.drop, noise, field, **LAST)
