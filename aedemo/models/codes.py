"""Codes: how the encoder's numbers become a latent vector z, and what that costs.

Costs are per image, (B,), summed over the latents, in nats where there is a probability behind
them.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor

Encoder = Callable[[Tensor], Tensor]


class Code(ABC):
    """How the encoder's numbers, `encoded` (B, per_latent * D), are a code of D latents.

    per_latent: the numbers that a latent needs. generative: whether z has a prior to draw from.
    """

    per_latent: ClassVar[int]
    generative: ClassVar[bool]

    @property
    @abstractmethod
    def in_words(self) -> str:
        """For people: the term that the code adds to the loss."""

    @abstractmethod
    def mean(self, encoded: Tensor) -> Tensor:
        """The posterior's mean, (B, D)."""

    @abstractmethod
    def spread(self, encoded: Tensor) -> Tensor:
        """The posterior's standard deviation, (B, D)."""

    @abstractmethod
    def sample(self, encoded: Tensor, generator: torch.Generator | None = None) -> Tensor:
        """One z of the posterior for each image, (B, D); differentiable in `encoded`."""

    @abstractmethod
    def cost(self, encoded: Tensor, seen: Tensor, encoder: Encoder) -> Tensor:
        """What the code of `seen` costs, (B,); the encoder itself is there for its derivatives."""


@dataclass(frozen=True)
class Point(Code):
    """z is what the encoder says, and costs nothing: the plain autoencoder."""

    per_latent: ClassVar[int] = 1
    generative: ClassVar[bool] = False

    @property
    def in_words(self) -> str:
        """Nothing."""
        return ""

    def mean(self, encoded: Tensor) -> Tensor:
        return encoded

    def spread(self, encoded: Tensor) -> Tensor:
        return torch.zeros_like(encoded)

    def sample(self, encoded: Tensor, generator: torch.Generator | None = None) -> Tensor:
        return encoded

    def cost(self, encoded: Tensor, seen: Tensor, encoder: Encoder) -> Tensor:
        return encoded.new_zeros(len(encoded))


@dataclass(frozen=True)
class Contractive(Point):
    """weight * ||J||_F^2, J = dz/dx: Rifai et al. 2011, "Contractive Auto-Encoders", eq. 5."""

    weight: float = 1.0

    @property
    def in_words(self) -> str:
        """The penalty."""
        return f" + {self.weight:g} ‖J‖²"

    def cost(self, encoded: Tensor, seen: Tensor, encoder: Encoder) -> Tensor:
        return self.weight * squared_jacobian(encoder, seen)


@dataclass(frozen=True)
class Gaussian(Code):
    """q(z|x) = N(mu, diag sigma^2) against the prior N(0, I).

    Kingma & Welling 2014 (arXiv:1312.6114), eq. 10 and appendix B; `beta` multiplies the KL as in
    Higgins et al. 2017, eq. 4. The encoder gives (B, 2 D): D means, then D log-variances.
    """

    beta: float = 1.0

    per_latent: ClassVar[int] = 2
    generative: ClassVar[bool] = True

    @property
    def in_words(self) -> str:
        """The KL."""
        return " + KL" if self.beta == 1 else f" + {self.beta:g} KL"

    def mean(self, encoded: Tensor) -> Tensor:
        return encoded.chunk(2, dim=1)[0]

    def spread(self, encoded: Tensor) -> Tensor:
        """sigma, the posterior's standard deviation, (B, D)."""
        return (0.5 * encoded.chunk(2, dim=1)[1]).exp()

    def sample(self, encoded: Tensor, generator: torch.Generator | None = None) -> Tensor:
        """z = mu + sigma * epsilon, the reparameterisation."""
        mean, log_variance = encoded.chunk(2, dim=1)
        noise = torch.randn(mean.shape, generator=generator, device=mean.device)
        return mean + (0.5 * log_variance).exp() * noise

    def cost(self, encoded: Tensor, seen: Tensor, encoder: Encoder) -> Tensor:
        return self.beta * self.kl(encoded).sum(dim=1)

    def kl(self, encoded: Tensor) -> Tensor:
        """KL(q(z_d|x) || N(0, 1)) in nats, (B, D): (mu^2 + sigma^2 - 1 - log sigma^2) / 2."""
        mean, log_variance = encoded.chunk(2, dim=1)
        return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance)


def squared_jacobian(encoder: Encoder, images: Tensor) -> Tensor:
    """An unbiased estimate of ||dz/dx||_F^2 for each image, (B,), by one random projection.

    Hutchinson: E ||J^T v||^2 = ||J||_F^2 for v ~ N(0, I). One backward pass, whatever the size of
    the code, and differentiable in the encoder's weights.
    """
    images = images.detach().requires_grad_()
    codes = encoder(images)
    (projected,) = torch.autograd.grad(codes, images, torch.randn_like(codes), create_graph=True)
    return projected.flatten(1).square().sum(dim=1)
