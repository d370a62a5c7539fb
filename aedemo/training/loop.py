"""The training loop. It knows no variant by name.

A schedule becomes a list of stages; a stage trains some parameters on a loss for some epochs and
may finish with a step of its own. The ordinary schedule is one stage. After every epoch the whole
state is written, so that an interrupted run goes on where it was.
"""

import math
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from aedemo.data.dataset import Examples, Splits
from aedemo.measures.quality import restoration_mse
from aedemo.models.model import Model, build
from aedemo.models.variants import Variant
from aedemo.training import state as states
from aedemo.training.procedures import stages
from aedemo.training.settling import normalisations, settle
from aedemo.training.stages import Stage

WARM_UP = 0.2  # of the steps of a stage


@dataclass(frozen=True)
class Trained:
    """A network in eval mode, and how it came about.

    curve: an entry an epoch, the mean training loss per image and the MSE per pixel on the
    validation images. kept: what its procedure asked to keep beside the weights.
    """

    model: Model
    curve: list[dict[str, float]]
    kept: Mapping[str, Tensor]


def train(
    variant: Variant,
    splits: Splits[Any],
    device: torch.device,
    state_path: Path,
    on_epoch: Callable[[str], None] = lambda message: None,
) -> Trained:
    """Train a variant from scratch, or from `state_path` if an interrupted run left it there."""
    torch.manual_seed(zlib.crc32(variant.name.encode()))
    model = build(variant).to(device)
    model.to(memory_format=torch.channels_last)
    plan = stages(variant.schedule, model)
    train_split = splits.train.to(device)
    state = states.resume(state_path, variant, model)
    position = state.position
    for index in range(position.stage, len(plan)):
        stage = plan[index]
        if stage.epochs:
            optimizer = torch.optim.Adam(stage.parameters, fused=True)
            states.restore_optimizer(optimizer, state.adam)
        for epoch in range(position.epoch, stage.epochs):
            started = time.perf_counter()
            loss = _epoch(stage, index, epoch, variant, model, train_split, optimizer)
            mse = restoration_mse(model.eval(), variant, splits.validation)
            position.epoch = epoch + 1
            position.curve.append({"loss": round(loss, 6), "validation_mse": round(mse, 7)})
            states.save(state_path, variant, model, optimizer, state)
            seconds = time.perf_counter() - started
            on_epoch(f"loss {loss:.4g}, validation MSE {mse:.5f}, {seconds:.1f} s")
        if not stage.settled:
            settle(model, variant, stage, train_split)
        stage.finish(train_split)
        state.kept |= stage.keeps()
        position.stage, position.epoch, state.adam = index + 1, 0, {}
    return Trained(model.eval(), position.curve, state.kept)


def epochs_of(variant: Variant) -> int:
    """How many epochs training a variant takes, over all stages."""
    return sum(stage.epochs for stage in stages(variant.schedule, build(variant)))


def learning_rate(progress: float, peak: float) -> float:
    """One cycle: up in a straight line over the first fifth, then down to zero as a cosine."""
    if progress < WARM_UP:
        return peak * progress / WARM_UP
    return peak * 0.5 * (1 + math.cos(math.pi * (progress - WARM_UP) / (1 - WARM_UP)))


def _epoch(
    stage: Stage,
    index: int,
    epoch: int,
    variant: Variant,
    model: Model,
    train: Examples,
    optimizer: torch.optim.Optimizer,
) -> float:
    """One pass over the training images; returns the mean loss per image."""
    model.train()
    if stage.settled:
        for layer in normalisations(model):
            layer.eval()
    device = stage.parameters[0].device
    seed = zlib.crc32(f"{variant.name} {index} {epoch}".encode())
    torch.manual_seed(seed)
    generator = torch.Generator(device).manual_seed(seed)
    in_bfloat16 = arithmetic(device) == "bfloat16"
    steps = math.ceil(len(train) / stage.batch)
    total = torch.zeros((), device=device)
    for step, batch in enumerate(train.batches(stage.batch, generator)):
        images = stage.augment(batch.to(device), generator)
        seen, clean = variant.pair(images, generator)
        rate = learning_rate((epoch + step / steps) / stage.epochs, stage.peak)
        for group in optimizer.param_groups:
            group["lr"] = rate
        with torch.autocast(device.type, torch.bfloat16, enabled=in_bfloat16):
            loss = stage.loss(seen, clean).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.detach() * len(batch)
    return (total / len(train)).item()


def arithmetic(device: torch.device) -> str:
    """In which the products of training are computed there: "bfloat16" or "float32".

    By what the processor says it can do: were it timed, other work beside it could decide which
    weights come of it. Without instructions for them, products of bfloat16 are slower.
    """
    if device.type != "cpu":
        return "bfloat16"
    capable = torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    return "bfloat16" if capable else "float32"
