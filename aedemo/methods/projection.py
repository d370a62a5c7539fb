"""Codes on a map: two dimensions in place of a model's many, and how far the map can be trusted.

Everything here is fitted once, when a model is trained; the running app only reads what was kept.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from aedemo.data.files import write_atomically

SEED = 20_000
NEIGHBOURS = 10
AT_ONCE = 1_000  # codes, whose distances to all others are in memory
PLACING = 15  # neighbours that say where a new code belongs
CLOSE = 0.08  # of the map's width
FULL = 65_535  # of the 16 bits in which a position is kept
PLANES = ("code", "pca")  # the maps on which a code of two numbers is only turned and scaled


@dataclass(frozen=True)
class ProjectionFigures:
    """How good a projection is.

    trustworthiness: of the 2-D map against the codes, k = 10, in [0, 1]. knn: per cent of digits
    whose ten nearest others on the map agree with their label.
    """

    trustworthiness: float
    knn: float


@dataclass(frozen=True)
class Placement:
    """How well `place` does what `UMAP.transform` would, over digits outside of the gallery.

    distance: the median distance between the two places, as a share of the map's width. same_class:
    the share of digits that both put among the same class.
    """

    distance: float
    same_class: float


@dataclass(frozen=True)
class Projections:
    """The gallery's digits under one model.

    places: projection -> (N, 2) float32 in [0, 1], y downwards: "umap", "pca", and before them
    "code" where the code itself is a plane. code_knn: per cent, as
    ProjectionFigures.knn, in code space.
    """

    places: dict[str, np.ndarray]
    figures: dict[str, ProjectionFigures]
    code_knn: float
    placement: Placement


def fit(codes: np.ndarray, labels: np.ndarray, others: np.ndarray) -> Projections:
    """Project the gallery's codes (N, D), and place `others` (M, D) to see how well that goes.

    UMAP: McInnes, Healy & Melville 2018 (arXiv:1802.03426), 15 neighbours, min_dist 0.1, a fixed
    seed. PCA: the two leading principal components. Codes of two numbers are a map themselves, the
    second number upwards.
    """
    # Imported here: umap takes ten seconds, and the running app fits nothing.
    import umap  # noqa: PLC0415
    from sklearn.decomposition import PCA  # noqa: PLC0415
    from sklearn.manifold import trustworthiness  # noqa: PLC0415

    reducer = umap.UMAP(n_neighbors=15, min_dist=0.1, random_state=SEED)
    raw = {"code": codes * [1, -1]} if codes.shape[1] == 2 else {}
    raw["umap"] = reducer.fit_transform(codes)
    raw["pca"] = PCA(2, random_state=SEED).fit_transform(codes)
    places, figures = {}, {}
    for name, positions in raw.items():
        places[name] = _into_unit_square(positions, positions).astype(np.float32)
        figures[name] = ProjectionFigures(
            float(trustworthiness(codes, positions, n_neighbors=NEIGHBOURS)),
            agreement(nearest_others(positions), labels),
        )
    expected = _into_unit_square(reducer.transform(others), raw["umap"])
    return Projections(
        places,
        figures,
        agreement(nearest_others(codes), labels),
        compare(place(others, codes, places["umap"]), expected, places["umap"], labels),
    )


def _into_unit_square(positions: np.ndarray, all_positions: np.ndarray) -> np.ndarray:
    """Scaled and shifted so that `all_positions` just fit, in the middle, their aspect kept."""
    low, high = all_positions.min(axis=0), all_positions.max(axis=0)
    return (positions - (low + high) / 2) / (high - low).max() + 0.5


def place(codes: np.ndarray, known: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Where new codes (B, D) belong on a map: (B, 2).

    Of the 15 nearest of the `known` codes (N, D), whose places are (N, 2), the most central one on
    the map; then the mean of those close to it, weighted by 1 / distance in code space. A plain
    mean would put a code between two islands into the sea between them.
    """
    nearest, distances = nearest_in(codes, known, PLACING)
    around = places[nearest]
    apart = np.linalg.norm(around[:, :, None] - around[:, None], axis=-1)
    central = apart.sum(axis=2).argmin(axis=1)
    close = np.take_along_axis(apart, central[:, None, None], axis=1)[:, 0] < CLOSE
    weights = close / np.maximum(distances, 1e-9)
    weights /= weights.sum(axis=1, keepdims=True)
    return (weights[:, :, None] * around).sum(axis=1)


def carry(points: np.ndarray, known: np.ndarray, images: np.ndarray) -> np.ndarray:
    """Points (B, D) by the affine map that takes `known` (N, D) to `images` (N, E): (B, E).

    The map is the one with the least squared error, so it is exact where there is an exact one.
    """

    def with_ones(rows: np.ndarray) -> np.ndarray:
        return np.column_stack([rows, np.ones(len(rows))])

    affine, *_ = np.linalg.lstsq(with_ones(known), images, rcond=None)
    return (with_ones(points) @ affine).astype(np.float32)


def nearest_others(codes: np.ndarray) -> np.ndarray:
    """Of each code (N, D) its ten nearest others, (N, 10) indices."""
    found = []
    for start in range(0, len(codes), AT_ONCE):
        squares = _squared_distances(codes[start : start + AT_ONCE], codes)
        rows = np.arange(len(squares))
        squares[rows, start + rows] = np.inf
        found.append(_smallest(squares, NEIGHBOURS))
    return np.concatenate(found)


def nearest_in(codes: np.ndarray, known: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Of each code (B, D) the nearest of `known` (N, D): indices and distances, (B, count)."""
    squares = _squared_distances(codes, known)
    indices = _smallest(squares, count)
    return indices, np.sqrt(np.maximum(np.take_along_axis(squares, indices, axis=1), 0))


def _squared_distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a**2).sum(axis=1)[:, None] - 2 * a @ b.T + (b**2).sum(axis=1)


def _smallest(values: np.ndarray, count: int) -> np.ndarray:
    """Indices of the `count` smallest of each row, the smallest first."""
    some = np.argpartition(values, count - 1, axis=1)[:, :count]
    order = np.argsort(np.take_along_axis(values, some, axis=1), axis=1)
    return np.take_along_axis(some, order, axis=1)


def agreement(nearest: np.ndarray, labels: np.ndarray) -> float:
    """Per cent of digits whose nearest others (N, k) mostly share their label, (N,)."""
    return float(100 * (majority(nearest, labels) == labels).mean())


def majority(nearest: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The class (B,) that most of the nearest digits (B, k) have, whose labels are (N,)."""
    return (labels[nearest][:, :, None] == np.arange(10)).sum(axis=1).argmax(axis=1)


def compare(
    placed: np.ndarray, expected: np.ndarray, places: np.ndarray, labels: np.ndarray
) -> Placement:
    """Two placements of the same digits, (M, 2) each, on the map of the gallery's, (N, 2)."""
    classes = [
        majority(nearest_in(each, places, NEIGHBOURS)[0], labels) for each in (placed, expected)
    ]
    return Placement(
        float(np.median(np.linalg.norm(placed - expected, axis=1))),
        float((classes[0] == classes[1]).mean()),
    )


def save(path: Path, maps: Projections) -> None:
    """Write maps under a temporary name, then rename: places in 16 bits, figures in the header."""
    tensors = {
        # In C order: the bytes of a column-wise array would be written as they lie.
        name: np.round(places * FULL).astype(np.uint16, order="C")
        for name, places in maps.places.items()
    }
    header = {
        "figures": {name: asdict(figures) for name, figures in maps.figures.items()},
        "code_knn": maps.code_knn,
        "placement": asdict(maps.placement),
    }
    write_atomically(path, lambda new: save_file(tensors, new, {"maps": json.dumps(header)}))


def load(path: Path) -> Projections:
    """Raises ValueError when the file is not there or not readable."""
    try:
        with safe_open(path, "numpy") as file:
            header = json.loads(file.metadata()["maps"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        return Projections(
            {name: (places / FULL).astype(np.float32) for name, places in tensors.items()},
            {name: ProjectionFigures(**figures) for name, figures in header["figures"].items()},
            header["code_knn"],
            Placement(**header["placement"]),
        )
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path.name} is not a readable map.") from error
