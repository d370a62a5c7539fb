"""A decoder as plain data: what somebody without torch needs in order to run it.

The browser decodes by itself. It is told the layers, the map from their numbers to pixels, and
where in the checkpoint the weights lie; the checkpoint is the file that it fetches, so nothing is
stored twice and nothing can fall out of step.
"""

import json
from dataclasses import dataclass
from functools import singledispatch
from pathlib import Path
from typing import Any

from torch import nn

from aedemo.models.architectures import TransposedLinear
from aedemo.models.likelihoods import Bernoulli, SquaredError
from aedemo.models.model import Autoencoder

Layer = dict[str, Any]


@dataclass(frozen=True)
class Portable:
    """A decoder in plain data, all of which json can write.

    layers: each a dict with its "kind", its own numbers, and the names of its tensors. output: the
    likelihood's map to [0, 1], "sigmoid" or "clamp". tensors: name -> (type, shape, offset), the
    type "F16" or "F32", the offset in bytes from `start`. start, stop: the bytes of the file that
    hold them.
    """

    layers: list[Layer]
    output: str
    tensors: dict[str, tuple[str, list[int], int]]
    start: int
    stop: int


def portable_decoder(model: Autoencoder, checkpoint: Path) -> Portable:
    """What a browser needs to run the decoder of `model`, whose weights lie in `checkpoint`."""
    names = {module: name for name, module in model.named_modules()}
    layers = [layer(module, names) for module in model.decoder]
    wanted = {
        value for each in layers for key, value in each.items() if key in ("weight", "bias")
    } | {name for each in layers for name in each.get("statistics", ())}
    places, beginning = _places(checkpoint)
    first = min(places[name]["data_offsets"][0] for name in wanted)
    last = max(places[name]["data_offsets"][1] for name in wanted)
    tensors = {
        name: (
            places[name]["dtype"],
            places[name]["shape"],
            places[name]["data_offsets"][0] - first,
        )
        for name in sorted(wanted)
    }
    return Portable(
        layers, output_map(model.likelihood), tensors, beginning + first, beginning + last
    )


@singledispatch
def layer(module: nn.Module, names: dict[nn.Module, str]) -> Layer:
    """One layer as plain data; `names` says what its tensors are called in the checkpoint."""
    raise TypeError(f"No plain form of {type(module).__name__} is known.")


@layer.register
def _(module: nn.Linear, names: dict[nn.Module, str]) -> Layer:
    return {"kind": "linear", "transposed": False, **_weight_and_bias(module, names)}


@layer.register
def _(module: TransposedLinear, names: dict[nn.Module, str]) -> Layer:
    return {
        "kind": "linear",
        "transposed": True,
        "weight": f"{names[module.of]}.weight",
        "bias": f"{names[module]}.bias",
    }


@layer.register
def _(module: nn.Conv2d, names: dict[nn.Module, str]) -> Layer:
    return {"kind": "convolution", "padding": module.padding[0], **_weight_and_bias(module, names)}


@layer.register
def _(module: nn.ConvTranspose2d, names: dict[nn.Module, str]) -> Layer:
    return {
        "kind": "transposed convolution",
        "stride": module.stride[0],
        "padding": module.padding[0],
        **_weight_and_bias(module, names),
    }


@layer.register
def _(module: nn.BatchNorm2d, names: dict[nn.Module, str]) -> Layer:
    statistics = [f"{names[module]}.running_{what}" for what in ("mean", "var")]
    return {
        "kind": "normalisation",
        "epsilon": module.eps,
        "statistics": statistics,
        **_weight_and_bias(module, names),
    }


@layer.register
def _(module: nn.Unflatten, names: dict[nn.Module, str]) -> Layer:
    return {"kind": "unflatten", "shape": list(module.unflattened_size)}


@layer.register(nn.ReLU)
@layer.register(nn.SiLU)
@layer.register(nn.Tanh)
def _(module: nn.Module, names: dict[nn.Module, str]) -> Layer:
    return {"kind": type(module).__name__.lower()}


@singledispatch
def output_map(likelihood: object) -> str:
    """How the likelihood makes pixels of the decoder's numbers: "sigmoid" or "clamp"."""
    raise TypeError(f"No plain form of {type(likelihood).__name__} is known.")


@output_map.register
def _(likelihood: Bernoulli) -> str:
    return "sigmoid"


@output_map.register
def _(likelihood: SquaredError) -> str:
    return "clamp" if likelihood.linear else "sigmoid"


def _weight_and_bias(module: nn.Module, names: dict[nn.Module, str]) -> Layer:
    present = [part for part in ("weight", "bias") if getattr(module, part) is not None]
    return {part: f"{names[module]}.{part}" for part in present}


def _places(path: Path) -> tuple[dict[str, dict], int]:
    """A safetensors file's own table: tensor -> shape and offsets, and where its data begin.

    The format: eight bytes with the length of the table, the table in JSON, then the data.
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        table = json.loads(file.read(length))
    table.pop("__metadata__", None)
    return table, 8 + length
