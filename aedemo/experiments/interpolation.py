"""The way from one digit to another: arrays in, arrays out, no Gradio.

Images are (28, 28) or (B, 28, 28) float32 in [0, 1].
"""

import numpy as np
import torch

from aedemo.experiments.arrays import as_images
from aedemo.experiments.coding import encode
from aedemo.experiments.restoring import repair
from aedemo.library import Library
from aedemo.measures.anomalies import errors
from aedemo.methods.transformations import TRANSFORMATIONS

FRACTIONS = tuple(step / 10 for step in range(11))  # of an interpolation
PATH_STEPS = 41  # of a transformation


def interpolate(start: np.ndarray, end: np.ndarray, spherical: bool = False) -> np.ndarray:
    """Eleven points (11, D) from `start` to `end`, (D,) each, along a line or a great circle.

    Spherical (Shoemake 1985): sin((1 - t) w) / sin w * start + sin(t w) / sin w * end, w the angle
    between them. It keeps the length of codes between two of a Gaussian prior, which a line
    shortens: in many dimensions hardly any code of the prior is as short as a line's middle.
    """
    t = np.array(FRACTIONS, dtype=np.float32)[:, None]
    lengths = np.linalg.norm(start) * np.linalg.norm(end)
    angle = np.arccos(np.clip(start @ end / max(lengths, 1e-12), -1, 1))
    if not spherical or np.sin(angle) < 1e-4:  # on one line through the origin: no circle
        return (1 - t) * start + t * end
    return (np.sin((1 - t) * angle) * start + np.sin(t * angle) * end) / np.sin(angle)


def strangeness(library: Library, judge: str, images: np.ndarray) -> np.ndarray:
    """How far images (B, 28, 28) lie from the digits `judge` was trained on: its error, (B,).

    MSE per pixel of its reconstruction: an autoencoder copies what it knows.
    """
    return errors(library[judge], as_images(images))


def transformed(
    library: Library, name: str, plane: str, digit: np.ndarray, kind: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A digit (28, 28) under 41 amounts of a transformation, from its lowest to its highest.

    Returns the images (41, 28, 28), what the model `name` makes of them, and their codes (41, 2)
    under the model `plane`.
    """
    transformation = TRANSFORMATIONS[kind]
    amounts = torch.linspace(transformation.low, transformation.high, PATH_STEPS)
    path = transformation.apply(as_images(digit).expand(PATH_STEPS, -1, -1, -1), amounts)
    images = path[:, 0].numpy()
    return (
        images,
        repair(library, name, images, [None] * PATH_STEPS),
        encode(library, plane, images),
    )
