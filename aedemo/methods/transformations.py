"""Transformations of a digit by a known amount: paths through the space of images.

Each entry of TRANSFORMATIONS is a function of (images, amounts): images (B, 1, 28, 28) in [0, 1]
and amounts (B,) in the entry's own unit; its `neutral` amount is the identity.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F


def affine(
    images: Tensor, angle: Tensor, scale: Tensor, slant: Tensor, shift: Tensor | None = None
) -> Tensor:
    """Turn by `angle` (radians), shrink by `scale`, slant, and shift to the right, each (B,).

    images: (B, 1, H, W) float. shift: in half widths of the image, none by default. What comes
    in from outside is black; pixels are interpolated bilinearly.
    """
    shift = torch.zeros_like(angle) if shift is None else shift
    cosine, sine = scale * angle.cos(), scale * angle.sin()
    matrix = torch.stack(
        [
            torch.stack([cosine, slant - sine, -shift], dim=1),
            torch.stack([sine, cosine, torch.zeros_like(angle)], dim=1),
        ],
        dim=1,
    )
    grid = F.affine_grid(matrix, list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, align_corners=False)


@dataclass(frozen=True)
class Transformation:
    """A transformation, and the range of its amount from `low` to `high`, in `unit`."""

    label: str
    apply: Callable[[Tensor, Tensor], Tensor]
    low: float
    high: float
    neutral: float
    unit: str


def _rotated(images: Tensor, degrees: Tensor) -> Tensor:
    one, zero = torch.ones_like(degrees), torch.zeros_like(degrees)
    return affine(images, -degrees * (math.pi / 180), one, zero)  # to the right, like the slider


def _zoomed(images: Tensor, factor: Tensor) -> Tensor:
    zero = torch.zeros_like(factor)
    return affine(images, zero, 1 / factor, zero)


def _shifted(images: Tensor, pixels: Tensor) -> Tensor:
    one, zero = torch.ones_like(pixels), torch.zeros_like(pixels)
    return affine(images, zero, one, zero, 2 * pixels / images.shape[-1])


def _brightened(images: Tensor, factor: Tensor) -> Tensor:
    return (images * factor.view(-1, 1, 1, 1)).clamp(0, 1)


TRANSFORMATIONS: dict[str, Transformation] = {
    "rotation": Transformation("Rotation", _rotated, -90, 90, 0, "degrees"),
    "zoom": Transformation("Zoom", _zoomed, 0.5, 1.5, 1, "times"),
    "shift": Transformation("Shift to the right", _shifted, -8, 8, 0, "pixels"),
    "brightness": Transformation("Brightness", _brightened, 0.1, 1.9, 1, "times"),
}
