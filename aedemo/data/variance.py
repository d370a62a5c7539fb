"""Variance-MNIST: digits that are in the variance of their pixels, and how well anything could do.

A pixel x = m * e has the variance m^2; what is seen is y = x + N(0, sigma^2). Whoever knew the
digit m could do no better than the last three functions, so they are the bar for the networks,
which have to guess m from one draw.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, TypeVar

import numpy as np
import torch
from torch import Tensor

from aedemo.data.dataset import Dataset, Split, Splits, as_float
from aedemo.data.digits import SIDE, Digits


@dataclass(frozen=True)
class VarianceDigits(Dataset):
    """Variance-MNIST: x = m * e with e ~ N(0, 1) drawn anew at every sight of the digit m.

    The mean of every pixel is 0, whatever the digit: its shape lives in the variance m^2 alone.
    """

    name: ClassVar[str] = "variance-mnist"
    image_shape: ClassVar[tuple[int, int, int]] = (1, SIDE, SIDE)

    def load(self, data_dir: Path) -> Splits[Split]:
        """The digits themselves; see Digits.load."""
        return Digits().load(data_dir)

    def pair(self, images: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """A fresh draw for each image of a uint8 batch, twice the same; float32, of either sign."""
        x = draw(as_float(images), generator)
        return x, x


def draw(digits: Tensor, generator: torch.Generator) -> Tensor:
    """One draw of variance-MNIST, m * e, for digits m in [0, 1] of any shape."""
    return digits * torch.randn(digits.shape, generator=generator, device=digits.device)


Pixels = TypeVar("Pixels", np.ndarray, Tensor)


def optimal_gate(digits: Pixels, sigma: float) -> Pixels:
    """g = m^2 / (m^2 + sigma^2), of each pixel: E[x | y, m] = g * y, the Wiener filter.

    It is a sigmoid of log m^2 - log sigma^2, which is why a sigmoid gate can learn it. sigma must
    be above 0.
    """
    return digits**2 / (digits**2 + sigma**2)


def least_error(digits: Pixels, sigma: float) -> Pixels:
    """The squared error that the optimal gate leaves on average, of each pixel: g * sigma^2."""
    return optimal_gate(digits, sigma) * sigma**2


def least_nll(digits: Tensor, floor: float) -> Tensor:
    """-log N(x; 0, m^2) without its constant on average over x, of each pixel, in nats.

    The log-variance has the same `floor` as the network's.
    """
    variance = digits.square()
    log_variance = variance.log().clamp_min(floor)
    return 0.5 * (log_variance + variance / log_variance.exp())
