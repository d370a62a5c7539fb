"""What a dataset gives: three disjoint splits, and the pairs that a network learns from."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor


class DataMissing(RuntimeError):
    """The training data are not on this machine and could not be fetched."""


@dataclass(frozen=True)
class Split:
    """Images (N, 1, 28, 28) uint8 and their labels (N,) int64; of a curve float32 points."""

    images: Tensor
    labels: Tensor

    at_once: ClassVar[int] = 1_000  # how many are measured in one batch

    def __len__(self) -> int:
        return len(self.images)

    def to(self, device: torch.device) -> "Split":
        return Split(self.images.to(device), self.labels.to(device))

    def batches(self, size: int, generator: torch.Generator | None = None) -> Iterator[Tensor]:
        """uint8 batches of all images, in order, or shuffled when a generator is given."""
        if generator is None:
            yield from self.images.split(size)
            return
        order = torch.randperm(len(self), generator=generator, device=self.images.device)
        for batch in order.split(size):
            yield self.images[batch]


@dataclass(frozen=True)
class Splits:
    """Disjoint digits: choices are made on `validation`, `test` is measured once, at the end."""

    train: Split
    validation: Split
    test: Split


def as_float(images: Tensor) -> Tensor:
    """uint8 in [0, 255] -> float32 in [0, 1]."""
    return images.float() / 255
