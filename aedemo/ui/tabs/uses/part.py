"""What the parts of the Uses tab have in common."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from aedemo.experiments.arrays import as_images
from aedemo.measures.quality import MOST_PSNR, psnr
from aedemo.ui.errors import refusal

Known = TypeVar("Known", bound=str | int)


def decibels(image: np.ndarray, digit: np.ndarray) -> float:
    """PSNR of one picture (28, 28) against the digit."""
    return psnr(as_images(image), as_images(digit)).item()


def in_decibels(value: float | None) -> str:
    """A PSNR as it is shown, or nothing."""
    if value is None:
        return ""
    return "exact" if value >= MOST_PSNR else f"{value:.1f} dB"


def member(value: object, names: Sequence[Known], what: str) -> Known:
    """A name or number from outside, or an error that says which there are."""
    for name in names:
        if type(value) is type(name) and value == name:
            return name
    raise refusal(f"No such {what}; send one of {', '.join(map(str, names))}.")
