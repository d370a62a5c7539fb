"""What contraction means: how far the code moves, in each direction of the picture."""

from dataclasses import dataclass
from functools import cache, cached_property

import gradio as gr
import numpy as np

from aedemo.experiments import tangents
from aedemo.library import Library
from aedemo.models.catalogue import VARIANTS
from aedemo.ui import plots
from aedemo.ui.choices import quiet_radio
from aedemo.ui.components.card import card
from aedemo.ui.components.chart import Chart
from aedemo.ui.components.digit import Digit
from aedemo.ui.components.flipbook import Flipbook, Pages
from aedemo.ui.digits import digit_or
from aedemo.ui.listeners import HERE, LAST, Follower, moved
from aedemo.ui.models import full_label
from aedemo.ui.pad_values import GalleryDigit, PadValue
from aedemo.ui.tabs.inside.scale import signed_key, to_unit

TITLE = "Contraction"

DIRECTIONS = 5
WALK = np.linspace(-4, 4, 17, dtype=np.float32)
FIRST_STEP = 2.0  # far enough that each answer is seen to change
CAPTION = (
    "Below: the network's answer to the digit and a times a direction; its MSE against the answer "
    "to the digit."
)
# JavaScript: the slider leafs through the walks without a request.
_ALONG = f"(a) => ({{ at: (a - {WALK[0]}) / {WALK[-1] - WALK[0]} }})"


@dataclass(frozen=True, eq=False)
class Contraction:
    """The part's listener on a library; `first` is what it shows of an empty pad."""

    library: Library
    first: GalleryDigit

    @cached_property
    def trios(self) -> list[tuple[str, str, str]]:
        """Networks that differ only in what they were trained for."""
        return tangents.trios(self.library)

    def contract(
        self, source: PadValue, trio: int, which: int, step: float | None = None
    ) -> tuple[plots.Figure, Pages]:
        """The spectra of a trio's three networks at the digit, and the walks along one's.

        These open at `step`, or stay where they are.
        """
        digit = digit_or(self.library, source, self.first)
        names = self.trios[trio]
        spectra = {name: tangents.spectrum(self.library, name, digit) for name in names}
        name = names[which]
        return (
            plots.singular_values({full_label(each): spectra[each].values for each in names}),
            _walks(self.library, name, digit, spectra[name], step),
        )


def trained(library: Library) -> bool:
    """Whether there is anything to show."""
    return bool(tangents.trios(library))


def build(library: Library, pad: Digit, first: GalleryDigit) -> Follower:
    """Lay out the part on the digit `first` and wire it."""
    listeners = Contraction(library, first)
    trios = listeners.trios
    # Of the narrowest code each direction is a change that the eye can read.
    narrow = min(range(len(trios)), key=lambda i: VARIANTS[trios[i][0]].code_size)

    @cache
    def contracted() -> tuple[plots.Figure, Pages]:
        return listeners.contract(first, narrow, 0, FIRST_STEP)

    with card("What contraction means", "code", "how far the code moves, in each direction"):
        labels = [(_trio_label(names), i) for i, names in enumerate(trios)]
        with gr.Row(elem_classes=["ae-path"]):
            with gr.Column():
                trio = quiet_radio("Networks", labels, narrow)
                values = Chart(lambda: contracted()[0])
            with gr.Column():
                which = gr.Radio(
                    [(word, i) for i, word in enumerate(tangents.KINDS)],
                    value=0,
                    label="Directions of the network that is",
                )
                along = gr.Slider(
                    WALK[0].item(),
                    WALK[-1].item(),
                    FIRST_STEP,
                    step=0.5,
                    label="How far along the direction, a",
                    buttons=[],
                )
                directions = Flipbook(lambda: contracted()[1])
                signed_key("takes ink away", "adds ink")
                gr.Markdown(CAPTION, elem_classes=["ae-caption"])
    inputs, outputs = [trio, which], [values, directions]
    gr.on([trio.input, which.input], listeners.contract, [pad, *inputs], outputs, **LAST)
    gr.on(moved(along), js=_ALONG, inputs=along, outputs=directions, **HERE)
    return Follower(listeners.contract, inputs, outputs)


def _trio_label(names: tuple[str, ...]) -> str:
    variant = VARIANTS[names[0]]
    return f"{variant.family.title}, {variant.label}"


def _walks(
    library: Library, name: str, digit: np.ndarray, spectrum: tangents.Spectrum, step: float | None
) -> Pages:
    """The first directions, and what the network answers on the way along each."""
    chosen = spectrum.directions[:DIRECTIONS]
    shown = np.repeat(to_unit(chosen, 0.99)[:, None], len(WALK), axis=1)
    answers = np.stack([tangents.walk(library, name, digit, each, WALK) for each in chosen])
    changes = np.square(answers - answers[:, WALK == 0]).mean(axis=(2, 3))
    captions = [f"direction {k + 1}" for k in range(len(chosen))]
    return Pages(
        [*captions, *(f"along {k + 1}" for k in range(len(chosen)))],
        np.concatenate([shown, answers]),
        at=None if step is None else _place(step),
        signed=[True] * len(chosen) + [False] * len(chosen),
        notes=[
            *([f"s {value:.2f}"] * len(WALK) for value in spectrum.values[:DIRECTIONS]),
            *([f"{change:.4f}" for change in along] for along in changes),
        ],
    )


def _place(step: float) -> float:
    """Where a step is on the way, in [0, 1]."""
    return (step - WALK[0].item()) / (WALK[-1] - WALK[0]).item()
