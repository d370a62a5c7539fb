"""Randomized networks: an encoder whose weights are the decoder's, transposed."""

from collections.abc import Mapping
from copy import deepcopy

import torch
from torch import Tensor, nn

from aedemo.models.model import Autoencoder


def pairs_of(model: Autoencoder) -> list[tuple[nn.Linear, nn.Linear]]:
    """The layers of the encoder, from the pixels on, each with the decoder's that mirrors it."""
    down, up = (
        [layer for layer in half if isinstance(layer, nn.Linear)]
        for half in (model.encoder, model.decoder)
    )
    return list(zip(down, reversed(up), strict=True))


def tie(down: nn.Linear, up: nn.Linear) -> None:
    """Make an encoder layer the transpose of its decoder layer, without a bias."""
    with torch.no_grad():
        down.weight.copy_(up.weight.T)
        down.bias.zero_()


def biases_of(model: Autoencoder) -> dict[str, Tensor]:
    """The decoder's biases by the names of their parameters."""
    return {
        name: value.detach().clone()
        for name, value in model.named_parameters()
        if name.startswith("decoder.") and name.endswith(".bias")
    }


def before_refit(model: Autoencoder, biases: Mapping[str, Tensor]) -> Autoencoder:
    """A tied network as it was before its decoder was refitted, from the biases it had then."""
    tied = deepcopy(model)
    with torch.no_grad():
        for down, up in pairs_of(tied):
            up.weight.copy_(down.weight.T)
        for name, value in biases.items():
            tied.get_parameter(name).copy_(value)
    return tied
