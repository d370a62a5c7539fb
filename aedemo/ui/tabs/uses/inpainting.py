"""Inpainting: what was under the hole, by networks, by energy and by classic methods."""

import gradio as gr
import numpy as np
import torch

from aedemo.data.preprocessing import NotADigit
from aedemo.experiments import restoring
from aedemo.library import Library
from aedemo.library.uses import CLASSIC, denoisers
from aedemo.methods import energy
from aedemo.methods.baselines import BASELINES
from aedemo.ui.components.card import card, maths
from aedemo.ui.components.drawpad import DrawPad, PadValue
from aedemo.ui.components.hole import Hole, Holed
from aedemo.ui.components.results import Result, Results
from aedemo.ui.decoders import full_label
from aedemo.ui.digits import digit_of
from aedemo.ui.tabs.uses import descent
from aedemo.ui.tabs.uses.part import LAST, QUICK, Part, member, skipping

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


def build(library: Library, pad: DrawPad, column: gr.Column, first: np.ndarray) -> Part:
    """Lay out the part on the digit `first`, its controls in the pad's `column`, and wire it."""
    measured = library.uses
    gaussians = library.names(dataset="mnist", generative=True)
    inpainters = [name for name, baseline in BASELINES.items() if baseline.needs_mask]

    def mean_of(name: str) -> float | None:
        entry = measured.get(CLASSIC if name in BASELINES else name, {}).get("inpainting")
        return entry[name] if isinstance(entry, dict) and name in BASELINES else entry

    ordered = sorted([*denoisers(library), *inpainters], key=lambda name: mean_of(name) or np.inf)

    def results(digit: np.ndarray, missing: np.ndarray) -> list[Result]:
        seen = np.where(missing, np.float32(0), digit)
        filled = {
            name: np.where(missing, restoring.repair(library, name, seen[None], [missing])[0], seen)
            for name in ordered
        }
        errors = {name: _missing_mse(image, digit, missing) for name, image in filled.items()}
        least = min(errors.values(), key=lambda error: np.inf if error is None else error)
        shown = [Result("the digit", digit), Result("with the hole", seen)]
        for name, image in filled.items():
            mean = mean_of(name)
            shown.append(
                Result(
                    BASELINES[name].label if name in BASELINES else full_label(name),
                    image,
                    _in_words(errors[name]),
                    "" if mean is None else f"mean {mean:.4f}",
                    errors[name] is not None and errors[name] == least,
                )
            )
        return shown

    def fill(source: PadValue, hole: Holed):
        """The hole has changed: other answers, and no descent yet."""
        return skipping(
            2, lambda digit: (results(digit, hole.missing), descent.waiting()), library, source
        )

    def fill_another(source: PadValue, hole: Holed):
        """The digit has changed, below the same hole."""

        def show(digit: np.ndarray):
            return (
                results(digit, hole.missing),
                descent.waiting(),
                Holed(digit, hole.missing),
            )

        return skipping(3, show, library, source)

    def fill_by_energy(source: PadValue, hole: Holed, name: str):
        name = member(name, gaussians, "model")
        try:
            digit = digit_of(library, source)
        except NotADigit:
            return
        yield from descending(digit, hole.missing, name)

    def descending(digit: np.ndarray, missing: np.ndarray, name: str):
        seen = np.where(missing, np.float32(0), digit)
        observation = energy.holed(_tensor(digit), _tensor(missing))

        def figure(image: np.ndarray) -> str:
            return _in_words(_missing_mse(image, digit, missing))

        yield from descent.strip(library, name, observation, seen, figure)

    def said(name: str) -> str:
        name = member(name, gaussians, "model")
        mean = measured.get(name, {}).get("energy", {}).get("inpainting")
        said_of = f" Mean over 1,000 test digits: {mean:.4f}." if mean is not None else ""
        return f"It was never shown a hole: it only knows digits.{said_of}"

    first_missing = np.zeros((28, 28), bool)
    first_missing[FIRST_HOLE] = True
    with (
        column,
        gr.Column(elem_classes=["ae-part", "ae-part-3"]),
        card("The hole", "corruption", "paint it"),
    ):
        hole = Hole(Holed(first, first_missing))
    with gr.Column(elem_classes=["ae-part", "ae-part-3"]):
        gr.Markdown(LEAD, elem_classes=["ae-say"])
        with card("Filled in", "output", "MSE over the missing pixels"):
            shown = Results(results(first, first_missing))
            gr.Markdown(
                "In order of their mean over 1,000 test digits with a hole of 12 × 12; the frame "
                "marks the best on yours.",
                elem_classes=["ae-caption"],
            )
        panel = descent.panel(
            "the code that agrees with what is known",
            gaussians,
            lambda name: descending(first, first_missing, name),
            said,
        )
        maths(MATHS)

    outputs = [shown, panel.frames]
    run = panel.wire(fill_by_energy, [pad, hole])
    panel.model.input(said, panel.model, panel.words, **QUICK)
    hole.input(fill, [pad, hole], outputs, cancels=run, **LAST)
    return Part(TITLE, fill_another, [hole], [*outputs, hole], [run])


def _missing_mse(image: np.ndarray, digit: np.ndarray, missing: np.ndarray) -> float | None:
    return float(np.square(image - digit)[missing].mean()) if missing.any() else None


def _in_words(error: float | None) -> str:
    return "no hole" if error is None else f"MSE {error:.4f}"


def _tensor(picture: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(picture)[None, None]
