"""How much fits into a code: the same network with codes of every size, beside PCA of the same.

A digit is (28, 28) float32 in [0, 1]. Arrays in, arrays out, no Gradio.
"""

from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np
import torch

from aedemo.data.dataset import as_float
from aedemo.data.digits import Digits
from aedemo.library import Library
from aedemo.models.catalogue import SHALLOW, VARIANTS
from aedemo.models.codes import Point
from aedemo.models.schedules import ClosedForm, EndToEnd
from aedemo.models.variants import SWEEP


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
    sizes = [VARIANTS[name].latent_dim for name in names(library)]
    learned, linear = (
        [_mse(library, partial(reconstruct, library, d=d, learned=kind)) for d in sizes]
        for kind in (True, False)
    )
    return {"d": np.array(sizes), "autoencoder": np.array(learned), "pca": np.array(linear)}


@lru_cache(maxsize=2)
def wider(library: Library) -> dict[str, tuple[int, float]]:
    """Networks of one dense layer whose codes are wider than the sweep's: name -> (d, MSE).

    So wide a code need not leave anything out; what keeps it from copying is how it is trained.
    """
    found = [
        name
        for name in library.names(dataset=Digits.name, has_code=True)
        if VARIANTS[name].architecture == SHALLOW
        and VARIANTS[name].code == Point()
        and isinstance(VARIANTS[name].schedule, EndToEnd)
    ]
    with torch.inference_mode():
        return {
            name: (VARIANTS[name].latent_dim, _mse(library, library[name].restore))
            for name in found
        }


def _mse(library: Library, restore: Callable[[torch.Tensor], torch.Tensor]) -> float:
    """Per pixel, over the gallery."""
    digits = as_float(library.gallery.images)
    batches = digits.split(500)
    return sum((restore(each) - each).square().sum().item() for each in batches) / digits.numel()
