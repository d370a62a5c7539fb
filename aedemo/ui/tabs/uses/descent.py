"""The repair by energy as the tab shows it: frames of a descent, as it goes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import gradio as gr
import numpy as np
import torch
from gradio.events import Dependency

from aedemo.experiments.arrays import as_images
from aedemo.library import Library
from aedemo.methods import energy
from aedemo.methods.energy import STEPS, Observation
from aedemo.ui.choices import model_choice
from aedemo.ui.components.card import card
from aedemo.ui.components.results import Result, Results
from aedemo.ui.listeners import HERE, SLOW

FIRST_MODEL = "vae"
MILESTONES = (0, 2, 5, 10, 20, STEPS - 1)
EVERY = 2  # steps between two frames that are sent
SEED = 11
AT_ONCE = 2  # a descent takes a second: two leave the page its other core


def waiting() -> list[Result]:
    """The strip before there is anything to show."""
    return [Result(f"step {step + 1}", None) for step in MILESTONES]


def strip(
    library: Library,
    name: str,
    observation: Observation,
    guess: np.ndarray,
    figure: Callable[[np.ndarray], str],
) -> Iterator[list[Result]]:
    """The frames of a descent from the code of a guess (28, 28), as they come.

    `figure` says how good a picture (28, 28) is. The last picture is always the current one.
    """
    model, shown = library.autoencoder(name), waiting()
    with torch.no_grad():
        code = model.encode(as_images(guess))
    codes = energy.starts(code, torch.Generator().manual_seed(SEED))
    for frame in energy.descend(model.decode, observation, codes):
        image = frame.images[0, 0].numpy()
        result = Result(
            f"step {frame.step + 1}", image, figure(image), f"{frame.energy.item():.1f} nats"
        )
        for place, milestone in enumerate(MILESTONES):
            if frame.step == milestone or place == len(MILESTONES) - 1:
                shown[place] = result
        if frame.step % EVERY == 0 or frame.step == STEPS - 1:
            yield [*shown]


@dataclass(frozen=True, eq=False)
class Panel:
    """The card of a descent: the model, two buttons, the frames and what is said of the model."""

    model: gr.Dropdown
    go: gr.Button
    stop: gr.Button
    frames: Results
    words: gr.Markdown

    def wire(self, descend: Callable, inputs: Sequence[gr.components.Component]) -> Dependency:
        """Run `descend` on the inputs and the model at one button, and end it at the other."""
        inputs = [*inputs, self.model]
        run = self.go.click(descend, inputs, self.frames, concurrency_limit=AT_ONCE, **SLOW)
        self.stop.click(cancels=run, **HERE)
        return run


def panel(
    aside: str,
    models: Sequence[str],
    descend: Callable[[str], Iterator[list[Result]]],
    say: Callable[[str], str],
) -> Panel:
    """Lay out the card, with the end of a descent of the first model and what is said of it."""
    first = FIRST_MODEL if FIRST_MODEL in models else models[0]
    with card("By energy", "code", aside):
        with gr.Row(elem_classes=["ae-buttons"]):
            model = model_choice(models, first)
            go, stop = gr.Button("Descend", size="sm"), gr.Button("Stop", size="sm")
        return Panel(
            model,
            go,
            stop,
            Results(lambda: [*descend(first)][-1]),
            gr.Markdown(say(first), elem_classes=["ae-caption"]),
        )
