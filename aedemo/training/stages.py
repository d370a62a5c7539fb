"""What a schedule becomes: stages of work, one after the other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from aedemo.data.dataset import Examples


@dataclass
class Stage:
    """Some parameters, what they minimise, for how long, and what is done when they have.

    loss: (seen, clean) -> (B,). augment: of the dataset's images. keeps: what the checkpoint keeps
    beside the weights, as it is right after this stage. settled: whether batch normalisations
    keep the statistics that they have, as they do when used.
    """

    parameters: list[nn.Parameter]
    loss: Callable[[Tensor, Tensor], Tensor]
    epochs: int
    peak: float = 1e-3
    batch: int = 256
    augment: Callable[[Tensor, torch.Generator], Tensor] = lambda images, generator: images
    finish: Callable[[Examples], None] = lambda train: None
    keeps: Callable[[], Mapping[str, Tensor]] = dict
    settled: bool = False
