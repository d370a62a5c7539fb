"""Inpainting: what was under the hole, by networks, by energy and by classic methods."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

import gradio as gr
import numpy as np

from aedemo.data.preprocessing import NotADigit
from aedemo.experiments import restoring
from aedemo.experiments.arrays import as_images
from aedemo.library import Library
from aedemo.methods import energy
from aedemo.methods.baselines import BASELINES
from aedemo.ui.components.card import card, maths
from aedemo.ui.components.digit import Digit
from aedemo.ui.components.hole import Hole, Holed
from aedemo.ui.components.results import Result, Results
from aedemo.ui.digits import digit_of
from aedemo.ui.errors import member
from aedemo.ui.listeners import LAST, QUICK, Follower, skip_without_digit
from aedemo.ui.models import denoisers, digit_models, full_label
from aedemo.ui.pad_values import PadValue
from aedemo.ui.tabs.uses import descent

TITLE = "Inpainting"
LEAD = (
    "Paint a hole over the digit and see who knows what was there. Small holes are filled by "
    "anybody; over the middle of a 4 or a 9 only those who know digits have an idea."
)
MATHS = r"""
A *denoiser* is shown the digit with a black hole, in one pass. *Telea* and *Navier-Stokes* are told
where the hole is and carry its rim inwards; they know nothing of digits. By *energy* a
variational autoencoder that has never seen a hole is used backwards: its code is sought whose
picture agrees with the pixels that are known,

$$E(z) = -\sum_{i \text{ known}} \log p(x_i \mid z) + \tfrac12 \lVert z \rVert^2,$$

by gradient descent, from four codes at first and from the best of them after ten steps (Bora et al.
2017, *Compressed sensing using generative models*). The figure is the mean squared error over the
missing pixels only. It prefers a blurred guess to a sharp wrong one: the mean of all digits that
fit is the best bet, and the least digit-like.

Of the means, each is over 1,000 test digits with a hole of 12 × 12 pixels each, somewhere near the
middle. The code is in `aedemo/methods/energy.py` and
`aedemo/methods/baselines.py`.
"""

FIRST_HOLE = (slice(12, 20), slice(9, 19))


@dataclass(frozen=True, eq=False)
class Inpainting:
    """The part's listeners on a library."""

    library: Library

    @cached_property
    def gaussians(self) -> list[str]:
        """The models whose codes can be sought."""
        return digit_models(self.library, generative=True)

    @cached_property
    def ordered(self) -> list[str]:
        """All that fill a hole at once, the best in the mean first."""
        inpainters = [name for name, baseline in BASELINES.items() if baseline.needs_mask]
        names = [*denoisers(self.library), *inpainters]
        return sorted(names, key=lambda name: self.mean_of(name) or np.inf)

    def mean_of(self, name: str) -> float | None:
        """The mean error of a model or a baseline; None where it was not measured."""
        if name in BASELINES:
            return self.library.references.get("inpainting", {}).get(name)
        return self.library.record(name).results.get("inpainting")

    def results(self, digit: np.ndarray, missing: np.ndarray) -> list[Result]:
        """A digit (28, 28), that with a hole, and what everybody fills the hole with."""
        seen = np.where(missing, np.float32(0), digit)
        filled = {
            name: np.where(
                missing, restoring.repair(self.library, name, seen[None], [missing])[0], seen
            )
            for name in self.ordered
        }
        errors = {name: _missing_mse(image, digit, missing) for name, image in filled.items()}
        least = min((each for each in errors.values() if each is not None), default=None)
        answers = [
            self.result(name, image, errors[name], least is not None and errors[name] == least)
            for name, image in filled.items()
        ]
        return [Result("the digit", digit), Result("with the hole", seen), *answers]

    def result(self, name: str, image: np.ndarray, error: float | None, best: bool) -> Result:
        """The answer of a model or a baseline, beside its mean."""
        label = BASELINES[name].label if name in BASELINES else full_label(name)
        mean = self.mean_of(name)
        aside = "" if mean is None else f"mean {mean:.4f}"
        return Result(label, image, _in_words(error), aside, bool(best))

    @skip_without_digit
    def fill(self, source: PadValue, hole: Holed) -> tuple[list[Result], list[Result]]:
        """The hole has changed: other answers, and no descent yet."""
        return self.results(digit_of(self.library, source), hole.missing), descent.waiting()

    @skip_without_digit
    def fill_another(
        self, source: PadValue, hole: Holed
    ) -> tuple[list[Result], list[Result], Holed]:
        """The digit has changed, below the same hole."""
        digit = digit_of(self.library, source)
        return (
            self.results(digit, hole.missing),
            descent.waiting(),
            Holed(digit, hole.missing),
        )

    def fill_by_energy(self, source: PadValue, hole: Holed, name: str) -> Iterator[list[Result]]:
        """The frames of a descent, as they come; none from an empty pad."""
        name = member(name, self.gaussians, "model")
        with suppress(NotADigit):
            yield from self.descend(digit_of(self.library, source), hole.missing, name)

    def descend(self, digit: np.ndarray, missing: np.ndarray, name: str) -> Iterator[list[Result]]:
        """The same for a digit (28, 28) and what of it is missing."""
        seen = np.where(missing, np.float32(0), digit)
        observation = energy.holed(as_images(digit), as_images(missing))

        def figure(image: np.ndarray) -> str:
            return _in_words(_missing_mse(image, digit, missing))

        return descent.strip(self.library, name, observation, seen, figure)

    def tell(self, name: str) -> str:
        """What is said of a model that descends."""
        name = member(name, self.gaussians, "model")
        mean = self.library.record(name).results.get("inpainting by energy")
        said_of = f" Mean over 1,000 test digits: {mean:.4f}." if mean is not None else ""
        return f"It was never shown a hole: it only knows digits.{said_of}"


def build(
    library: Library, pad: Digit, first: np.ndarray, controls: gr.Column, results: gr.Column
) -> Follower:
    """Lay out the part on the digit `first`, in the two columns, and wire it."""
    part = Inpainting(library)
    missing = np.zeros((28, 28), bool)
    missing[FIRST_HOLE] = True
    with controls, card("The hole", "corruption", "paint it"):
        hole = Hole(Holed(first, missing))
    with results:
        gr.Markdown(LEAD, elem_classes=["ae-say"])
        with card("Filled in", "output", "MSE over the missing pixels"):
            shown = Results(lambda: part.results(first, missing))
            gr.Markdown(
                "In order of their mean over 1,000 test digits with a hole of 12 × 12; the frame "
                "marks the best on yours.",
                elem_classes=["ae-caption"],
            )
        panel = descent.panel(
            "the code that agrees with what is known",
            part.gaussians,
            lambda name: part.descend(first, missing, name),
            part.tell,
        )
        maths(MATHS)

    outputs = [shown, panel.frames]
    run = panel.wire(part.fill_by_energy, [pad, hole])
    panel.model.input(part.tell, panel.model, panel.words, **QUICK)
    hole.input(part.fill, [pad, hole], outputs, cancels=run, **LAST)
    return Follower(part.fill_another, [hole], [*outputs, hole], [run])


def _missing_mse(image: np.ndarray, digit: np.ndarray, missing: np.ndarray) -> float | None:
    return float(np.square(image - digit)[missing].mean()) if missing.any() else None


def _in_words(error: float | None) -> str:
    return "no hole" if error is None else f"MSE {error:.4f}"
