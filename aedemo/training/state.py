"""The state of an interrupted run, written after every epoch, from which the next one goes on."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from aedemo.data.files import write_atomically
from aedemo.models.variants import Variant


@dataclass
class Position:
    """Where a run stands: the stage, the epochs done in it, and the curve so far."""

    stage: int = 0
    epoch: int = 0
    curve: list[dict[str, float]] = field(default_factory=list)


@dataclass
class State:
    """Where a run stands, what its stages asked to keep, and Adam's state by parameter."""

    position: Position = field(default_factory=Position)
    kept: dict[str, Tensor] = field(default_factory=dict)
    adam: dict[int, dict[str, Tensor]] = field(default_factory=dict)


def save(
    path: Path,
    variant: Variant,
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    state: State,
) -> None:
    """Write everything that `resume` needs."""
    tensors = {f"model.{name}": value for name, value in model.state_dict().items()}
    tensors |= {f"kept.{name}": value for name, value in state.kept.items()}
    for index, entries in optimizer.state_dict()["state"].items():
        tensors |= {f"adam.{index}.{key}": value for key, value in entries.items()}
    tensors = {name: value.contiguous() for name, value in tensors.items()}
    header = {"variant": repr(variant), "position": json.dumps(asdict(state.position))}
    write_atomically(path, lambda new: save_file(tensors, new, header))


def resume(path: Path, variant: Variant, model: nn.Module) -> State:
    """Load the weights of an interrupted run of this very variant, if there is a sound one."""
    try:
        with safe_open(path, "pt") as file:
            header = file.metadata() or {}
            tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError):
        return State()
    if header.get("variant") != repr(variant):
        return State()
    model.load_state_dict({name: tensors.pop(f"model.{name}") for name in model.state_dict()})
    state = State(Position(**json.loads(header["position"])))
    for key, value in tensors.items():
        if key.startswith("kept."):
            state.kept[key.removeprefix("kept.")] = value
        else:
            _, index, entry = key.split(".")
            state.adam.setdefault(int(index), {})[entry] = value
    return state


def restore_optimizer(optimizer: torch.optim.Optimizer, adam: dict[int, dict[str, Any]]) -> None:
    """Give an optimizer the state it had, if it had one."""
    if adam:
        optimizer.load_state_dict({**optimizer.state_dict(), "state": adam})
