"""Datasets as tensors, and the gallery of test digits that ships with the project."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch
from PIL import Image
from torch import Tensor

VALIDATION_DIGITS = 5_000
GALLERY_PER_CLASS = 500
GALLERY_COLUMNS = 100


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


@dataclass(frozen=True)
class Digits:
    """MNIST, 28x28 grey (LeCun, Cortes & Burges). `binarised` thresholds every pixel at 0.5."""

    binarised: bool = False

    name: ClassVar[str] = "mnist"
    image_shape: ClassVar[tuple[int, int, int]] = (1, 28, 28)
    answer: ClassVar[int | None] = None

    def load(self, data_dir: Path) -> Splits:
        """Read MNIST below `data_dir`, downloading it when it is not there.

        Raises DataMissing, with what to do about it, when it can be neither read nor fetched.
        """
        train, test = (_read_mnist(data_dir, train=train) for train in (True, False))
        cut = len(train) - VALIDATION_DIGITS
        return Splits(
            Split(train.images[:cut], train.labels[:cut]),
            Split(train.images[cut:], train.labels[cut:]),
            test,
        )

    def pair(self, images: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """What the network sees and what it should answer, float32 in [0, 1], for a uint8 batch.

        For digits the two are the same; a variant's corruption is applied to the first.
        """
        clean = as_float(images)
        if self.binarised:
            clean = (clean >= 0.5).float()
        return clean, clean


@dataclass(frozen=True)
class VarianceDigits:
    """Variance-MNIST: x = m * e with e ~ N(0, 1) drawn anew at every sight of the digit m.

    The mean of every pixel is 0, whatever the digit: its shape lives in the variance m^2 alone.
    """

    name: ClassVar[str] = "variance-mnist"
    image_shape: ClassVar[tuple[int, int, int]] = (1, 28, 28)
    answer: ClassVar[int | None] = None

    def load(self, data_dir: Path) -> Splits:
        """The digits themselves; see Digits.load."""
        return Digits().load(data_dir)

    def pair(self, images: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """A fresh draw for each image of a uint8 batch, twice the same; float32, of either sign."""
        x = draw(as_float(images), generator)
        return x, x


def draw(digits: Tensor, generator: torch.Generator) -> Tensor:
    """One draw of variance-MNIST, m * e, for digits m in [0, 1] of any shape."""
    return digits * torch.randn(digits.shape, generator=generator, device=digits.device)


def as_float(images: Tensor) -> Tensor:
    """uint8 in [0, 255] -> float32 in [0, 1]."""
    return images.float() / 255


def outside_gallery(test: Split, count: int) -> Split:
    """`count` test digits, or all there are, that `write_gallery` does not take; a fixed choice."""
    left = torch.cat(
        [(test.labels == digit).nonzero()[GALLERY_PER_CLASS:, 0] for digit in range(10)]
    )
    order = torch.randperm(len(left), generator=torch.Generator().manual_seed(0))[:count]
    return Split(test.images[left[order]], test.labels[left[order]])


def load_gallery(path: Path) -> Split:
    """The 5,000 test digits of the gallery, read from its sprite sheet.

    The sheet holds 100 columns of 28x28 tiles, row by row, sorted by class with 500 of each, so
    that the label of digit i is i // 500 and no second file is needed.
    """
    sheet = np.asarray(Image.open(path).convert("L"))
    rows = sheet.shape[0] // 28
    tiles = sheet.reshape(rows, 28, GALLERY_COLUMNS, 28).transpose(0, 2, 1, 3)
    images = torch.from_numpy(tiles.reshape(-1, 1, 28, 28).copy())
    return Split(images, torch.arange(len(images)) // GALLERY_PER_CLASS)


def write_gallery(test: Split, path: Path) -> None:
    """Write the first 500 test digits of each class as the sprite sheet `load_gallery` reads."""
    chosen = torch.cat(
        [(test.labels == digit).nonzero()[:GALLERY_PER_CLASS, 0] for digit in range(10)]
    )
    tiles = test.images[chosen].numpy().reshape(-1, GALLERY_COLUMNS, 28, 28)
    sheet = tiles.transpose(0, 2, 1, 3).reshape(-1, GALLERY_COLUMNS * 28)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(sheet).save(path, optimize=True)


def _read_mnist(data_dir: Path, train: bool) -> Split:
    # Imported here: it costs seconds, and only training ever needs it.
    from torchvision.datasets import MNIST  # noqa: PLC0415

    try:
        dataset = MNIST(data_dir, train=train)
    except RuntimeError:
        try:
            dataset = MNIST(data_dir, train=train, download=True)
        except Exception as error:
            raise DataMissing(
                f"MNIST is not in {data_dir} and could not be downloaded. Pass --data-dir with "
                "the folder that holds MNIST/raw, or run once with a network connection."
            ) from error
    return Split(dataset.data.unsqueeze(1), dataset.targets)
