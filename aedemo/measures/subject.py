"""What is measured: a trained variant, and the images it is measured on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from aedemo.data.dataset import Dataset, Examples, Split, Splits, as_float
from aedemo.data.digits import Digits
from aedemo.data.gallery import outside_gallery
from aedemo.models.model import Autoencoder, Model
from aedemo.models.variants import Variant

SEED = 20_000
OTHERS = 1_000  # test digits that are not in the gallery


class Corpus:
    """Every image that something is measured on, read when it is first asked for.

    Reading raises DataMissing where the data are not there and cannot be fetched.
    """

    def __init__(self, data_dir: Path, gallery: Split) -> None:
        self.data_dir = data_dir
        self.gallery = gallery
        self._splits: dict[Dataset, Splits[Any]] = {}

    def splits(self, data: Dataset) -> Splits[Any]:
        """The splits of a dataset."""
        if data not in self._splits:
            self._splits[data] = data.load(self.data_dir)
        return self._splits[data]

    @cached_property
    def others(self) -> Tensor:
        """A thousand test digits that the page does not show, (1000, 1, 28, 28) in [0, 1]."""
        return as_float(outside_gallery(self.splits(Digits()).test, OTHERS).images)


@dataclass(frozen=True, eq=False)
class Subject:
    """A trained variant, with what its training kept beside the weights, and the images."""

    variant: Variant
    model: Model
    kept: Mapping[str, Tensor]
    corpus: Corpus

    @property
    def autoencoder(self) -> Autoencoder:
        """The model, of a variant that has a code."""
        assert isinstance(self.model, Autoencoder)
        return self.model

    @property
    def splits(self) -> Splits[Any]:
        """Those of the variant's dataset."""
        return self.corpus.splits(self.variant.data)


def batches(
    split: Examples, model: torch.nn.Module, size: int | None = None
) -> Iterator[tuple[Tensor, torch.Generator]]:
    """Batches on the model's device, always in the same order, with one generator for all.

    The generator always begins with the same seed, so that the same weights give the same figures.
    """
    device = next(model.parameters()).device
    generator = torch.Generator(device).manual_seed(SEED)
    for batch in split.batches(size or split.at_once):
        yield batch.to(device), generator
