"""What the four parts of the Uses tab have in common."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import gradio as gr
import numpy as np
import torch
from gradio.events import Dependency

from aedemo.data.preprocessing import NotADigit
from aedemo.library import Library
from aedemo.measures.quality import MOST_PSNR, psnr
from aedemo.ui.components.drawpad import PadValue
from aedemo.ui.digits import digit_of
from aedemo.ui.errors import refusal

QUICK = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
LAST = {"trigger_mode": "always_last", **QUICK}
# A descent takes a second: two at a time leave the page its other core.
SLOW = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 2}


@dataclass(frozen=True, eq=False)
class Part:
    """One use, as the tab shows it.

    title: on the choice of parts. follow: from a pad and the values of `inputs` to a value for each
    of `outputs`, when the pad has another digit. runs: what is then called off.
    """

    title: str
    follow: Callable
    inputs: list
    outputs: list
    runs: Sequence[Dependency] = ()


def decibels(image: np.ndarray, digit: np.ndarray) -> float:
    """PSNR of one picture (28, 28) against the digit."""
    return psnr(torch.from_numpy(image)[None, None], torch.from_numpy(digit)[None, None]).item()


def in_decibels(value: float | None) -> str:
    """A PSNR as it is shown, or nothing."""
    if value is None:
        return ""
    return "exact" if value >= MOST_PSNR else f"{value:.1f} dB"


def member(value: object, names: Sequence, what: str):
    """A name from outside, or an error that says which there are."""
    if not isinstance(value, str | int) or value not in names:
        raise refusal(f"No such {what}; send one of {', '.join(map(str, names))}.")
    return value


def skipping(
    count: int, show: Callable[[np.ndarray], tuple], library: Library, source: PadValue
) -> tuple:
    """What `show` makes of the pad's digit; as many skips as outputs where the pad is empty."""
    try:
        digit = digit_of(library, source)
    except NotADigit:  # the pad says so itself; what was shown stays
        return tuple(gr.skip() for _ in range(count))
    return show(digit)
