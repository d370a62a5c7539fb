"""Super-resolution: few pixels, and who can say which digit they were."""

import gradio as gr
import numpy as np
import torch

from aedemo.data.preprocessing import NotADigit
from aedemo.experiments import restoring
from aedemo.library import Library
from aedemo.library.uses import CLASSIC, denoisers
from aedemo.methods import energy
from aedemo.methods.resolution import ENLARGEMENTS, SIDES, averaged, nearest
from aedemo.ui.components.card import card, maths
from aedemo.ui.components.drawpad import DrawPad, PadValue
from aedemo.ui.components.results import Result, Results
from aedemo.ui.components.seen import Seen
from aedemo.ui.decoders import full_label
from aedemo.ui.digits import digit_of
from aedemo.ui.tabs.uses import descent
from aedemo.ui.tabs.uses.part import LAST, QUICK, Part, decibels, in_decibels, member, skipping

TITLE = "Super-resolution"
LEAD = (
    "Forty-nine pixels are left of the digit. Enlarging only smooths them, and the denoisers were "
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


def build(library: Library, pad: DrawPad, column: gr.Column, first: np.ndarray) -> Part:
    """Lay out the part on the digit `first`, its controls in the pad's `column`, and wire it."""
    measured = library.uses
    gaussians = library.names(dataset="mnist", generative=True)
    methods = [*ENLARGEMENTS, *denoisers(library)]

    def mean_of(name: str, side: int) -> float | None:
        entry = measured.get(CLASSIC if name in ENLARGEMENTS else name, {})
        entry = entry.get("superresolution", {})
        return (entry.get(name, {}) if name in ENLARGEMENTS else entry).get(str(side))

    def results(digit: np.ndarray, side: int) -> list[Result]:
        low = averaged(digit[None], side)
        seen = nearest(low)
        large = {
            name: ENLARGEMENTS[name].apply(low)[0]
            if name in ENLARGEMENTS
            else restoring.repair(library, name, seen, [None])[0]
            for name in methods
        }
        found = {name: decibels(image, digit) for name, image in large.items()}
        best = max(found.values())
        ordered = sorted(methods, key=lambda name: -(mean_of(name, side) or 0))
        shown = [Result("the digit", digit)]
        for name in ordered:
            mean = mean_of(name, side)
            shown.append(
                Result(
                    ENLARGEMENTS[name].label if name in ENLARGEMENTS else full_label(name),
                    large[name],
                    in_decibels(found[name]),
                    "" if mean is None else f"mean {in_decibels(mean)}",
                    found[name] == best,
                )
            )
        return shown

    def small(digit: np.ndarray, side: int) -> np.ndarray:
        return nearest(averaged(digit[None], side))[0]

    def enlarge(source: PadValue, side: int):
        side = member(side, SIDES, "size")

        def show(digit: np.ndarray):
            return (digit, small(digit, side)), results(digit, side), descent.waiting()

        return skipping(3, show, library, source)

    def enlarge_by_energy(source: PadValue, side: int, name: str):
        side, name = member(side, SIDES, "size"), member(name, gaussians, "model")
        try:
            digit = digit_of(library, source)
        except NotADigit:
            return
        yield from descending(digit, side, name)

    def descending(digit: np.ndarray, side: int, name: str):
        observation = energy.lowered(torch.from_numpy(digit)[None, None], side)
        guess = small(digit, side)

        def figure(image: np.ndarray) -> str:
            return in_decibels(decibels(image, digit))

        yield from descent.strip(library, name, observation, guess, figure)

    def tell(side: int, name: str) -> str:
        side, name = member(side, SIDES, "size"), member(name, gaussians, "model")
        means = measured.get(name, {}).get("energy", {}).get("superresolution", {})
        mean = means.get(str(side))
        said_of = "" if mean is None else f" Mean over 1,000 test digits: {in_decibels(mean)}."
        return f"It was never shown a small picture: it only knows digits.{said_of}"

    with (
        column,
        gr.Column(elem_classes=["ae-part", "ae-part-4"]),
        card("Pixels left", "corruption"),
    ):
        pixels = gr.Radio(
            [(f"{each} × {each}", each) for each in SIDES],
            value=FIRST_SIDE,
            label="Pixels left",
            show_label=False,
            container=False,
        )
        seen = Seen((first, small(first, FIRST_SIDE)))
    with gr.Column(elem_classes=["ae-part", "ae-part-4"]):
        gr.Markdown(LEAD, elem_classes=["ae-say"])
        with card("Enlarged", "output", "PSNR against the digit"):
            shown = Results(results(first, FIRST_SIDE))
            gr.Markdown(
                "In order of their mean over 1,000 test digits; the frame marks the best on yours.",
                elem_classes=["ae-caption"],
            )
        panel = descent.panel(
            "the code whose digit looks so when it is made small",
            gaussians,
            lambda name: descending(first, FIRST_SIDE, name),
            lambda name: tell(FIRST_SIDE, name),
        )
        maths(MATHS)

    run = panel.wire(enlarge_by_energy, [pad, pixels])
    outputs = [seen, shown, panel.frames]
    said = {"fn": tell, "inputs": [pixels, panel.model], "outputs": panel.words, **QUICK}
    pixels.input(enlarge, [pad, pixels], outputs, cancels=run, **LAST).then(**said)
    panel.model.input(**said)
    return Part(TITLE, enlarge, [pixels], outputs, [run])
