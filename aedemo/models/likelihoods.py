"""Likelihoods: how the decoder's numbers become an image, and what an error costs.

Costs are per image, (B,), summed over the pixels, in nats where there is a probability behind them.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor
from torch.nn import functional as F

from aedemo.data.hues import nearest_hue

# ---------------------------------------------------------------------------------- likelihoods


class Likelihood(ABC):
    """What the decoder's numbers say of an image, and what an error costs.

    per_pixel: the numbers that a channel of a pixel needs, so that `decoded` is
    (B, C * per_pixel, H, W). channels: C, where it is not the dataset's to say.
    """

    channels: ClassVar[int | None] = None

    @property
    @abstractmethod
    def per_pixel(self) -> int:
        """The numbers that a channel of a pixel needs."""

    @property
    @abstractmethod
    def in_words(self) -> str:
        """For people: the cost."""

    @abstractmethod
    def image(self, decoded: Tensor) -> Tensor:
        """What the decoder's numbers show by themselves, (B, C, H, W)."""

    def answer(self, decoded: Tensor, seen: Tensor) -> Tensor:
        """The restored image, (B, C, H, W), of a network that was shown `seen`."""
        return self.image(decoded)

    @abstractmethod
    def cost(self, decoded: Tensor, target: Tensor, seen: Tensor) -> Tensor:
        """What it costs that the truth is `target`, (B,): -log p where there is a probability."""


@dataclass(frozen=True)
class Bernoulli(Likelihood):
    """p(x|z) = prod_i y_i^x_i (1 - y_i)^(1 - x_i), y = sigmoid(decoder); grey x are allowed."""

    per_pixel: ClassVar[int] = 1
    in_words: ClassVar[str] = "cross-entropy"

    def image(self, decoded: Tensor) -> Tensor:
        return decoded.sigmoid()

    def cost(self, decoded: Tensor, target: Tensor, seen: Tensor) -> Tensor:
        """-log p(x|z): the cross-entropy, summed over the pixels."""
        loss = F.binary_cross_entropy_with_logits(decoded.float(), target, reduction="none")
        return loss.flatten(1).sum(dim=1)


@dataclass(frozen=True)
class SquaredError(Likelihood):
    """||y - x||^2, -log p(x|z) of a Gaussian of fixed width up to scale; y = sigmoid(decoder).

    With `linear` the decoder's numbers are the pixels, and only what is shown is clipped.
    """

    linear: bool = False

    per_pixel: ClassVar[int] = 1
    in_words: ClassVar[str] = "squared error"

    def image(self, decoded: Tensor) -> Tensor:
        return decoded.clamp(0, 1) if self.linear else decoded.sigmoid()

    def cost(self, decoded: Tensor, target: Tensor, seen: Tensor) -> Tensor:
        pixels = decoded.float() if self.linear else decoded.float().sigmoid()
        return (pixels - target).flatten(1).square().sum(dim=1)


@dataclass(frozen=True)
class SignedError(Likelihood):
    """||y - x||^2 with y the decoder's numbers as they are: for pixels of either sign."""

    per_pixel: ClassVar[int] = 1
    in_words: ClassVar[str] = "squared error"

    def image(self, decoded: Tensor) -> Tensor:
        return decoded

    def cost(self, decoded: Tensor, target: Tensor, seen: Tensor) -> Tensor:
        return (decoded.float() - target).flatten(1).square().sum(dim=1)


@dataclass(frozen=True)
class Gate(Likelihood):
    """||g * seen - x||^2, g = sigmoid(decoder): what is seen is let through or held back.

    `image` is the gate g, `answer` is g * seen.
    """

    per_pixel: ClassVar[int] = 1
    in_words: ClassVar[str] = "squared error of the gated input"

    def image(self, decoded: Tensor) -> Tensor:
        return decoded.float().sigmoid()

    def answer(self, decoded: Tensor, seen: Tensor) -> Tensor:
        return self.image(decoded) * seen

    def cost(self, decoded: Tensor, target: Tensor, seen: Tensor) -> Tensor:
        return (self.answer(decoded, seen) - target).flatten(1).square().sum(dim=1)


@dataclass(frozen=True)
class Inked(Likelihood):
    """A line drawing in the colours of a palette: is there ink, and if so, in which of them?

    p(x|z) = prod_i y_i^a_i (1 - y_i)^(1 - a_i) * p_ic^a_i with a the ink in [0, 1] and c its
    colour, the palette's nearest in hue. The decoder gives a logit of y and one for each colour;
    `image` is y in the likeliest colour.

    The cost is -log p with weights. Where there should be ink, an error in y counts `missed` times:
    the mean of a line whose place or presence is not certain is too faint to be read as one. And an
    error in a colour other than the palette's first counts `rare` times.
    """

    palette: tuple[tuple[float, float, float], ...]
    missed: float = 2.0
    rare: float = 4.0

    channels: ClassVar[int | None] = 1
    in_words: ClassVar[str] = "cross-entropy of the ink and of its colour"

    @property
    def per_pixel(self) -> int:
        return 1 + len(self.palette)

    def image(self, decoded: Tensor) -> Tensor:
        colours = torch.tensor(self.palette, device=decoded.device)
        likeliest = colours[decoded[:, 1:].argmax(dim=1)].permute(0, 3, 1, 2)
        return decoded[:, :1].float().sigmoid() * likeliest

    def cost(self, decoded: Tensor, target: Tensor, seen: Tensor) -> Tensor:
        """-log p(x|z) with the weights, summed over the pixels."""
        decoded = decoded.float()
        light = target.amax(dim=1)
        at = light > 0  # most of a drawing is black, and has no colour
        image = at.nonzero()[:, 0]
        colour, ink = self._colour_and_ink(target.permute(0, 2, 3, 1)[at])
        named = F.cross_entropy(decoded[:, 1:].permute(0, 2, 3, 1)[at], colour, reduction="none")
        named = torch.where(colour == 0, 1.0, self.rare) * ink * named
        light = light.masked_scatter(at, ink)
        drawn = F.binary_cross_entropy_with_logits(decoded[:, 0], light, reduction="none")
        drawn = torch.where(at, self.missed, 1.0) * drawn
        return drawn.flatten(1).sum(dim=1).index_add(0, image, named)

    def _colour_and_ink(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """(N, 3), none black -> which colour of the palette each has, and its ink in [0, 1]."""
        colours = torch.tensor(self.palette, device=pixels.device)
        colour, light = nearest_hue(pixels, colours)
        return colour, (light / colours.amax(dim=1)[colour]).clamp(0, 1)


@dataclass(frozen=True)
class Normal(Likelihood):
    """p(x|z) = prod_i N(x_i; mu_i, sigma_i^2): the decoder gives all mu, then all log sigma^2.

    log sigma^2 = floor + softplus(decoder - floor), so that a pixel that is always 0 does not make
    the density infinite. `image` is mu.
    """

    floor: float = -6.0

    per_pixel: ClassVar[int] = 2
    in_words: ClassVar[str] = "Gaussian log-likelihood"

    def image(self, decoded: Tensor) -> Tensor:
        return decoded.chunk(2, dim=1)[0]

    def log_variance(self, decoded: Tensor) -> Tensor:
        """log sigma^2 of each pixel, above the floor."""
        return self.floor + F.softplus(decoded.chunk(2, dim=1)[1].float() - self.floor)

    def cost(self, decoded: Tensor, target: Tensor, seen: Tensor) -> Tensor:
        """-log p(x|z) without its constant: (log sigma^2 + (x - mu)^2 / sigma^2) / 2, summed."""
        log_variance = self.log_variance(decoded)
        error = (target - self.image(decoded).float()).square()
        return 0.5 * (log_variance + error * (-log_variance).exp()).flatten(1).sum(dim=1)
