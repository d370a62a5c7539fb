"""What every dataset gives: disjoint splits, and the pairs that a network learns from."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import torch
from torch import Tensor


class DataMissing(RuntimeError):
    """The training data are not on this machine and could not be fetched."""


class Examples(Protocol):
    """A set of images that can be gone through in batches."""

    at_once: ClassVar[int]
    """How many are measured in one batch."""

    def __len__(self) -> int: ...

    def to(self, device: torch.device) -> "Examples":
        """The same, held on a device where that is worth it."""
        ...

    def batches(self, size: int, generator: torch.Generator | None = None) -> Iterator[Tensor]:
        """Batches for Dataset.pair, in order, or shuffled when a generator is given."""
        ...


@dataclass(frozen=True)
class Split:
    """Images (N, 1, 28, 28) uint8 and their labels (N,) int64; of a curve float32 points."""

    images: Tensor
    labels: Tensor

    at_once: ClassVar[int] = 1_000

    def __len__(self) -> int:
        return len(self.images)

    def to(self, device: torch.device) -> "Split":
        return Split(self.images.to(device), self.labels.to(device))

    def batches(self, size: int, generator: torch.Generator | None = None) -> Iterator[Tensor]:
        """Batches of the images, in order, or shuffled when a generator is given."""
        if generator is None:
            yield from self.images.split(size)
            return
        order = torch.randperm(len(self), generator=generator, device=self.images.device)
        for batch in order.split(size):
            yield self.images[batch]


E_co = TypeVar("E_co", bound=Examples, covariant=True)


@dataclass(frozen=True)
class Splits(Generic[E_co]):
    """Disjoint images: choices are made on `validation`, `test` is measured once, at the end."""

    train: E_co
    validation: E_co
    test: E_co


class Dataset(ABC):
    """Images to learn from.

    name: by which the page asks for the networks of a dataset. image_shape: (C, H, W) of what a
    network sees. answer: the channels of what it answers, None for as many as it sees.
    """

    name: ClassVar[str]
    image_shape: ClassVar[tuple[int, int, int]]
    answer: ClassVar[int | None] = None

    @abstractmethod
    def load(self, data_dir: Path) -> Splits[Any]:
        """The splits, read below `data_dir` or made. Raises DataMissing, with what to do."""

    @abstractmethod
    def pair(self, images: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """(seen, clean) of a batch of the split's images: (B, *image_shape) and the true answer.

        Both float32. A variant's own damage is done to the first of them later.
        """


def as_float(images: Tensor) -> Tensor:
    """uint8 in [0, 255] -> float32 in [0, 1]."""
    return images.float() / 255
