"""What the parts of the Uses tab have in common."""

import numpy as np

from aedemo.experiments.arrays import as_images
from aedemo.measures.quality import MOST_PSNR, psnr


def decibels(image: np.ndarray, digit: np.ndarray) -> float:
    """PSNR of one picture (28, 28) against the digit."""
    return psnr(as_images(image), as_images(digit)).item()


def in_decibels(value: float | None) -> str:
    """A PSNR as it is shown, or nothing."""
    if value is None:
        return ""
    return "exact" if value >= MOST_PSNR else f"{value:.1f} dB"
