"""How much of a digit is left after so many numbers, over the gallery."""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor

from aedemo.data.dataset import Split, as_float
from aedemo.models.model import Autoencoder, Model

BATCH = 500


def gallery_mse(model: Model, gallery: Split) -> float:
    """MSE per pixel of the answer to clean gallery digits."""
    return _mse(model.restore, gallery)


def components_mse(model: Autoencoder, gallery: Split) -> list[float]:
    """The same from the leading 1, 2, 3 ... principal components: one number for each."""
    sizes = range(1, model.encode(as_float(gallery.images[:1])).shape[1] + 1)
    return [_mse(partial(leading, model, d=d), gallery) for d in sizes]


def leading(model: Autoencoder, digits: Tensor, d: int) -> Tensor:
    """Digits (B, 1, 28, 28) through the first d latents of PCA, whose order is that of variance."""
    codes = model.encode(digits)
    return model.decode(codes * (torch.arange(codes.shape[1]) < d))


@torch.inference_mode()
def _mse(restore: Callable[[Tensor], Tensor], gallery: Split) -> float:
    digits = as_float(gallery.images)
    total = sum((restore(each) - each).square().sum().item() for each in digits.split(BATCH))
    return round(total / digits.numel(), 7)
