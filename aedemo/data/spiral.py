"""A curve in the plane: data of two numbers, so that all an autoencoder does can be drawn."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import torch
from torch import Tensor

from aedemo.data.dataset import Dataset, Split, Splits

POINTS = 20_000
TURNS = 1.1
INNER, OUTER = 0.08, 0.42  # distance from the middle (0.5, 0.5)


@dataclass(frozen=True)
class Spiral(Dataset):
    """Points on the two arms of a spiral, as images of 1 x 2 pixels: x and y in [0, 1]."""

    name: ClassVar[str] = "spiral"
    image_shape: ClassVar[tuple[int, int, int]] = (1, 1, 2)

    def load(self, data_dir: Path) -> Splits[Split]:
        """Random points of the curve; nothing is read. The label says which arm."""
        generator = torch.Generator().manual_seed(0)
        return Splits(*(_points(count, generator) for count in (POINTS, 1_000, 2_000)))

    def pair(self, images: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """The points as they are, twice."""
        return images, images


def curve(t: Tensor, arm: Tensor) -> Tensor:
    """The points (N, 2) at t in [0, 1], from the middle outwards, of arm 0 or 1, (N,) each."""
    angle = 2 * math.pi * TURNS * t + math.pi * arm
    radius = INNER + (OUTER - INNER) * t
    return 0.5 + torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)


def _points(count: int, generator: torch.Generator) -> Split:
    # The square root of a uniform number spreads the points evenly along the widening arms.
    t = torch.rand(count, generator=generator).sqrt()
    arm = torch.randint(2, (count,), generator=generator)
    return Split(curve(t, arm).view(-1, 1, 1, 2), arm)
