"""Ways to spoil a digit. One function and one entry in CORRUPTIONS add another.

Every function takes images (B, 1, 28, 28) in [0, 1], a level in [0, 1] and a generator, and
returns images of the same shape and range. Level 0 is the identity. The same generator state
gives the same damage, and a higher level of it: the random draws never depend on the level, so a
dragged slider deepens one damage instead of showing a new one at each step.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from aedemo.data.digits import SIDE

Shape = tuple[int, ...]

MOST_SCRATCHES = 12
WIDEST_BLUR = 4.0  # pixels


def gaussian_noise(images: Tensor, level: float, generator: torch.Generator) -> Tensor:
    """x + N(0, level^2), clipped to [0, 1] as any picture file would be.

    Clipping is a function of the unclipped noisy image, so it can only make denoising harder.
    """
    return (images + level * normal(images.shape, generator, images)).clamp(0, 1)


def salt_and_pepper(images: Tensor, level: float, generator: torch.Generator) -> Tensor:
    """A fraction `level` of the pixels becomes black or white, with equal chances."""
    hit = _uniform(images.shape, generator, images) < level
    salt = (_uniform(images.shape, generator, images) < 0.5).to(images.dtype)
    return torch.where(hit, salt, images)


def dropped_pixels(images: Tensor, level: float, generator: torch.Generator) -> Tensor:
    """A fraction `level` of the pixels is set to 0. The others are not rescaled."""
    return images * (_uniform(images.shape, generator, images) >= level)


def black_patch(images: Tensor, level: float, generator: torch.Generator) -> Tensor:
    """A square of side 28 * level, somewhere near the middle, is set to 0."""
    return images * ~_patch(images, level, generator)


def grey_patch(images: Tensor, level: float, generator: torch.Generator) -> Tensor:
    """A square of side 28 * level, somewhere near the middle, is set to 0.5."""
    return torch.where(_patch(images, level, generator), 0.5, images)


def scratches(images: Tensor, level: float, generator: torch.Generator) -> Tensor:
    """12 * level straight lines, 2 px wide, are erased across the digit."""
    batch = len(images)
    shape = (batch, MOST_SCRATCHES, 1, 1)
    angle = math.pi * _uniform(shape, generator, images)
    x0 = SIDE * (0.2 + 0.6 * _uniform(shape, generator, images))
    y0 = SIDE * (0.2 + 0.6 * _uniform(shape, generator, images))
    y, x = _grid(images)
    distance = ((x - x0) * angle.sin() - (y - y0) * angle.cos()).abs()
    # The last scratch grows in width, so that the damage follows the level without jumps.
    order = torch.arange(MOST_SCRATCHES, device=images.device).view(1, -1, 1, 1)
    width = (level * MOST_SCRATCHES - order).clamp(0, 1)
    erased = ((distance < width) & (width > 0)).any(dim=1, keepdim=True)
    return images * ~erased


def blur(images: Tensor, level: float, generator: torch.Generator) -> Tensor:
    """Convolution with a Gaussian of standard deviation 4 * level pixels."""
    return blurred(images, WIDEST_BLUR * level)


def blurred(images: Tensor, sigma: float) -> Tensor:
    """Images (B, 1, H, W) convolved with a Gaussian of standard deviation `sigma` pixels."""
    if sigma < 0.05:  # narrower than a pixel can show, and a division by zero at 0
        return images
    radius = math.ceil(3 * sigma)
    offsets = torch.arange(-radius, radius + 1, device=images.device, dtype=images.dtype)
    kernel = torch.exp(-0.5 * (offsets / sigma) ** 2)
    kernel = kernel / kernel.sum()
    rows = F.conv2d(images, kernel.view(1, 1, -1, 1), padding=(radius, 0))
    return F.conv2d(rows, kernel.view(1, 1, 1, -1), padding=(0, radius)).clamp(0, 1)


def low_resolution(images: Tensor, level: float, generator: torch.Generator) -> Tensor:
    """Averaged down to n x n pixels and shown at 28 x 28 again; n goes from 28 to 2."""
    side = _resolution(level)
    return F.interpolate(F.adaptive_avg_pool2d(images, side), size=SIDE, mode="nearest-exact")


@dataclass(frozen=True)
class Corruption:
    """A way to spoil a digit, and how to speak of it.

    name, label: for code and for people. apply: (images, level, generator) -> images.
    caption: what a level means, in words. removes_pixels: whether the pixels that are gone are
    known to be gone, so that inpainting can be asked to fill them in. version: raised when the same
    level does something else, so that what was measured with it is measured again.
    """

    name: str
    label: str
    apply: Callable[[Tensor, float, torch.Generator], Tensor]
    caption: Callable[[float], str]
    removes_pixels: bool = False
    version: int = 1

    def __repr__(self) -> str:
        return self.name

    def missing(self, images: Tensor, level: float, generator: torch.Generator) -> Tensor | None:
        """The mask (B, 1, 28, 28) of the pixels removed under this generator state, or None.

        What is removed does not depend on the image, so spoiling a white one shows it.
        """
        if not self.removes_pixels:
            return None
        return self.apply(torch.ones_like(images), level, generator) != 1


CORRUPTIONS: dict[str, Corruption] = {
    corruption.name: corruption
    for corruption in (
        Corruption("gaussian", "Gaussian noise", gaussian_noise, lambda a: f"sigma {a:.2f}"),
        Corruption(
            "salt-and-pepper",
            "Salt and pepper",
            salt_and_pepper,
            lambda a: f"{a:.0%} of the pixels black or white".replace("%", " %"),
        ),
        Corruption(
            "dropped",
            "Dropped pixels",
            dropped_pixels,
            lambda a: f"{a:.0%} of the pixels dropped".replace("%", " %"),
            removes_pixels=True,
        ),
        Corruption(
            "black-patch",
            "Black patch",
            black_patch,
            lambda a: f"a black patch of {SIDE * a:.0f} × {SIDE * a:.0f} pixels",
            removes_pixels=True,
        ),
        Corruption(
            "grey-patch",
            "Grey patch",
            grey_patch,
            lambda a: f"a grey patch of {SIDE * a:.0f} × {SIDE * a:.0f} pixels",
            removes_pixels=True,
        ),
        Corruption(
            "scratches",
            "Scratches",
            scratches,
            lambda a: f"{math.ceil(MOST_SCRATCHES * a)} scratches",
            removes_pixels=True,
        ),
        Corruption("blur", "Blur", blur, lambda a: f"blurred, sigma {WIDEST_BLUR * a:.1f} pixels"),
        Corruption(
            "low-resolution",
            "Low resolution",
            low_resolution,
            lambda a: f"{_resolution(a)} × {_resolution(a)} pixels",
        ),
    )
}


def _resolution(level: float) -> int:
    return round(SIDE + (2 - SIDE) * level)


def _patch(images: Tensor, level: float, generator: torch.Generator) -> Tensor:
    side = round(SIDE * level)
    corner = _uniform((len(images), 2, 1, 1), generator, images)
    # The patch's place within its free range is drawn once, so it grows where it is.
    first = ((SIDE - side) * (0.2 + 0.6 * corner)).round()
    y, x = _grid(images)
    top, left = first[:, :1], first[:, 1:]
    return (y >= top) & (y < top + side) & (x >= left) & (x < left + side)


def _grid(images: Tensor) -> tuple[Tensor, Tensor]:
    axis = torch.arange(SIDE, device=images.device, dtype=images.dtype)
    return axis.view(1, 1, SIDE, 1), axis.view(1, 1, 1, SIDE)


def _uniform(shape: Shape, generator: torch.Generator, like: Tensor) -> Tensor:
    return torch.rand(shape, generator=generator, device=generator.device).to(like.device)


def normal(shape: Shape, generator: torch.Generator, like: Tensor) -> Tensor:
    """N(0, 1) from a generator of any device, where `like` is."""
    return torch.randn(shape, generator=generator, device=generator.device).to(like.device)
