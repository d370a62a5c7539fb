"""What the networks of variance-MNIST make of a digit's draws: arrays in, arrays out, no Gradio.

A digit is (28, 28) float32 in [0, 1]; its draws are (K, 28, 28) float32 of either sign.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from aedemo.data.damage import AddedNoise, Damage
from aedemo.data.variance import VarianceDigits, draw
from aedemo.experiments.arrays import as_images
from aedemo.library import Library
from aedemo.models.catalogue import VARIANTS
from aedemo.models.likelihoods import Gate, Normal
from aedemo.models.model import Autoencoder


@dataclass(frozen=True, eq=False)
class Draws:
    """A digit's draws x = m * e, and the same draws with noise."""

    x: np.ndarray
    noisy: np.ndarray


@dataclass(frozen=True, eq=False)
class Views:
    """What one network makes of K draws, (K, 28, 28) each.

    answer: its output. belief: the standard deviation of each pixel that it goes by, in [0, 1]:
    the digit as it sees it. gate: what it lets through, None for a network without one.
    """

    answer: np.ndarray
    belief: np.ndarray
    gate: np.ndarray | None


def draws_of(digit: np.ndarray, sigma: float, count: int, seed: int) -> Draws:
    """`count` draws of a digit; the same seed gives the same, whatever the noise."""
    generator = torch.Generator().manual_seed(seed)
    x = draw(as_images(digit).expand(count, -1, -1, -1), generator)
    return Draws(x[:, 0].numpy(), AddedNoise(sigma)(x, generator)[:, 0].numpy())


def names(library: Library) -> list[str]:
    """The trained networks of variance-MNIST."""
    return library.names(dataset=VarianceDigits.name)


@torch.inference_mode()
def views(library: Library, name: str, draws: Draws) -> Views:
    """What a network makes of the draws: with their noise if it was trained on noise."""
    seen, model = _seen(name, draws), library.autoencoder(name)
    decoded = model.decoder(model.encode(seen))
    answer = model.likelihood.answer(decoded, seen)
    gate = model.likelihood.image(decoded) if isinstance(model.likelihood, Gate) else None
    belief = _believed_variance(model, decoded, VARIANTS[name].corruption).sqrt().clamp(0, 1)
    return Views(
        answer[:, 0].numpy(), belief[:, 0].numpy(), None if gate is None else gate[:, 0].numpy()
    )


@torch.inference_mode()
def codes(library: Library, name: str, draws: Draws) -> np.ndarray:
    """The codes (K, D) of the draws, posterior means."""
    return library.autoencoder(name).encode(_seen(name, draws)).numpy()


def _believed_variance(model: Autoencoder, decoded: Tensor, noise: Damage | None) -> Tensor:
    """The variance of each pixel that an answer implies, (K, 1, 28, 28)."""
    match model.likelihood:
        case Normal():
            return model.likelihood.log_variance(decoded).exp()
        case Gate() if isinstance(
            noise, AddedNoise
        ):  # g = v / (v + sigma^2), so v = sigma^2 g / (1 - g), and g / (1 - g) = e^f
            return noise.sigma**2 * decoded.exp()
        case _:  # it claims no variance, only the pixels themselves
            return decoded.square()


def _seen(name: str, draws: Draws) -> Tensor:
    return as_images(draws.noisy if VARIANTS[name].corruption else draws.x)
