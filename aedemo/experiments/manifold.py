"""The manifold: what a denoising autoencoder of the plane does to every point of it.

Points are (N, 2) float32, the square [0, 1] x [0, 1]. Arrays in, arrays out, no Gradio.
"""

import numpy as np
import torch

from aedemo.data.damage import AddedNoise
from aedemo.data.spiral import Spiral, curve
from aedemo.library import Library
from aedemo.models.catalogue import VARIANTS

GRID = 27
PULLS = 40


def names(library: Library) -> list[str]:
    """The trained networks of the plane, those of the least noise first."""
    return sorted(library.names(dataset=Spiral.name), key=sigma_of)


def sigma_of(name: str) -> float:
    """The noise that a network of the plane was trained to remove."""
    noise = VARIANTS[name].corruption
    assert isinstance(noise, AddedNoise)
    return noise.sigma


def grid() -> np.ndarray:
    """Points all over the square, row by row."""
    axis = (np.arange(GRID, dtype=np.float32) + 0.5) / GRID
    return np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)


def reconstructions(library: Library, name: str, points: np.ndarray) -> np.ndarray:
    """Where the network puts each point, (N, 2)."""
    with torch.inference_mode():
        images = torch.from_numpy(points.astype(np.float32)).view(-1, 1, 1, 2)
        return library[name].restore(images).view(-1, 2).numpy()


def descent(library: Library, name: str, points: np.ndarray) -> np.ndarray:
    """Points (N, 2) fed through the network again and again: (N, 41, 2), themselves first.

    For little noise x' - x follows sigma^2 times the gradient of log p (Alain and Bengio 2014).
    """
    paths = [points.astype(np.float32)]
    for _ in range(PULLS):
        paths.append(reconstructions(library, name, paths[-1]))
    return np.stack(paths, axis=1)


def arms(count: int = 120) -> np.ndarray:
    """The curve itself: two arms of `count` points, (2, count, 2)."""
    t = torch.linspace(0, 1, count)
    return np.stack([curve(t, torch.full((count,), float(arm))).numpy() for arm in (0, 1)])
