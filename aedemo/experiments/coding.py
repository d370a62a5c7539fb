"""Digits to codes and back: arrays in, arrays out, no Gradio.

Images are (28, 28) or (B, 28, 28) float32 in [0, 1].
"""

from functools import lru_cache

import numpy as np
import torch

from aedemo.experiments.arrays import as_images
from aedemo.library import Library
from aedemo.measures.representations import codes_of, encode_all
from aedemo.methods import projection
from aedemo.models.catalogue import VARIANTS


def encode(library: Library, name: str, images: np.ndarray) -> np.ndarray:
    """Digits (B, 28, 28) -> codes (B, D), posterior means."""
    return encode_all(library.autoencoder(name), as_images(images)).numpy()


@lru_cache(maxsize=4)
def gallery_codes(library: Library, name: str) -> np.ndarray:
    """The gallery's codes under a model, (5000, D), sorted by class as the gallery is."""
    return codes_of(library.autoencoder(name), VARIANTS[name], library.gallery).numpy()


def nearest_digits(library: Library, name: str, index: int) -> list[int]:
    """The ten other gallery digits whose codes are nearest to that of gallery digit `index`."""
    codes = gallery_codes(library, name)
    nearest, _ = projection.nearest_in(codes[index : index + 1], codes, 11)
    return [int(other) for other in nearest[0] if other != index][:10]


def posterior(library: Library, name: str, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Digits (B, 28, 28) -> mean and standard deviation of q(z|x), (B, D) each; 0 for a point."""
    with torch.inference_mode():
        mean, spread = library.autoencoder(name).posterior(as_images(images))
    return mean.numpy(), spread.numpy()


def decode(library: Library, name: str, codes: np.ndarray) -> np.ndarray:
    """Codes (B, D) -> digits (B, 28, 28)."""
    with torch.inference_mode():
        return library.autoencoder(name).decode(torch.from_numpy(codes))[:, 0].numpy()
