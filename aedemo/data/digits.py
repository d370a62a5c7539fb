"""MNIST, through torchvision."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import torch
from torch import Tensor

from aedemo.data.dataset import DataMissing, Dataset, Split, Splits, as_float

SIDE = 28  # of a digit, in pixels
VALIDATION_DIGITS = 5_000


@dataclass(frozen=True)
class Digits(Dataset):
    """MNIST, 28x28 grey (LeCun, Cortes & Burges). `binarised` thresholds every pixel at 0.5."""

    binarised: bool = False

    name: ClassVar[str] = "mnist"
    image_shape: ClassVar[tuple[int, int, int]] = (1, SIDE, SIDE)

    def load(self, data_dir: Path) -> Splits[Split]:
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
