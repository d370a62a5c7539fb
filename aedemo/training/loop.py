"""The training loop. It knows no variant by name.

A schedule becomes a list of stages; a stage trains some parameters on a loss for some epochs and
may finish with a step of its own. The ordinary schedule is one stage. After every epoch the whole
state is written, so that an interrupted run goes on where it was.
"""

import json
import math
import os
import time
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from functools import cache, partial, singledispatch
from itertools import islice
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional as F

from aedemo.data.dataset import Split, Splits
from aedemo.measures import quality
from aedemo.methods.transformations import affine
from aedemo.models.codes import squared_jacobian
from aedemo.models.model import Autoencoder, Restorer, build
from aedemo.models.schedules import ClosedForm, Deformed, EndToEnd, LayerWise, Settled, Unfinished
from aedemo.models.variants import Variant

WARM_UP = 0.2  # of the steps of a stage
SETTLING = 100  # batches
SETTLED_PEAK = 0.05  # of the peak before


@dataclass
class Stage:
    """Some parameters, what they minimise, for how long, and what is done when they have.

    figure: the name under which the test MSE right after this stage is recorded, if it is. settled:
    whether batch normalisations keep the statistics that they have, as they do when used.
    """

    parameters: list[nn.Parameter]
    loss: Callable[[Tensor, Tensor], Tensor]
    epochs: int
    peak: float = 1e-3
    batch: int = 256
    augment: Callable[[Tensor, torch.Generator], Tensor] = lambda images, generator: images
    finish: Callable[[Split], None] = lambda train: None
    figure: str | None = None
    settled: bool = False


@dataclass
class History:
    """Where a run stands: the stage, the epochs done in it, the curve and figures so far."""

    stage: int = 0
    epoch: int = 0
    curve: list[dict[str, float]] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)


def train(
    variant: Variant,
    splits: Splits,
    device: torch.device,
    state_path: Path,
    on_epoch: Callable[[str], None] = lambda message: None,
) -> tuple[Autoencoder | Restorer, History]:
    """Train a variant from scratch, or from `state_path` if an interrupted run left it there.

    Returns the network in eval mode and its history, whose curve has one entry an epoch:
    the mean training loss per image and the MSE per pixel on the validation digits.
    """
    torch.manual_seed(zlib.crc32(variant.name.encode()))
    model = build(variant).to(device, memory_format=torch.channels_last)
    plan = stages(variant.schedule, model)
    train_split = splits.train.to(device)
    history, optimizer_state = _resume(state_path, variant, model)
    for index in range(history.stage, len(plan)):
        stage = plan[index]
        optimizer = torch.optim.Adam(stage.parameters, fused=True) if stage.epochs else None
        _restore_optimizer(optimizer, optimizer_state)
        for epoch in range(history.epoch, stage.epochs):
            seed = zlib.crc32(f"{variant.name} {index} {epoch}".encode())
            started = time.perf_counter()
            model.train()
            if stage.settled:
                for layer in normalisations(model):
                    layer.eval()
            loss = _epoch(stage, variant, train_split, optimizer, epoch, seed)
            mse = quality.restoration_mse(model.eval(), variant, splits.validation)
            history.epoch = epoch + 1
            history.curve.append({"loss": round(loss, 6), "validation_mse": round(mse, 7)})
            _save_state(state_path, variant, model, optimizer, history)
            seconds = time.perf_counter() - started
            on_epoch(f"loss {loss:.4g}, validation MSE {mse:.5f}, {seconds:.1f} s")
        if not stage.settled:
            settle(model, variant, stage, train_split)
        stage.finish(train_split)
        if stage.figure:
            history.figures[stage.figure] = quality.restoration_mse(model, variant, splits.test)
        history.stage, history.epoch, optimizer_state = index + 1, 0, {}
    return model.eval(), history


def epochs_of(variant: Variant) -> int:
    """How many epochs training a variant takes, over all stages."""
    return sum(stage.epochs for stage in stages(variant.schedule, build(variant)))


@singledispatch
def stages(schedule, model: nn.Module) -> list[Stage]:
    """The stages that a schedule asks for."""
    raise TypeError(f"No way to train by {schedule!r} is known.")


@stages.register
def _(schedule: EndToEnd, model: nn.Module) -> list[Stage]:
    weights = list(model.parameters())
    return [Stage(weights, model.loss, schedule.epochs, schedule.peak, schedule.batch)]


@stages.register
def _(schedule: Deformed, model: nn.Module) -> list[Stage]:
    (stage,) = stages.dispatch(EndToEnd)(schedule, model)
    return [replace(stage, augment=partial(deform, schedule))]


@stages.register
def _(schedule: Settled, model: nn.Module) -> list[Stage]:
    (stage,) = stages.dispatch(EndToEnd)(schedule, model)
    peak = SETTLED_PEAK * schedule.peak
    return [stage, replace(stage, epochs=schedule.settled, peak=peak, settled=True)]


@stages.register
def _(schedule: ClosedForm, model: nn.Module) -> list[Stage]:
    return [
        Stage([], model.loss, epochs=0, finish=lambda train: _principal_components(model, train))
    ]


@stages.register
def _(schedule: LayerWise, model: nn.Module) -> list[Stage]:
    """Layer by layer, then the refit of the decoder; see LayerWise."""
    encoder, decoder = list(model.encoder), list(model.decoder)
    places = [i for i, layer in enumerate(encoder) if isinstance(layer, nn.Linear)]
    down = [encoder[i] for i in places]
    up = [layer for layer in decoder if isinstance(layer, nn.Linear)][::-1]
    common = {"peak": schedule.peak, "batch": schedule.batch}

    def layer_stage(depth: int) -> Stage:
        before = nn.Sequential(*encoder[: places[depth]])
        activation = encoder[places[depth] + 1]

        def loss(seen: Tensor, clean: Tensor) -> Tensor:
            with torch.no_grad():
                inputs, target = before(seen), before(clean)
                features = activation(down[depth](inputs))
            output = up[depth](features)
            if depth == 0:
                cost = model.likelihood.cost(output, target)
            else:  # between hidden layers the decoder has its own rectifier
                cost = (output.float().relu() - target).square().sum(dim=1)
            if schedule.contraction:

                def becoming(x: Tensor) -> Tensor:
                    return activation(F.linear(x, up[depth].weight.T))

                cost = cost + schedule.contraction * squared_jacobian(becoming, inputs)
            return cost

        def tie(train: Split) -> None:
            with torch.no_grad():
                down[depth].weight.copy_(up[depth].weight.T)
                down[depth].bias.zero_()

        last = depth == len(down) - 1
        return Stage(
            list(up[depth].parameters()),
            loss,
            schedule.epochs,
            finish=tie,
            figure="mse_before_refit" if last else None,
            **common,
        )

    def refit(seen: Tensor, clean: Tensor) -> Tensor:
        with torch.no_grad():
            codes = model.encoder(seen)
        return model.likelihood.cost(model.decoder(codes), clean)

    refit_stage = Stage(list(model.decoder.parameters()), refit, schedule.refit, **common)
    return [*(layer_stage(depth) for depth in range(len(down))), refit_stage]


@stages.register
def _(schedule: Unfinished, model: nn.Module) -> list[Stage]:
    *layers, _ = stages.dispatch(LayerWise)(schedule, model)
    if schedule.tied:
        return [replace(stage, figure=None) for stage in layers]
    if len(layers) > 1:
        raise ValueError("Only a network of one layer can be left untied.")
    return [replace(stage, figure=None, finish=lambda train: None) for stage in layers]


def normalisations(model: nn.Module) -> list[nn.BatchNorm2d]:
    """Every batch normalisation of a network."""
    return [module for module in model.modules() if isinstance(module, nn.BatchNorm2d)]


@torch.no_grad()
def settle(
    model: Autoencoder | Restorer, variant: Variant, stage: Stage, train_split: Split
) -> None:
    """Give every batch normalisation the mean of its statistics over many training batches.

    What it keeps while training is a mean over some ten batches, and where most images are nearly
    empty an odd one among the last can shift it by half a deviation: the MSE of a network for
    drawings went from 0.0013 to 0.065 between two epochs (Wu & Johnson 2021, arXiv:2105.07576).
    """
    layers = normalisations(model)
    if not layers:
        return
    momentum = [layer.momentum for layer in layers]
    for layer in layers:
        layer.reset_running_stats()
        layer.momentum = None  # the mean of all batches, each as much as the others
    model.train()
    seed = zlib.crc32(f"{variant.name} settled".encode())
    device = layers[0].weight.device
    generator = torch.Generator(device).manual_seed(seed)
    for batch in islice(train_split.batches(stage.batch, generator), SETTLING):
        seen, _ = variant.pair(stage.augment(batch.to(device), generator), generator)
        model.restore(seen)
    for layer, before in zip(layers, momentum, strict=True):
        layer.momentum = before


def learning_rate(progress: float, peak: float) -> float:
    """One cycle: up in a straight line over the first fifth, then down to zero as a cosine."""
    if progress < WARM_UP:
        return peak * progress / WARM_UP
    return peak * 0.5 * (1 + math.cos(math.pi * (progress - WARM_UP) / (1 - WARM_UP)))


def deform(schedule: Deformed, images: Tensor, generator: torch.Generator) -> Tensor:
    """Turn, zoom and slant about half of a uint8 batch (B, 1, H, W); the others stay as they are.

    Interpolation softens a digit, so a network that saw only deformed ones would never see MNIST's
    own edges.
    """
    device = images.device
    draws = 2 * torch.rand(4, len(images), generator=generator, device=device) - 1
    angle, zoom, slant = draws[:3] * (draws[3] > 0)
    angle = angle * math.radians(schedule.degrees)
    turned = affine(images.float(), angle, 1 + schedule.zoom * zoom, schedule.slant * slant)
    return turned.round().to(torch.uint8)


def _epoch(
    stage: Stage,
    variant: Variant,
    train: Split,
    optimizer: torch.optim.Optimizer,
    epoch: int,
    seed: int,
) -> float:
    """One pass over the training images; returns the mean loss per image."""
    device = stage.parameters[0].device
    torch.manual_seed(seed)
    generator = torch.Generator(device).manual_seed(seed)
    steps = math.ceil(len(train) / stage.batch)
    total = torch.zeros((), device=device)
    for step, batch in enumerate(train.batches(stage.batch, generator)):
        images = stage.augment(batch.to(device), generator)
        seen, clean = variant.pair(images, generator)
        rate = learning_rate((epoch + step / steps) / stage.epochs, stage.peak)
        for group in optimizer.param_groups:
            group["lr"] = rate
        with torch.autocast(device.type, torch.bfloat16, enabled=_bfloat16_gains(device)):
            loss = stage.loss(seen, clean).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.detach() * len(batch)
    return (total / len(train)).item()


@cache
def _bfloat16_gains(device: torch.device) -> bool:
    """Whether this processor multiplies bfloat16 faster than float32: tried, not looked up."""
    if device.type != "cpu":
        return True

    def seconds(dtype: torch.dtype) -> float:
        a = torch.ones(256, 784, dtype=dtype)
        b = torch.ones(784, 784, dtype=dtype)
        times = []
        for _ in range(10):
            started = time.perf_counter()
            a @ b
            times.append(time.perf_counter() - started)
        return min(times)

    return seconds(torch.bfloat16) < 0.8 * seconds(torch.float32)


def _principal_components(model: Autoencoder, train: Split) -> None:
    """Fill a one-layer linear autoencoder with the leading eigenvectors of the covariance."""
    linear, back = model.encoder[1], model.decoder[0]
    pixels = train.images.flatten(1).double() / 255
    mean = pixels.mean(dim=0)
    centred = pixels - mean
    _, vectors = torch.linalg.eigh(centred.T @ centred)
    components = vectors[:, -linear.out_features :].flip(1).T
    with torch.no_grad():
        linear.weight.copy_(components)
        linear.bias.copy_(-components @ mean)
        back.weight.copy_(components.T)
        back.bias.copy_(mean)


# -------------------------------------------------------------------------- the interrupted state


def _save_state(
    path: Path,
    variant: Variant,
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    history: History,
) -> None:
    tensors = {f"model.{name}": value for name, value in model.state_dict().items()}
    for index, state in optimizer.state_dict()["state"].items():
        tensors |= {f"adam.{index}.{key}": value for key, value in state.items()}
    header = {"variant": repr(variant), "history": json.dumps(asdict(history))}
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    save_file({key: value.contiguous() for key, value in tensors.items()}, temporary, header)
    os.replace(temporary, path)


def _resume(path: Path, variant: Variant, model: nn.Module) -> tuple[History, dict]:
    """Load the weights of an interrupted run of this variant; returns (history, Adam's state)."""
    if not path.exists():
        return History(), {}
    with safe_open(path, "pt") as file:
        header = file.metadata()
        if header["variant"] != repr(variant):
            return History(), {}
        tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
    adam: dict[int, dict[str, Tensor]] = {}
    model.load_state_dict({name: tensors.pop(f"model.{name}") for name in model.state_dict()})
    for key, value in tensors.items():
        _, index, entry = key.split(".")
        adam.setdefault(int(index), {})[entry] = value
    return History(**json.loads(header["history"])), adam


def _restore_optimizer(optimizer: torch.optim.Optimizer | None, state: dict) -> None:
    if optimizer and state:
        optimizer.load_state_dict({**optimizer.state_dict(), "state": state})
