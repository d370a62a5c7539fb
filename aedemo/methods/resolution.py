"""Few pixels, and the classic ways to make many of them again."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from aedemo.data.digits import SIDE

SIDES = (4, 7, 14)  # each divides 28, so that every pixel is the mean of a square


def averaged(images: np.ndarray, side: int) -> np.ndarray:
    """Images (B, 28, 28) -> (B, side, side), each pixel the mean of those it stands for."""
    block = SIDE // side
    return images.reshape(len(images), side, block, side, block).mean(axis=(2, 4))


@dataclass(frozen=True)
class Enlargement:
    """A classic enlargement. apply: (B, side, side) in [0, 1] -> (B, 28, 28) in [0, 1]."""

    label: str
    apply: Callable[[np.ndarray], np.ndarray]


def nearest(low: np.ndarray) -> np.ndarray:
    """Every pixel as the square it stands for."""
    block = SIDE // low.shape[-1]
    return low.repeat(block, axis=1).repeat(block, axis=2)


def bicubic(low: np.ndarray) -> np.ndarray:
    """Piecewise cubic polynomials through the pixels' middles (Keys 1981), clipped to [0, 1]."""
    size = (SIDE, SIDE)
    large = [cv2.resize(image, size, interpolation=cv2.INTER_CUBIC) for image in low]
    return np.stack(large).clip(0, 1)


ENLARGEMENTS: dict[str, Enlargement] = {
    "nearest": Enlargement("nearest pixel", nearest),
    "bicubic": Enlargement("bicubic", bicubic),
}
