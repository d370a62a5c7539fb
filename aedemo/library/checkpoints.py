"""Checkpoints: float16 weights in safetensors, and how they came about in the header.

What a layer has learnt is kept in float16; what batch normalisation has counted, whose variances
can be larger than float16's largest number, as it is. What training asked to keep beside the
weights stands under "kept.". Nothing that was measured is in here: see results.py.

Nothing is unpickled, loading is strict, and a checkpoint whose variant has changed since is
refused with the command that mends it.
"""

import hashlib
import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from aedemo.data.files import write_atomically
from aedemo.library import digests
from aedemo.models.model import Model, build
from aedemo.models.variants import Variant

LIBRARIES = ("torch", "numpy", "safetensors")
KEPT = "kept."


@dataclass(frozen=True)
class Origin:
    """How a checkpoint came about.

    variant: its repr. curve: one entry an epoch. commit: that was checked out, '' outside a
    repository. versions: of the libraries. arithmetic: of the products, '' where that was not
    written down.
    """

    variant: str
    curve: list[dict[str, float]]
    commit: str
    versions: dict[str, str]
    arithmetic: str = ""


def checkpoint_path(folder: Path, name: str) -> Path:
    """Where a variant's checkpoint lies."""
    return folder / f"{name}.safetensors"


def save(
    path: Path, model: Model, origin: Origin, kept: Mapping[str, Tensor] | None = None
) -> None:
    """Write a checkpoint."""
    learnt = dict(model.named_parameters())
    tensors = {
        name: value.half() if name in learnt else value
        for name, value in model.state_dict().items()
    }
    tensors |= {KEPT + name: value.half() for name, value in (kept or {}).items()}
    tensors = {name: value.cpu().contiguous() for name, value in tensors.items()}
    header = {"origin": json.dumps(asdict(origin))}
    write_atomically(path, lambda new: save_file(tensors, new, header))
    digests.note(path.parent, path)


def read_origin(path: Path) -> Origin:
    """The header of a checkpoint. Raises ValueError when the file is not one."""
    try:
        with safe_open(path, "pt") as file:
            return Origin(**json.loads((file.metadata() or {})["origin"]))
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path.name} is not a readable checkpoint.") from error


def load(path: Path, variant: Variant) -> Model:
    """The network in eval mode, float32, without gradients on its weights.

    Raises ValueError when the file is unreadable or holds other weights than the variant's.
    """
    with torch.device("meta"):  # nobody sees the fresh weights, so none are drawn
        model = build(variant)
    stored = {name: value for name, value in _tensors(path).items() if not name.startswith(KEPT)}
    try:
        model.load_state_dict(stored, strict=True, assign=True)
    except RuntimeError as error:
        raise ValueError(f"{path.name} does not hold the weights of {variant.name}.") from error
    # Convolutions on a CPU are up to 1.7 times as fast with the channels last.
    return model.requires_grad_(False).eval().to(memory_format=torch.channels_last)


def load_kept(path: Path) -> dict[str, Tensor]:
    """What training kept beside the weights, float32. Raises ValueError as `load` does."""
    return {
        name.removeprefix(KEPT): value
        for name, value in _tensors(path).items()
        if name.startswith(KEPT)
    }


def round_to_stored(model: Model) -> None:
    """Round the weights to what a checkpoint keeps, so that they are measured as they are shown.

    Raises ValueError when a weight is too large for it.
    """
    with torch.no_grad():
        for name, value in model.named_parameters():
            value.copy_(value.half().float())
            if not value.isfinite().all():
                raise ValueError(f"{name} has weights that float16 cannot hold.")


def digest_of_weights(path: Path) -> str:
    """Tells a checkpoint's numbers from all others, whatever its header says.

    The format: eight bytes with the length of a table, the table, then the numbers, in the order in
    which the table has them. Names and shapes are the variant's to say.
    """
    with path.open("rb") as file:
        file.seek(int.from_bytes(file.read(8), "little"), 1)
        return hashlib.file_digest(file, "sha256").hexdigest()


def state_of(path: Path, variant: Variant) -> str:
    """'ready', 'missing', 'damaged' or 'out of date'."""
    if not os.path.exists(path):  # which takes what lies in a closed folder for missing too
        return "missing"
    if not digests.is_sound(path.parent, path):
        return "damaged"
    try:
        origin = read_origin(path)
    except ValueError:
        return "damaged"
    return "ready" if origin.variant == repr(variant) else "out of date"


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


def _tensors(path: Path) -> dict[str, Tensor]:
    try:
        with safe_open(path, "pt") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise ValueError(f"{path.name} is not a readable checkpoint.") from error
    return {
        name: tensor.float() if tensor.is_floating_point() else tensor
        for name, tensor in tensors.items()
    }
