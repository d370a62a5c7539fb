"""Super-resolution: few pixels, and who can say which digit they were."""

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
from aedemo.methods.resolution import ENLARGEMENTS, SIDES, averaged, nearest
from aedemo.ui.choices import quiet_radio
from aedemo.ui.components.card import card, maths
from aedemo.ui.components.digit import Digit
from aedemo.ui.components.results import Result, Results
from aedemo.ui.components.seen import Seen
from aedemo.ui.digits import digit_of
from aedemo.ui.errors import member
from aedemo.ui.listeners import LAST, QUICK, Follower, Keywords, skip_without_digit
from aedemo.ui.models import denoisers, digit_models, full_label
from aedemo.ui.pad_values import PadValue
from aedemo.ui.tabs.uses import descent
from aedemo.ui.tabs.uses.part import decibels, in_decibels

TITLE = "Super-resolution"
LEAD = (
    "Few pixels are left of the digit. Enlarging only smooths them, and the denoisers were "
    "never shown so few. Press Descend: a VAE looks for the digit that would look like this."
)
MATHS = r"""
The digit is averaged down to $n \times n$ pixels, $y = A x$. *Nearest* and *bicubic* enlargement
(Keys 1981) use $y$ alone. A *denoiser* is given the nearest enlargement. By *energy* the averaging
itself stands between the decoder and what was seen: the code is sought that makes

$$E(z) = \Big(\frac{28}{n}\Big)^2 \sum_j H\big(y_j, (A\,g(z))_j\big) + \tfrac12 \lVert z \rVert^2$$

small, with the cross-entropy $H$; every low pixel counts as many as it stands for. Only the
operator differs from inpainting, and nothing was trained for either. The universal denoisers were
trained down to 10 × 10 pixels. The means are over 1,000 test digits; the code is in
`aedemo/methods/resolution.py` and `aedemo/methods/energy.py`.
"""

FIRST_SIDE = 7


@dataclass(frozen=True, eq=False)
class SuperResolution:
    """The part's listeners on a library."""

    library: Library

    @cached_property
    def gaussians(self) -> list[str]:
        """The models whose codes can be sought."""
        return digit_models(self.library, generative=True)

    @cached_property
    def methods(self) -> list[str]:
        """All that enlarge at once."""
        return [*ENLARGEMENTS, *denoisers(self.library)]

    def mean_of(self, name: str, side: int) -> float | None:
        """The mean PSNR of a method; None where it was not measured."""
        if name in ENLARGEMENTS:
            by_side = self.library.references.get("super-resolution", {}).get(name, {})
        else:
            by_side = self.library.record(name).results.get("super-resolution", {})
        return by_side.get(str(side))

    def results(self, digit: np.ndarray, side: int) -> list[Result]:
        """A digit (28, 28), and what everybody makes of it from side x side pixels."""
        low = averaged(digit[None], side)
        large = {name: self.enlarged(name, low) for name in self.methods}
        found = {name: decibels(image, digit) for name, image in large.items()}
        best = max(found.values())
        shown = [Result("the digit", digit)]
        for name in sorted(self.methods, key=lambda name: -(self.mean_of(name, side) or 0)):
            label = ENLARGEMENTS[name].label if name in ENLARGEMENTS else full_label(name)
            mean = self.mean_of(name, side)
            aside = "" if mean is None else f"mean {in_decibels(mean)}"
            psnr = found[name]
            shown.append(Result(label, large[name], in_decibels(psnr), aside, psnr == best))
        return shown

    def enlarged(self, name: str, low: np.ndarray) -> np.ndarray:
        """(28, 28), by one method, of an averaged digit (1, side, side)."""
        if name in ENLARGEMENTS:
            return ENLARGEMENTS[name].apply(low)[0]
        return restoring.repair(self.library, name, nearest(low), [None])[0]

    @skip_without_digit
    def enlarge(
        self, source: PadValue, side: int
    ) -> tuple[tuple[np.ndarray, np.ndarray], list[Result], list[Result]]:
        """The digit and what is left of it, everybody's answers, and no descent yet."""
        side, digit = member(side, SIDES, "size"), digit_of(self.library, source)
        return (digit, _small(digit, side)), self.results(digit, side), descent.waiting()

    def enlarge_by_energy(self, source: PadValue, side: int, name: str) -> Iterator[list[Result]]:
        """The frames of a descent, as they come; none from an empty pad."""
        side, name = member(side, SIDES, "size"), member(name, self.gaussians, "model")
        with suppress(NotADigit):
            yield from self.descend(digit_of(self.library, source), side, name)

    def descend(self, digit: np.ndarray, side: int, name: str) -> Iterator[list[Result]]:
        """The same for a digit (28, 28)."""
        observation = energy.lowered(as_images(digit), side)

        def figure(image: np.ndarray) -> str:
            return in_decibels(decibels(image, digit))

        return descent.strip(self.library, name, observation, _small(digit, side), figure)

    def tell(self, side: int, name: str) -> str:
        """What is said of a model that descends."""
        side, name = member(side, SIDES, "size"), member(name, self.gaussians, "model")
        means = self.library.record(name).results.get("super-resolution by energy", {})
        mean = means.get(str(side))
        said_of = "" if mean is None else f" Mean over 1,000 test digits: {in_decibels(mean)}."
        return f"It was never shown a small picture: it only knows digits.{said_of}"


def build(
    library: Library, pad: Digit, first: np.ndarray, controls: gr.Column, results: gr.Column
) -> Follower:
    """Lay out the part on the digit `first`, in the two columns, and wire it."""
    part = SuperResolution(library)
    with controls, card("Pixels left", "corruption"):
        sizes = [(f"{each} × {each}", each) for each in SIDES]
        pixels = quiet_radio("Pixels left", sizes, FIRST_SIDE)
        seen = Seen((first, _small(first, FIRST_SIDE)))
    with results:
        gr.Markdown(LEAD, elem_classes=["ae-say"])
        with card("Enlarged", "output", "PSNR against the digit"):
            shown = Results(lambda: part.results(first, FIRST_SIDE))
            gr.Markdown(
                "In order of their mean over 1,000 test digits; the frame marks the best on yours.",
                elem_classes=["ae-caption"],
            )
        panel = descent.panel(
            "the code whose digit looks so when it is made small",
            part.gaussians,
            lambda name: part.descend(first, FIRST_SIDE, name),
            lambda name: part.tell(FIRST_SIDE, name),
        )
        maths(MATHS)

    run = panel.wire(part.enlarge_by_energy, [pad, pixels])
    outputs = [seen, shown, panel.frames]
    said: Keywords = {
        "fn": part.tell,
        "inputs": [pixels, panel.model],
        "outputs": panel.words,
        **QUICK,
    }
    pixels.input(part.enlarge, [pad, pixels], outputs, cancels=run, **LAST).then(**said)
    panel.model.input(**said)
    return Follower(part.enlarge, [pixels], outputs, [run])


def _small(digit: np.ndarray, side: int) -> np.ndarray:
    """What is left of a digit, on 28 x 28 pixels again."""
    return nearest(averaged(digit[None], side))[0]
