"""What the parts of the Uses tab have in common."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import torch

from aedemo.measures.quality import MOST_PSNR, psnr
from aedemo.ui.errors import refusal

Known = TypeVar("Known", str, int)


def decibels(image: np.ndarray, digit: np.ndarray) -> float:
    """PSNR of one picture (28, 28) against the digit."""
    return psnr(tensor(image), tensor(digit)).item()


def in_decibels(value: float | None) -> str:
    """A PSNR as it is shown, or nothing."""
    if value is None:
        return ""
    return "exact" if value >= MOST_PSNR else f"{value:.1f} dB"


def tensor(picture: np.ndarray) -> torch.Tensor:
    """A picture (28, 28) as a batch of one (1, 1, 28, 28)."""
    return torch.from_numpy(picture)[None, None]


def member(value: object, names: Sequence[Known], what: str) -> Known:
    """A name or number from outside, or an error that says which there are."""
    if not isinstance(value, str | int) or value not in names:
        raise refusal(f"No such {what}; send one of {', '.join(map(str, names))}.")
    return value
