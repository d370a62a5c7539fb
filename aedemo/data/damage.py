"""What a network is trained against: one corruption, all of them, or plain noise."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import torch
from torch import Tensor

from aedemo.data.corruptions import CORRUPTIONS, Corruption, normal


class Damage(ABC):
    """What is done to every image that a network sees in training."""

    @property
    @abstractmethod
    def in_words(self) -> str:
        """For people."""

    @abstractmethod
    def __call__(self, images: Tensor, generator: torch.Generator) -> Tensor:
        """Images (B, C, H, W), float32, spoiled; of the same shape."""

    @property
    def corruptions(self) -> tuple[Corruption, ...]:
        """The entries of CORRUPTIONS that it draws from."""
        return ()

    def level_of(self, corruption: Corruption) -> float | None:
        """The one level it does a corruption at, None where there is no such level."""
        return None


@dataclass(frozen=True)
class At(Damage):
    """One corruption at one level."""

    corruption: Corruption
    level: float

    @property
    def in_words(self) -> str:
        """For people."""
        return f"{self.corruption.label}, {self.corruption.caption(self.level)}"

    @property
    def corruptions(self) -> tuple[Corruption, ...]:
        """The one."""
        return (self.corruption,)

    def level_of(self, corruption: Corruption) -> float | None:
        """The level, for its own corruption."""
        return self.level if corruption is self.corruption else None

    def __call__(self, images: Tensor, generator: torch.Generator) -> Tensor:
        return self.corruption.apply(images, self.level, generator)


@dataclass(frozen=True)
class Everything(Damage):
    """Every corruption of the catalogue, at levels uniform in [0, highest].

    The batch is cut into one piece a corruption; a piece shares its level, the next batch draws
    another.
    """

    highest: float

    @property
    def in_words(self) -> str:
        """For people."""
        return f"every kind, up to level {self.highest:g}"

    @property
    def corruptions(self) -> tuple[Corruption, ...]:
        """All."""
        return tuple(CORRUPTIONS.values())

    def __call__(self, images: Tensor, generator: torch.Generator) -> Tensor:
        pieces = images.tensor_split(len(self.corruptions))
        levels = torch.rand(len(pieces), generator=generator, device=generator.device).tolist()
        return torch.cat(
            [
                corruption.apply(piece, self.highest * level, generator)
                for corruption, piece, level in zip(self.corruptions, pieces, levels, strict=True)
            ]
        )


@dataclass(frozen=True)
class AddedNoise(Damage):
    """x + N(0, sigma^2), not clipped: for images whose pixels have either sign."""

    sigma: float

    @property
    def in_words(self) -> str:
        """For people."""
        return f"Gaussian noise, sigma {self.sigma:g}"

    def __call__(self, images: Tensor, generator: torch.Generator) -> Tensor:
        return images + self.sigma * normal(images.shape, generator, images)
