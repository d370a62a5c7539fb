"""Digits for tests, drawn by arithmetic: no test needs MNIST."""

import torch
from torch import Tensor

from aedemo.data.dataset import Split, Splits


def drawn_digits(count: int, seed: int = 0) -> Split:
    """Rings (label 0) and bars (label 1) of random place and size, (count, 1, 28, 28) uint8."""
    generator = torch.Generator().manual_seed(seed)
    x0, y0 = (10 + 8 * torch.rand(2, count, 1, 1, generator=generator)).unbind()
    size = 4 + 4 * torch.rand(count, 1, 1, generator=generator)
    labels = torch.arange(count) % 2
    axis = torch.arange(28.0)
    x, y = axis.view(1, 1, 28), axis.view(1, 28, 1)
    ring = ((x - x0) ** 2 + (y - y0) ** 2).sqrt() - size
    bar = torch.maximum((x - x0).abs(), (y - y0).abs() - size)
    distance = torch.where(labels.view(-1, 1, 1) == 0, ring.abs(), bar)
    ink = (255 * (2 - distance).clamp(0, 1)).to(torch.uint8)
    return Split(ink.unsqueeze(1), labels)


def drawn_splits(train: int = 1_024, test: int = 256) -> Splits:
    """Three disjoint sets of drawn digits."""
    return Splits(drawn_digits(train, 0), drawn_digits(test, 1), drawn_digits(test, 2))


def ink_of(splits: Splits) -> Tensor:
    """The test digits as float32 in [0, 1]."""
    return splits.test.images.float() / 255
