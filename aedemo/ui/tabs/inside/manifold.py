"""The manifold: where a network pulls the points of a plane, and the path of one of them."""

from dataclasses import dataclass

import gradio as gr

from aedemo.experiments import manifold
from aedemo.library import Library
from aedemo.ui.components.card import card
from aedemo.ui.components.digit import Digit
from aedemo.ui.components.field import MOST_POINTS, Arrows, Field, Trails
from aedemo.ui.errors import numbers_of
from aedemo.ui.listeners import LAST, told
from aedemo.ui.pad_values import GalleryDigit

TITLE = "Manifold"

CAPTION = (
    "A denoising autoencoder of points of the plane, trained on a spiral of two arms with noise. "
    "Little noise: it pulls each point to the arm that is nearest. Much: it cannot tell the arms "
    "apart, and pulls to the mean of both."
)


@dataclass(frozen=True, eq=False)
class Manifold:
    """The part's listeners on a library."""

    library: Library

    def draw_field(self, name: str) -> Arrows:
        """Where a network takes each point of a grid."""
        points = manifold.grid()
        answers = manifold.reconstructions(self.library, name, points)
        return Arrows(points, answers, manifold.arms())

    def drop(self, name: str, event: gr.EventData) -> Trails:
        """The paths of the points that were dropped."""
        places = told(event, "places")
        count = min(len(places), MOST_POINTS) if isinstance(places, list) else 1
        points = numbers_of(places, (count, 2), 0, 1, "Points of the plane")
        return Trails(manifold.descent(self.library, name, points))


def trained(library: Library) -> bool:
    """Whether there is anything to show."""
    return bool(manifold.names(library))


def build(library: Library, pad: Digit, first: GalleryDigit) -> None:
    """Lay out the part and wire it; it shows no digit."""
    listeners, names = Manifold(library), manifold.names(library)
    name = names[len(names) // 2 - 1]
    framed = card("The manifold", "output", "click to drop a point and let it be pulled")
    with framed, gr.Row(elem_classes=["ae-bench"]):
        with gr.Column():
            noise = gr.Radio(
                [(f"{manifold.sigma_of(each):g}", each) for each in names],
                value=name,
                label="Noise that it was trained to remove, sigma",
            )
            gr.Markdown(CAPTION, elem_classes=["ae-caption"])
        field = Field(lambda: listeners.draw_field(name))
    noise.input(listeners.draw_field, noise, field, **LAST)
    field.ask(listeners.drop, noise, field, **LAST)
