"""The first layer of a network: its kernels, what they answer to a digit, which digits excite them.

Digits are (B, 28, 28) float32 in [0, 1]. Arrays in, arrays out, no Gradio.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from aedemo.data.dataset import as_float
from aedemo.data.digits import SIDE
from aedemo.library import Library

EXCITERS = 10
EVERY = 5  # digit of the gallery is looked at: 1,000, a hundred of each class


def first_layer(network: nn.Module) -> nn.Linear | nn.Conv2d:
    """The layer that looks at the pixels."""
    return next(each for each in network.modules() if isinstance(each, nn.Linear | nn.Conv2d))


def kernels(library: Library, name: str) -> np.ndarray:
    """(K, 28, 28) weights of a dense layer's units, or (K, h, w) filters of a convolution.

    The ones of the greatest norm come first; see `order`.
    """
    weight = first_layer(library[name]).weight.detach()
    pictures = weight.view(-1, SIDE, SIDE) if weight.ndim == 2 else weight[:, 0]
    return pictures.numpy()[order(library, name)]


def order(library: Library, name: str) -> np.ndarray:
    """The numbers (K,) of the layer's units, those of the greatest norm first."""
    weight = first_layer(library[name]).weight.detach().flatten(1)
    return weight.norm(dim=1).argsort(descending=True).numpy()


def activation(library: Library, name: str, place: int, digits: np.ndarray) -> np.ndarray:
    """What the kernel at `place` of `kernels` answers, before the nonlinearity.

    (B, 1, 1) of a dense layer's unit, (B, h, w) of a filter.
    """
    layer, unit = first_layer(library[name]), int(order(library, name)[place])
    images = torch.from_numpy(np.ascontiguousarray(digits))[:, None]
    with torch.inference_mode():
        weight = layer.weight[unit : unit + 1]
        bias = None if layer.bias is None else layer.bias[unit : unit + 1]
        if isinstance(layer, nn.Linear):
            return F.linear(images.flatten(1), weight, bias)[:, :, None].numpy()
        return F.conv2d(images, weight, bias, layer.stride, layer.padding)[:, 0].numpy()


def exciters(library: Library, name: str, place: int) -> np.ndarray:
    """The ten gallery digits (10,), of 1,000, that excite a kernel most: a filter at its best."""
    digits = as_float(library.gallery.images[::EVERY, 0]).numpy()
    answers = activation(library, name, place, digits).max(axis=(1, 2))
    return EVERY * np.argsort(answers)[::-1][:EXCITERS]
