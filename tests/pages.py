"""A whole app on untrained networks and drawn digits, for tests of the page and its endpoints."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch
from starlette.middleware import Middleware

from aedemo.data import drawing
from aedemo.data.dataset import Split
from aedemo.data.digits import Digits
from aedemo.data.gallery import write_gallery
from aedemo.experiments import coding
from aedemo.library import Library, checkpoints, results
from aedemo.library.library import gallery_path, molecules_path
from aedemo.library.results import REFERENCE
from aedemo.measures import maps
from aedemo.measures.quality import LEVELS
from aedemo.methods import projection
from aedemo.methods.compression import BITS
from aedemo.methods.projection import Placement, ProjectionFigures, Projections
from aedemo.methods.resolution import SIDES
from aedemo.models.catalogue import VARIANTS
from aedemo.models.model import build
from aedemo.models.variants import Variant
from aedemo.ui.files import SCRIPTS, Files, script_address
from aedemo.ui.listeners import named_listeners
from aedemo.ui.page import build_page
from aedemo.ui.refusing import Page
from aedemo.ui.serving import serve
from tests.digits import drawn_digits

MAPPED = "conv-vae"
VARIANCE_MAPPED = "variance-vae"
FOR_DIGITS = [name for name, variant in VARIANTS.items() if variant.data.name == Digits.name]
ON_WALL = [name for name in FOR_DIGITS if VARIANTS[name].family.on_wall]
SMILES = ("CC(=O)Oc1ccccc1C(=O)O", "Cn1cnc2c1c(=O)n(C)c(=O)n2C")  # aspirin and caffeine
PAIRS = {"umap": [0, 1], "pca": [2, 3]}
PLANE = "vae-2"
TURNED = np.array([[0.6, -0.8], [0.8, 0.6]])


def untrained_library(folder: Path) -> Library:
    """Every variant of the catalogue with fresh weights, and a gallery of drawn digits."""
    digits = drawn_digits(5_000)
    gallery = Split(digits.images, torch.arange(5_000) // 500)
    write_gallery(gallery, gallery_path(folder))
    drawing.write_gallery(molecules_path(folder), list(map(drawing.draw, SMILES)))
    for name, variant in VARIANTS.items():
        write_untrained(folder, name, variant)
    values = {"codec": [[200.0, 30.0, 20.0], [300.0, 120.0, 30.0]]}
    write_results(folder, REFERENCE, values | {"inpainting": 0.3, "super-resolution": BY_SIDE})
    return draw_maps(Library.open(folder))


def write_untrained(folder: Path, name: str, variant: Variant) -> None:
    """A checkpoint of fresh weights, and plausible results of everything but maps."""
    torch.manual_seed(0)
    path = checkpoints.checkpoint_path(folder, name)
    checkpoints.save(path, build(variant), checkpoints.Origin(repr(variant), [], "", {}))
    values = PLAUSIBLE | {"latents": latents_of(variant)}
    write_results(folder, name, values)


def write_results(folder: Path, name: str, values: Mapping[str, Any]) -> None:
    """These values, by measure, as the current results of a variant or of REFERENCE."""
    stored = results.read(folder, name)
    for each in results.expected(folder, name):
        measure = each.measure
        if measure.name in values or measure.figures:
            figures = {figure.name: 1.0 for figure in measure.figures}
            stored[each.key] = {"from": each.stamp, "value": values.get(measure.name, figures)}
    results.write(folder, name, stored)


BY_SIDE = dict.fromkeys(map(str, SIDES), 15.0)
PLAUSIBLE = {
    "profile": [[10.0 - step, 15.0 - step, 20.0 - step] for step in range(len(LEVELS))],
    "gallery mse": 0.01,
    "components mse": [0.07 / d for d in range(1, 65)],
    "error quantiles": np.linspace(0, 0.2, 201).tolist(),
    "anomalies": {"auc": 0.8, "roc": (np.arange(51) / 50).tolist()},
    "rate": [10.0 + bits for bits in BITS],
    "components rate": [[float(kept + bits) for bits in BITS] for kept in range(1, 31)],
    "inpainting": 0.1,
    "super-resolution": BY_SIDE,
    "inpainting by energy": 0.2,
    "super-resolution by energy": BY_SIDE,
}


def draw_maps(library: Library) -> Library:
    """Maps of two models, of the pixels, and of a plane: places are two of the latents."""
    figures = dict.fromkeys(PAIRS, ProjectionFigures(0.9, 90.0))
    for name in (VARIANCE_MAPPED, MAPPED):
        codes = coding.gallery_codes(library, name)
        places = {
            kind: (codes[:, pair] - codes[:, pair].min(axis=0)) / np.ptp(codes[:, pair], axis=0)
            for kind, pair in PAIRS.items()
        }
        drawn = Projections(places, figures, 95.0, Placement(0.01, 0.99))
        write_maps(library.folder, name, drawn)
    write_maps(library.folder, REFERENCE, drawn)
    codes = coding.gallery_codes(library, PLANE)
    places = {"code": into_unit_square(codes * [1, -1]), "pca": into_unit_square(codes @ TURNED)}
    figures = {"code": ProjectionFigures(1.0, 90.0), "pca": ProjectionFigures(0.9, 90.0)}
    write_maps(library.folder, PLANE, Projections(places, figures, 95.0, Placement(0.01, 0.99)))
    return Library.open(library.folder)


def write_maps(folder: Path, name: str, drawn: Projections) -> None:
    """Maps in their file, and among the results."""
    path = maps.path_of(folder, maps.PIXELS if name == REFERENCE else name)
    projection.save(path, drawn)
    write_results(folder, name, {"maps": hashlib.sha256(path.read_bytes()).hexdigest()})


def lacking(library: Library, lacks: Callable[[str, str], bool]) -> Library:
    """The same library without the results for which `lacks` holds, of (variant, measure)."""

    def known(name: str, values: Mapping[str, Any]) -> dict[str, Any]:
        return {measure: value for measure, value in values.items() if not lacks(name, measure)}

    models = {name: library[name] for name in library.names()}
    records = {
        name: replace(record, results=known(name, record.results))
        for name in models
        if (record := library.record(name))
    }
    references = known(REFERENCE, library.references)
    return Library(library.folder, models, records, references, ["Something is missing."])


def into_unit_square(positions: np.ndarray) -> np.ndarray:
    low, high = positions.min(axis=0), positions.max(axis=0)
    return (positions - (low + high) / 2) / (high - low).max() + 0.5


def latents_of(variant: Variant) -> dict[str, list[float]]:
    """Plausible statistics of a code; the last latent of a Gaussian one is inactive."""
    if not variant.has_code:
        return {}
    columns = {"mean": 0.0, "std": 1.0, "low": -2.0, "high": 2.0}
    latents = {name: [value] * variant.latent_dim for name, value in columns.items()}
    if variant.generative:
        latents["kl"] = [2.0 - i / variant.latent_dim for i in range(variant.latent_dim - 1)] + [0]
    return latents


@dataclass(frozen=True)
class App:
    """A served page: the library it shows, its address, and its listeners by "tab.name"."""

    library: Library
    page: Page
    address: str

    @cached_property
    def handlers(self) -> dict[str, Callable]:
        return named_listeners(self.page)


def serving(table: Mapping[str, Path]) -> dict[str, Any]:
    """`app_kwargs` for a small page of a test's own: the scripts, and the files of a table."""
    scripts = {script_address(script): script for script in SCRIPTS}
    return {"middleware": [Middleware(Files, {**scripts, **table}, {})]}


def launch(library: Library) -> App:
    """The page served on a free port, as app.py serves it."""
    page = build_page(library)
    address = serve(page, library, prevent_thread_lock=True, quiet=True)
    return App(library, page, address)
