"""How much fits into a code: the same network with codes of every size, beside PCA of the same.

A digit is (28, 28) float32 in [0, 1]. Arrays in, arrays out, no Gradio.
"""

from functools import lru_cache

import numpy as np
import torch

from aedemo.checkpoints import Library
from aedemo.data import as_float
from aedemo.schedules import ClosedForm
from aedemo.variants import SWEEP, VARIANTS


def names(library: Library) -> list[str]:
    """The trained networks of the sweep, in order of their codes' sizes."""
    return [name for name in library.names() if VARIANTS[name].family is SWEEP]


def components(library: Library) -> str:
    """The trained variant with the most principal components."""
    found = [name for name in library.names() if VARIANTS[name].schedule == ClosedForm()]
    return max(found, key=lambda name: VARIANTS[name].latent_dim)


def reconstruct(library: Library, digits: torch.Tensor, d: int, learned: bool) -> torch.Tensor:
    """Digits (B, 1, 28, 28) through `d` numbers: of the sweep's network, or the leading components.

    Components are sorted by their variance, so the first d of many are those of PCA to d.
    """
    with torch.inference_mode():
        if learned:
            (name,) = (each for each in names(library) if VARIANTS[each].latent_dim == d)
            return library[name].restore(digits)
        model = library[components(library)]
        codes = model.encode(digits)
        return model.decode(codes * (torch.arange(codes.shape[1]) < d))


@lru_cache(maxsize=2)
def errors(library: Library) -> dict[str, np.ndarray]:
    """MSE per pixel over the gallery: "d" (S,), "autoencoder" (S,) and "pca" (S,)."""
    digits = as_float(library.gallery.images)
    sizes = [VARIANTS[name].latent_dim for name in names(library)]

    def mse(d: int, learned: bool) -> float:
        total = 0.0
        for batch in digits.split(500):
            error = (reconstruct(library, batch, d, learned) - batch).square()
            total += error.mean(dim=(1, 2, 3)).sum().item()
        return total / len(digits)

    return {
        "d": np.array(sizes),
        "autoencoder": np.array([mse(d, True) for d in sizes]),
        "pca": np.array([mse(d, False) for d in sizes]),
    }
