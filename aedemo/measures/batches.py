"""Batches of a split for measuring, always in the same order and with the same random numbers."""

from collections.abc import Iterator

import torch
from torch import Tensor

from aedemo.data.dataset import Split

SEED = 20_000


def _batches(
    split: Split, model: torch.nn.Module, size: int | None = None
) -> Iterator[tuple[Tensor, torch.Generator]]:
    """uint8 batches on the model's device, with one generator for all of them."""
    device = next(model.parameters()).device
    generator = torch.Generator(device).manual_seed(SEED)
    for batch in split.batches(size or split.at_once):
        yield batch.to(device), generator
