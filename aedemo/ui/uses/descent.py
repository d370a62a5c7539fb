"""The repair by energy as the tab shows it: frames of a descent, as it goes."""

from collections.abc import Callable, Iterator

import numpy as np
import torch

from aedemo import energy
from aedemo.checkpoints import Library
from aedemo.energy import STEPS, Observation
from aedemo.ui.components.results import Result

MILESTONES = (0, 2, 5, 10, 20, STEPS - 1)
EVERY = 2  # steps between two frames that are sent
SEED = 11
HINT = "not yet: press Descend"


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
    model, shown = library[name], waiting()
    with torch.no_grad():
        code = model.encode(torch.from_numpy(guess)[None, None])
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
