"""What contraction means: how far a code moves when a digit moves, and in which directions.

J = dz/dx at one digit; its singular values say how much the code moves for a step of length 1 in
each of its singular directions, which are pictures (Rifai et al. 2011, "The Manifold Tangent
Classifier"). A digit is (28, 28) float32 in [0, 1]. Arrays in, arrays out, no Gradio.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import torch

from aedemo.data.digits import SIDE, Digits
from aedemo.experiments.arrays import as_images
from aedemo.library import Library
from aedemo.models.catalogue import VARIANTS
from aedemo.models.codes import Contractive
from aedemo.models.schedules import LayerWise

KINDS = ("plain", "denoising", "contractive")


@dataclass(frozen=True, eq=False)
class Spectrum:
    """The singular values (R,) of an encoder's Jacobian, the largest first, and the directions
    (R, 28, 28) of length 1 that they belong to; R is at most the size of the code.
    """

    values: np.ndarray
    directions: np.ndarray


def spectrum(library: Library, name: str, digit: np.ndarray) -> Spectrum:
    """Of the encoder at a digit."""
    # A copy of the digit for each number of the code: one backward pass gives all rows of J.
    copies = as_images(digit).repeat(VARIANTS[name].code_size, 1, 1, 1)
    codes = library.autoencoder(name).encode(copies.requires_grad_())
    # Of a sum: to weight gradients of several numbers torch imports symbolic algebra at the first.
    (rows,) = torch.autograd.grad(codes.diagonal().sum(), copies)
    _, values, directions = torch.linalg.svd(rows.flatten(1), full_matrices=False)
    # A direction is no better than its opposite; let each add ink.
    directions = directions * torch.where(directions.sum(dim=1, keepdim=True) < 0, -1.0, 1.0)
    return Spectrum(values.numpy(), directions.view(-1, SIDE, SIDE).numpy())


def walk(
    library: Library, name: str, digit: np.ndarray, direction: np.ndarray, steps: np.ndarray
) -> np.ndarray:
    """What the network answers on the way x + a v, for each a of `steps` (A,): (A, 28, 28)."""
    path = digit + steps[:, None, None] * direction
    with torch.inference_mode():
        return library[name].restore(as_images(path.astype(np.float32)))[:, 0].numpy()


def trios(library: Library) -> list[tuple[str, str, str]]:
    """The networks trained in all of KINDS: (plain, denoising, contractive) of one architecture."""
    groups: dict[tuple, dict[str, str]] = defaultdict(dict)
    for name in library.names(dataset=Digits.name, has_code=True):
        variant = VARIANTS[name]
        if variant.generative or isinstance(variant.schedule, LayerWise):
            continue
        if isinstance(variant.code, Contractive):
            kind = "contractive"
        else:
            kind = "denoising" if variant.corruption else "plain"
        key = (variant.architecture, variant.latent_dim, variant.likelihood)
        groups[key].setdefault(kind, name)
    plain, denoising, contractive = KINDS
    return [
        (group[plain], group[denoising], group[contractive])
        for group in groups.values()
        if len(group) == len(KINDS)
    ]
