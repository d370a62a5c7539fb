"""What a network is trained against: one corruption, all of them, or plain noise."""

from dataclasses import dataclass

import torch
from torch import Tensor

from aedemo.data.corruptions import CORRUPTIONS, Corruption, _normal


@dataclass(frozen=True)
class At:
    """Training against one corruption at one level."""

    corruption: Corruption
    level: float

    @property
    def in_words(self) -> str:
        """For people."""
        return f"{self.corruption.label}, {self.corruption.caption(self.level)}"

    def level_of(self, corruption: Corruption) -> float | None:
        """The one level it was trained at, for a corruption."""
        return self.level if corruption is self.corruption else None

    def __call__(self, images: Tensor, generator: torch.Generator) -> Tensor:
        return self.corruption.apply(images, self.level, generator)


@dataclass(frozen=True)
class Everything:
    """Training against every corruption of the catalogue, at levels uniform in [0, highest].

    The batch is cut into one piece a corruption; a piece shares its level, the next batch draws
    another.
    """

    highest: float

    @property
    def in_words(self) -> str:
        """For people."""
        return f"every kind, up to level {self.highest:g}"

    def level_of(self, corruption: Corruption) -> float | None:
        """None: no level was special."""
        return None

    def __call__(self, images: Tensor, generator: torch.Generator) -> Tensor:
        pieces = images.tensor_split(len(CORRUPTIONS))
        levels = torch.rand(len(pieces), generator=generator, device=generator.device).tolist()
        return torch.cat(
            [
                corruption.apply(piece, self.highest * level, generator)
                for corruption, piece, level in zip(
                    CORRUPTIONS.values(), pieces, levels, strict=True
                )
            ]
        )


@dataclass(frozen=True)
class AddedNoise:
    """x + N(0, sigma^2), not clipped: for images whose pixels have either sign."""

    sigma: float

    @property
    def in_words(self) -> str:
        """For people."""
        return f"Gaussian noise, sigma {self.sigma:g}"

    def __call__(self, images: Tensor, generator: torch.Generator) -> Tensor:
        return images + self.sigma * _normal(images.shape, generator, images)
