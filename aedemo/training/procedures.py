"""A procedure for every schedule: which stages it asks for, on which network."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import torch
from torch import Tensor, nn

from aedemo.data.dataset import Examples, Split
from aedemo.methods.transformations import affine
from aedemo.models.model import Autoencoder, Model
from aedemo.models.schedules import (
    ClosedForm,
    Deformed,
    EndToEnd,
    LayerWise,
    Schedule,
    Settled,
    Unfinished,
)
from aedemo.training.layer_wise import layer_wise, unfinished
from aedemo.training.stages import Stage

SETTLED_PEAK = 0.05  # of the peak before


def stages(schedule: Schedule, model: Model) -> list[Stage]:
    """The stages that a schedule asks for. Raises TypeError for one that has no procedure."""
    if type(schedule) not in PROCEDURES:
        raise TypeError(f"No way to train by {schedule!r} is known.")
    return PROCEDURES[type(schedule)](schedule, model)


def end_to_end(schedule: EndToEnd, model: Model) -> list[Stage]:
    """All weights at once."""
    return [_all_weights(schedule, model)]


def deformed(schedule: Deformed, model: Model) -> list[Stage]:
    """All weights at once, on digits half of which are deformed."""
    return [replace(_all_weights(schedule, model), augment=partial(deform, schedule))]


def settled(schedule: Settled, model: Model) -> list[Stage]:
    """All weights at once; then some epochs on settled normalisations."""
    stage = _all_weights(schedule, model)
    peak = SETTLED_PEAK * schedule.peak
    return [stage, replace(stage, epochs=schedule.settled, peak=peak, settled=True)]


def closed_form(schedule: ClosedForm, model: Autoencoder) -> list[Stage]:
    """No epoch at all: the components are computed."""

    def finish(train: Examples) -> None:
        assert isinstance(train, Split)
        principal_components(model, train)

    return [Stage([], model.loss, epochs=0, finish=finish)]


PROCEDURES: dict[type[Schedule], Callable[..., list[Stage]]] = {
    EndToEnd: end_to_end,
    Deformed: deformed,
    Settled: settled,
    LayerWise: layer_wise,
    Unfinished: unfinished,
    ClosedForm: closed_form,
}


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


def principal_components(model: Autoencoder, train: Split) -> None:
    """Fill a one-layer linear autoencoder with the leading eigenvectors of the covariance."""
    linear, back = model.encoder[1], model.decoder[0]
    assert isinstance(linear, nn.Linear) and isinstance(back, nn.Linear)
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


def _all_weights(schedule: EndToEnd, model: Model) -> Stage:
    weights = list(model.parameters())
    return Stage(weights, model.loss, schedule.epochs, schedule.peak, schedule.batch)
