"""How much fits into a code: the same network with codes of every size, beside PCA of the same.

A digit is (28, 28) float32 in [0, 1]. Arrays in, arrays out, no Gradio.
"""

import numpy as np
import torch

from aedemo.data.digits import Digits
from aedemo.library import Library
from aedemo.measures.capacity import leading
from aedemo.models.catalogue import VARIANTS
from aedemo.models.catalogue.shared import SHALLOW
from aedemo.models.codes import Point
from aedemo.models.schedules import ClosedForm, EndToEnd
from aedemo.models.variants import SWEEP


def names(library: Library) -> list[str]:
    """The trained networks of the sweep, in order of their codes' sizes."""
    return [name for name in library.names() if VARIANTS[name].family is SWEEP]


def components(library: Library) -> str:
    """The trained variant with the most principal components."""
    found = [name for name in library.names() if VARIANTS[name].schedule == ClosedForm()]
    return max(found, key=lambda name: VARIANTS[name].code_size)


@torch.inference_mode()
def reconstruct(library: Library, digits: torch.Tensor, d: int, learned: bool) -> torch.Tensor:
    """Digits (B, 1, 28, 28) through `d` numbers: of the sweep's network, or the leading components.

    Components are sorted by their variance, so the first d of many are those of PCA to d.
    """
    if not learned:
        return leading(library.autoencoder(components(library)), digits, d)
    (name,) = (each for each in names(library) if VARIANTS[each].latent_dim == d)
    return library[name].restore(digits)


def errors(library: Library) -> dict[str, np.ndarray]:
    """MSE per pixel over the gallery: "d" (S,), "autoencoder" (S,) and "pca" (S,).

    NaN where it was not measured.
    """
    swept = names(library)
    sizes = [VARIANTS[name].code_size for name in swept]
    by_components = library.record(components(library)).results.get("components mse", [])
    learned = [library.record(name).results.get("gallery mse", np.nan) for name in swept]
    linear = [by_components[d - 1] if d <= len(by_components) else np.nan for d in sizes]
    return {"d": np.array(sizes), "autoencoder": np.array(learned), "pca": np.array(linear)}


def wider(library: Library) -> dict[str, tuple[int, float]]:
    """Networks of one dense layer whose codes are wider than the sweep's: name -> (d, MSE).

    So wide a code need not leave anything out; what keeps it from copying is how it is trained.
    """
    found = library.names(dataset=Digits.name, has_code=True, having="gallery mse")
    return {
        name: (VARIANTS[name].code_size, library.record(name).results["gallery mse"])
        for name in found
        if VARIANTS[name].architecture == SHALLOW
        and VARIANTS[name].code == Point()
        and isinstance(VARIANTS[name].schedule, EndToEnd)
    }
