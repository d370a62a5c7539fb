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
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from aedemo.models.model import Autoencoder, Restorer, build
from aedemo.models.variants import Variant

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


def projections_path(folder: Path, name: str) -> Path:
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
