"""Digits on the maps of a model's codes: arrays in, arrays out, no Gradio.

Images are (28, 28) or (B, 28, 28) float32 in [0, 1].
"""

import numpy as np

from aedemo.experiments.coding import decode, encode, gallery_codes
from aedemo.library import Library
from aedemo.methods import projection

BLENDED = 8  # codes that stand for a place on a map where no digit lies


def project(library: Library, name: str, images: np.ndarray) -> dict[str, np.ndarray]:
    """Digits (B, 28, 28) -> their places (B, 2) on each of the model's maps, in [0, 1].

    On the plane of two latents they are exact; elsewhere see projection.place. Raises ValueError
    when the model's maps have not been drawn.
    """
    codes = encode(library, name, images)
    return {kind: _place(library, name, kind, codes) for kind in library.projections(name).places}


def locate(
    library: Library, name: str, kind: str, images: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Digits (B, 28, 28) -> their places (B, 2) on one map, and the gallery's nearest (B, 10)."""
    codes = encode(library, name, images)
    nearest, _ = projection.nearest_in(codes, gallery_codes(library, name), projection.NEIGHBOURS)
    return _place(library, name, kind, codes), nearest


def _place(library: Library, name: str, kind: str, codes: np.ndarray) -> np.ndarray:
    known, places = gallery_codes(library, name), library.projections(name).places[kind]
    place = projection.carry if _is_plane(codes, kind) else projection.place
    return place(codes, known, places)


def _is_plane(codes: np.ndarray, kind: str) -> bool:
    return codes.shape[1] == 2 and kind in projection.PLANES


def plane_corners(library: Library, name: str, kind: str) -> np.ndarray | None:
    """The codes at the corners (0, 0), (1, 0) and (0, 1) of a map, (3, 2).

    Between them every place has its own code. None where the map is no plane of two latents.
    """
    codes, places = gallery_codes(library, name), library.projections(name).places[kind]
    if not _is_plane(codes, kind):
        return None
    return projection.carry(np.array([[0, 0], [1, 0], [0, 1]]), places, codes)


def decode_place(library: Library, name: str, kind: str, place: np.ndarray) -> np.ndarray:
    """A digit (28, 28) for a place (2,) of a map where none lies.

    Such a place has no code: those of the eight nearest digits are blended, by 1 / d^2.
    """
    codes, places = gallery_codes(library, name), library.projections(name).places[kind]
    nearest, distances = projection.nearest_in(place[None], places, BLENDED)
    weights = 1 / np.maximum(distances[0], 1e-6) ** 2
    code = weights @ codes[nearest[0]] / weights.sum()
    return decode(library, name, code[None].astype(np.float32))[0]
