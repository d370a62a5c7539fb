"""A whole app on untrained networks and drawn digits, for tests of the page and its endpoints."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import gradio as gr
import numpy as np
import torch

from aedemo.data import corruptions, drawing
from aedemo.data.dataset import Split
from aedemo.data.gallery import write_gallery
from aedemo.experiments import coding
from aedemo.library import Library, checkpoints
from aedemo.library.checkpoints import Record
from aedemo.measures import quality
from aedemo.methods import projection
from aedemo.methods.anomalies import ANOMALIES
from aedemo.methods.compression import BITS, CODECS
from aedemo.methods.projection import Placement, ProjectionFigures, Projections
from aedemo.methods.resolution import ENLARGEMENTS, SIDES
from aedemo.models.catalogue import VARIANTS
from aedemo.models.model import build
from aedemo.models.variants import Variant
from aedemo.ui.page import build_page
from aedemo.ui.serving import serve
from tests.digits import drawn_digits

MAPPED = "conv-vae"
VARIANCE_MAPPED = "variance-vae"
FOR_DIGITS = [name for name, variant in VARIANTS.items() if variant.data.name == "mnist"]
ON_WALL = [name for name in FOR_DIGITS if VARIANTS[name].family.on_wall]
SMILES = ("CC(=O)Oc1ccccc1C(=O)O", "Cn1cnc2c1c(=O)n(C)c(=O)n2C")  # aspirin and caffeine
PAIRS = {"umap": [0, 1], "pca": [2, 3]}
PLANE = "vae-2"
TURNED = np.array([[0.6, -0.8], [0.8, 0.6]])


def untrained_library(folder: Path) -> Library:
    """Every variant of the catalogue with fresh weights, and a gallery of drawn digits."""
    digits = drawn_digits(5_000)
    gallery = Split(digits.images, torch.arange(5_000) // 500)
    write_gallery(gallery, folder / "public" / "gallery.png")
    rows = [[10.0 - step, 15.0 - step, 20.0 - step] for step in range(len(quality.LEVELS))]
    profile = dict.fromkeys(corruptions.CORRUPTIONS, rows)
    for name, variant in VARIANTS.items():
        torch.manual_seed(0)
        figures, latents = {"mse": 0.01, "probe": 90.0}, latents_of(variant)
        record = Record(repr(variant), figures, [], profile, latents, "", {})
        checkpoints.save(checkpoints.checkpoint_path(folder, name), build(variant), record)
    drawing.write_gallery(checkpoints.molecules_path(folder), list(map(drawing.draw, SMILES)))
    write_uses(Library.open(folder))
    return draw_maps(Library.open(folder))


def write_uses(library: Library) -> None:
    """Plausible figures of what every digit model is good for."""
    of_sides = dict.fromkeys(map(str, SIDES), 15.0)
    entries = {
        name: {
            "of": checkpoints.fingerprint(library.record(name)),
            "errors": np.linspace(0, 0.2, 201).tolist(),
            "auc": dict.fromkeys(ANOMALIES, 0.8),
            "roc": dict.fromkeys(ANOMALIES, (np.arange(51) / 50).tolist()),
            "rate": [10.0 + bits for bits in BITS],
            "inpainting": 0.1,
            "superresolution": of_sides,
            "energy": {"inpainting": 0.2, "superresolution": of_sides},
        }
        for name in FOR_DIGITS
    }
    entries["classic"] = {
        "of": entries["pca-30"]["of"],
        "codecs": {name: [[200.0, 30.0, 20.0], [300.0, 120.0, 30.0]] for name in CODECS},
        "pca": [[float(kept + bits) for bits in BITS] for kept in range(1, 31)],
        "inpainting": {"telea": 0.3, "navier-stokes": 0.3},
        "superresolution": dict.fromkeys(ENLARGEMENTS, of_sides),
    }
    path = checkpoints.uses_path(library.folder)
    path.write_text(json.dumps(entries), encoding="utf-8")


def draw_maps(library: Library) -> Library:
    """Projections of two models, of the pixels, and of a plane: places are two of the latents."""
    figures = dict.fromkeys(PAIRS, ProjectionFigures(0.9, 90.0))
    for name in (VARIANCE_MAPPED, MAPPED):
        codes = coding.gallery_codes(library, name)
        places = {
            kind: (codes[:, pair] - codes[:, pair].min(axis=0)) / np.ptp(codes[:, pair], axis=0)
            for kind, pair in PAIRS.items()
        }
        maps = Projections(places, figures, 95.0, Placement(0.01, 0.99))
        projection.save(checkpoints.projections_path(library.folder, name), maps)
    projection.save(checkpoints.projections_path(library.folder, "pixels"), maps)
    codes = coding.gallery_codes(library, PLANE)
    places = {"code": into_unit_square(codes * [1, -1]), "pca": into_unit_square(codes @ TURNED)}
    figures = {"code": ProjectionFigures(1.0, 90.0), "pca": ProjectionFigures(0.9, 90.0)}
    maps = Projections(places, figures, 95.0, Placement(0.01, 0.99))
    projection.save(checkpoints.projections_path(library.folder, PLANE), maps)
    return library


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
    """A served page: the library it shows, its address, and its listeners by name."""

    library: Library
    page: gr.Blocks
    address: str

    @cached_property
    def handlers(self) -> dict[str, Callable]:
        return {function.name: function.fn for function in self.page.fns.values() if function.fn}


def launch(library: Library) -> App:
    """The page served on a free port, as app.py serves it."""
    page = build_page(library)
    address = serve(page, prevent_thread_lock=True, quiet=True)
    return App(library, page, address)
