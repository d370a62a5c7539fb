"""Checkpoints: float16 weights in safetensors, with the figures and the curve in the header.

What a layer has learnt is kept in float16; what batch normalisation has counted, whose variances
can be larger than float16's largest number, as it is.

Nothing is unpickled, loading is strict, and a checkpoint whose variant has changed since is
refused with the command that mends it.
"""

import hashlib
import json
import os
import subprocess
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from aedemo import molecules, projection
from aedemo.data import Split, load_gallery
from aedemo.model import Autoencoder, Restorer, build
from aedemo.variants import VARIANTS, Variant

LIBRARIES = ("torch", "numpy", "safetensors")


@dataclass(frozen=True)
class Record:
    """What was measured when a variant was trained.

    figures: see evaluation.FIGURES. curve: one entry an epoch. profile: see evaluation.profile.
    latents: see evaluation.latents; empty for a network without a code.
    """

    variant: str
    figures: dict[str, float]
    curve: list[dict[str, float]]
    profile: dict[str, list[list[float]]]
    latents: dict[str, list[float]]
    commit: str
    versions: dict[str, str]


def save(path: Path, model: Autoencoder | Restorer, record: Record) -> None:
    """Write a checkpoint under a temporary name, then rename it: it is never half written."""
    learnt = dict(model.named_parameters())
    weights = {
        name: (value.half() if name in learnt else value).cpu().contiguous()
        for name, value in model.state_dict().items()
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    save_file(weights, temporary, {"record": json.dumps(asdict(record))})
    os.replace(temporary, path)


def read_record(path: Path) -> Record:
    """The header of a checkpoint. Raises ValueError when the file is not one."""
    try:
        with safe_open(path, "pt") as file:
            return Record(**json.loads((file.metadata() or {})["record"]))
    except (SafetensorError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path.name} is not a readable checkpoint.") from error


def load(path: Path, variant: Variant) -> Autoencoder | Restorer:
    """The network in eval mode, float32, without gradients on its weights.

    Raises ValueError when the file is unreadable or holds other weights than the variant's.
    """
    with torch.device("meta"):  # nobody sees the fresh weights, so none are drawn
        model = build(variant)
    try:
        with safe_open(path, "pt") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        stored = {
            name: tensor.float() if tensor.is_floating_point() else tensor
            for name, tensor in tensors.items()
        }
    except SafetensorError as error:
        raise ValueError(f"{path.name} is not a readable checkpoint.") from error
    try:
        model.load_state_dict(stored, strict=True, assign=True)
    except RuntimeError as error:
        raise ValueError(f"{path.name} does not hold the weights of {variant.name}.") from error
    return model.requires_grad_(False).eval()


def round_to_stored(model: Autoencoder | Restorer) -> None:
    """Round the weights to what a checkpoint keeps, so that they are measured as they are shown.

    Raises ValueError when a weight is too large for it.
    """
    with torch.no_grad():
        for name, value in model.named_parameters():
            value.copy_(value.half().float())
            if not value.isfinite().all():
                raise ValueError(f"{name} has weights that float16 cannot hold.")


def fingerprint(record: Record) -> str:
    """Tells a checkpoint from the same variant's other ones: its figures, curve and so on."""
    return hashlib.sha256(json.dumps(asdict(record)).encode()).hexdigest()[:12]


def state_of(path: Path, variant: Variant) -> str:
    """'ready', 'missing', 'out of date' or 'unreadable'."""
    if not path.exists():
        return "missing"
    try:
        record = read_record(path)
    except ValueError:
        return "unreadable"
    return "ready" if record.variant == repr(variant) else "out of date"


def checkpoint_path(folder: Path, name: str) -> Path:
    """Where a variant's checkpoint lies."""
    return folder / f"{name}.safetensors"


def maps_path(folder: Path, name: str) -> Path:
    """Where the maps of a variant's codes lie, or those of the "pixels" themselves."""
    return folder / "public" / "maps" / f"{name}.safetensors"


def molecules_path(folder: Path) -> Path:
    """Where the gallery of molecules lies."""
    return folder / "molecules.npz"


def uses_path(folder: Path) -> Path:
    """Where it is written what the variants are good for; see aedemo.uses."""
    return folder / "uses.json"


def read_uses(folder: Path) -> dict[str, dict[str, Any]]:
    """What is written there, by name; nothing when there is no file or it is not readable."""
    try:
        entries = json.loads(uses_path(folder).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return entries if isinstance(entries, dict) else {}


def provenance() -> tuple[str, dict[str, str]]:
    """The commit that is checked out ('' outside a repository) and the library versions."""
    try:
        commit = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"],
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        commit = ""
    return commit, {name: version(name) for name in LIBRARIES}


class Library:
    """The trained variants of a folder: `library["vae"]` is a network in eval mode."""

    def __init__(self, folder: Path, models: dict, records: dict, problems: list[str]) -> None:
        self.folder = folder
        self.problems = problems
        self._models = models
        self._records = records

    @classmethod
    def open(cls, folder: str | Path) -> "Library":
        """Load every variant of the catalogue whose checkpoint is there and current.

        What is missing, out of date or unreadable goes into `problems`, one sentence each.
        """
        folder = Path(folder)
        models, records, problems = {}, {}, []
        for name, variant in VARIANTS.items():
            path = checkpoint_path(folder, name)
            state = state_of(path, variant)
            if state == "ready":
                try:
                    models[name], records[name] = load(path, variant), read_record(path)
                    continue
                except ValueError:
                    state = "unreadable"
            problems.append(f"{name} is {state}: python train_all.py --only {name}")
        return cls(folder, models, records, problems)

    def __getitem__(self, name: str) -> Autoencoder | Restorer:
        if name not in self._models:
            raise KeyError(
                f"No trained variant is called {name!r}. There are: {list(self._models)}"
            )
        return self._models[name]

    def names(
        self,
        dataset: str | None = None,
        has_code: bool | None = None,
        generative: bool | None = None,
    ) -> list[str]:
        """The names of the trained variants in the catalogue's order; None filters nothing."""
        return [
            name
            for name in self._models
            if dataset in (None, VARIANTS[name].data.name)
            and has_code in (None, VARIANTS[name].has_code)
            and generative in (None, VARIANTS[name].generative)
        ]

    def record(self, name: str) -> Record:
        """The measured figures, the training curve and where they come from."""
        return self._records[name]

    @cache  # noqa: B019 (a library lives as long as the app)
    def maps(self, name: str) -> projection.Maps:
        """The gallery on a map of the model's codes. Raises ValueError when it was not drawn."""
        return projection.load(maps_path(self.folder, name))

    @property
    def public(self) -> Path:
        """The folder of the files that a browser may fetch."""
        return self.folder / "public"

    @cached_property
    def molecules(self) -> list[molecules.Drawing]:
        """Drawings of molecules with scaffolds that no training has seen; none if not drawn yet."""
        path = molecules_path(self.folder)
        return molecules.read_gallery(path) if path.exists() else []

    @cached_property
    def uses(self) -> dict[str, dict[str, Any]]:
        """What aedemo.uses measured of these very checkpoints, by name."""
        known = {fingerprint(record) for record in self._records.values()}
        entries = read_uses(self.folder)
        return {name: entry for name, entry in entries.items() if entry.get("of") in known}

    @cached_property
    def gallery(self) -> Split:
        """5,000 test digits, 500 of each class, sorted by class."""
        return load_gallery(self.public / "gallery.png")
