"""Layer by layer: what every stage of a network says of one digit.

A digit is (28, 28) float32 in [0, 1]. Arrays in, arrays out, no Gradio.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from aedemo.experiments.arrays import as_images
from aedemo.library import Library
from aedemo.models.architectures import TransposedLinear

LAYERS = nn.Linear | nn.Conv2d | nn.ConvTranspose2d | TransposedLinear
RECTIFIERS = nn.ReLU | nn.Tanh | nn.SiLU | nn.BatchNorm2d
MOST_MAPS = 12


@dataclass(frozen=True, eq=False)
class Activations:
    """One layer's answer after its nonlinearity.

    half: "encoder" or "decoder". label: the layer and its size, for people. maps:
    (M, h, w), of a convolution its first twelve feature maps, of a dense layer one picture that is
    as square as can be, row by row.
    """

    half: str
    label: str
    maps: np.ndarray


def activations(library: Library, name: str, digit: np.ndarray) -> list[Activations]:
    """Of every layer, in the order in which the digit passes them; the model must have a code."""
    model = library.autoencoder(name)
    with torch.inference_mode():
        image = as_images(digit)
        encoder = list(_run("encoder", model.encoder, image))
        decoder = list(_run("decoder", model.decoder, model.encode(image)))
    return encoder + decoder


def _run(half: str, modules: nn.Sequential, numbers: Tensor) -> Iterator[Activations]:
    """Each layer's numbers after the nonlinearity that follows it, if one does."""
    steps = list(modules)
    layer = None
    for module, following in zip(steps, [*steps[1:], None], strict=True):
        numbers = module(numbers)
        if isinstance(module, LAYERS):
            layer = module
        if layer is not None and not isinstance(following, RECTIFIERS):
            yield Activations(half, _label(layer, numbers), _maps(numbers[0].numpy()))
            layer = None


def _label(layer: nn.Module, output: Tensor) -> str:
    if output.ndim == 2:
        return f"dense, {output.shape[1]}"
    kind = "convolution" if isinstance(layer, nn.Conv2d) else "transposed convolution"
    channels, height, width = output.shape[1:]
    return f"{kind}, {channels} × {height} × {width}"


def _maps(output: np.ndarray) -> np.ndarray:
    if output.ndim == 3:
        return output[:MOST_MAPS]
    width = int(np.ceil(np.sqrt(len(output))))
    height = -(-len(output) // width)
    return np.pad(output, (0, width * height - len(output))).reshape(1, height, width)
