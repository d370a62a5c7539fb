"""What the page computes for molecules: arrays in, arrays out, no Gradio.

Ink is (192, 192) float32 in [0, 1], white on black; a picture in colour (3, 192, 192).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import torch

from aedemo.data.degradation import Degradation
from aedemo.data.drawing import Drawing, choose_bonds, draw
from aedemo.data.molecules import Molecules
from aedemo.library import Library
from aedemo.measures.drawings import invented_bonds, label_colours, redrawn_bonds
from aedemo.measures.quality import psnr
from aedemo.models.model import Restorer


@dataclass(frozen=True, eq=False)
class Scan:
    """What the network is shown, and the truth behind it where there is one.

    seen: ink. drawing: the true drawing, turned as the ink is; None of an uploaded picture.
    dropped: the bonds that are missing from the ink.
    """

    seen: np.ndarray
    drawing: Drawing | None
    dropped: Sequence[int]


@dataclass(frozen=True)
class Report:
    """How well a picture fits the truth.

    psnr: dB. redrawn: of each dropped bond, whether it is there. invented: the middle (x, y) of
    each bond that is there and should not be, in [0, 1] of the picture. labels: the share of the
    pixels of atoms' labels whose colour is right, None where there is no label in a colour.
    """

    psnr: float
    redrawn: list[bool]
    invented: list[tuple[float, float]]
    labels: float | None


drawing_of = lru_cache(maxsize=64)(draw)


def network(library: Library) -> str | None:
    """The network for molecules, None when it is not trained."""
    return next(iter(library.names(dataset=Molecules.name)), None)


def scan(drawing: Drawing, degradation: Degradation, seed: int) -> Scan:
    """A drawing spoiled; the same seed gives the same damage, and a higher level more of it."""
    order = np.random.default_rng(seed)
    dropped = choose_bonds(drawing.bonds, degradation.bonds, order)
    turned = drawing.turned(degradation.rotation)
    ink = turned.without(dropped).astype(np.float32) / 255
    return Scan(_spoiled(ink, degradation, seed), turned, dropped)


def scan_of_picture(ink: np.ndarray) -> Scan:
    """An uploaded picture's ink as it is: it is spoiled already, and nobody knows its bonds."""
    return Scan(ink, None, [])


def restore(
    library: Library, seen: np.ndarray, skip_gain: float = 1.0, bottleneck: bool = True
) -> np.ndarray:
    """The network's answer (3, 192, 192) to some ink; see Restorer.restore."""
    model = library[network(library) or ""]
    assert isinstance(model, Restorer)
    with torch.inference_mode():
        images = torch.from_numpy(np.ascontiguousarray(seen))[None, None]
        return model.restore(images, skip_gain, bottleneck)[0].numpy()


def median_filtered(seen: np.ndarray) -> np.ndarray:
    """What a 3 x 3 median filter makes of it."""
    return cv2.medianBlur(np.ascontiguousarray(seen), 3)


def report(picture: np.ndarray, scan: Scan) -> Report:
    """How well a picture, ink or in colour, fits the truth of a scan.

    Raises ValueError when the scan has none.
    """
    drawing = scan.drawing
    if drawing is None:
        raise ValueError("Of an uploaded picture the truth is not known.")
    truth = drawing.colour.astype(np.float32) / 255
    picture = np.broadcast_to(picture, truth.shape)
    labels = drawing.labels
    return Report(
        psnr(torch.from_numpy(picture.copy())[None], torch.from_numpy(truth)[None]).item(),
        redrawn_bonds(picture, drawing, list(scan.dropped)),
        list(map(_middle, invented_bonds(picture, drawing))),
        float(label_colours(picture, drawing).mean()) if labels.any() else None,
    )


def places_of(drawing: Drawing, bonds: Sequence[int]) -> list[tuple[float, float]]:
    """The middle (x, y) of each bond's ink, in [0, 1] of the picture."""
    return [_middle(drawing.owner == bond + 1) for bond in bonds]


def _middle(mask: np.ndarray) -> tuple[float, float]:
    """The middle (x, y) of what a mask (H, W) covers, in [0, 1] of the picture."""
    rows, columns = np.nonzero(mask)
    return float(columns.mean() / mask.shape[1]), float(rows.mean() / mask.shape[0])


def _spoiled(ink: np.ndarray, degradation: Degradation, seed: int) -> np.ndarray:
    generator = torch.Generator().manual_seed(seed)
    images = torch.from_numpy(np.ascontiguousarray(ink))[None, None]
    return degradation.spoil(images, generator)[0, 0].numpy()
