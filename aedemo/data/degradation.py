"""Ways to spoil the drawing of a molecule, as a bad scan does, on tensors of any size.

Ink is white on black, (B, 1, H, W) in [0, 1]. Which bonds are missing is decided where a drawing
is made (drawing.py); everything else is done to its pixels, here.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from aedemo.data.corruptions import blurred
from aedemo.data.damage import Damage

MOST_THICKENING = 3.0  # pixels
WIDEST_BLUR = 2.0  # pixels, standard deviation
MOST_SALT = 0.02


@dataclass(frozen=True)
class Degradation:
    """How a drawing is spoiled; the defaults are the published degradation.

    bonds: share of the bonds that are not drawn. pixels: share of the pixels set to 0. salt: share
    set to 1. blur: standard deviation of a Gaussian, in pixels. thickness: pixels by which every
    line is widened. rotation: degrees, counter-clockwise; turned is the true drawing as well.
    """

    bonds: float = 0.1
    pixels: float = 0.5
    salt: float = 0.0005
    blur: float = 0.0
    thickness: float = 0.0
    rotation: float = 0.0

    def spoil(self, ink: Tensor, generator: torch.Generator) -> Tensor:
        """Widened, blurred, half erased and salted, in this order; the bonds are as they come.

        The same generator state gives the same damage, and a higher level more of it.
        """
        ink = blurred(thickened(ink, self.thickness), self.blur)
        draws = torch.rand((2, *ink.shape), generator=generator, device=generator.device)
        kept, salted = draws.to(ink.device)
        return torch.where(salted < self.salt, 1.0, ink * (kept >= self.pixels))


@dataclass(frozen=True)
class AnyDegradation(Damage):
    """Training at every level: each image of a batch is spoiled by levels of its own.

    Half of the images lose the published share of pixels, the others any up to `pixels`; one in
    sixteen is left as it is drawn, so that a clean drawing is not out of distribution.
    """

    pixels: float = 0.75
    untouched: float = 0.0625

    @property
    def in_words(self) -> str:
        """For people."""
        return "missing bonds and pixels, salt, blur and thick lines, at any level"

    def __call__(self, ink: Tensor, generator: torch.Generator) -> Tensor:
        draws = torch.rand(len(ink), 5, generator=generator, device=generator.device).tolist()
        return torch.cat(
            [
                self._levels(*draw).spoil(image[None], generator)
                for image, draw in zip(ink, draws, strict=True)
            ]
        )

    def _levels(
        self, kind: float, pixels: float, salt: float, blur: float, thickness: float
    ) -> Degradation:
        if kind < self.untouched:
            return Degradation(pixels=0, salt=0)
        # Blur and thick lines come seldom: the published degradation has neither.
        return Degradation(
            pixels=Degradation.pixels if kind < 0.5 else self.pixels * pixels,
            salt=MOST_SALT * salt**4,
            blur=WIDEST_BLUR * max(0.0, blur - 0.8) / 0.2,
            thickness=MOST_THICKENING * max(0.0, thickness - 0.8) / 0.2,
        )


def thickened(ink: Tensor, pixels: float) -> Tensor:
    """Every line `pixels` wider: a grey dilation, between two whole sizes a blend of both."""
    whole, part = divmod(pixels, 1)
    narrow = _dilated(ink, int(whole))
    return narrow if part == 0 else narrow + part * (_dilated(ink, int(whole) + 1) - narrow)


def _dilated(ink: Tensor, pixels: int) -> Tensor:
    """The maximum over squares of side pixels + 1; odd pixels reach further down and right."""
    before, after = pixels // 2, pixels - pixels // 2
    return F.max_pool2d(F.pad(ink, (before, after, before, after)), pixels + 1, stride=1)
