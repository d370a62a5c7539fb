"""Randomized autoencoders: one decoder layer after the other, tied to become the encoder's."""

from collections.abc import Callable
from dataclasses import replace

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from aedemo.data.dataset import Examples
from aedemo.models.codes import squared_jacobian
from aedemo.models.model import Autoencoder
from aedemo.models.schedules import LayerWise, Unfinished
from aedemo.models.tying import biases_of, pairs_of, tie
from aedemo.training.stages import Stage


def layer_wise(schedule: LayerWise, model: Autoencoder) -> list[Stage]:
    """A stage for each layer, then the refit of the decoder; see LayerWise."""
    *before, last = _layers(schedule, model)
    # The decoder as it was before the refit is the encoder's weights transposed, and these.
    last = replace(last, keeps=lambda: biases_of(model))

    def refit(seen: Tensor, clean: Tensor) -> Tensor:
        with torch.no_grad():
            codes = model.encoder(seen)
        return model.likelihood.cost(model.decoder(codes), clean, seen)

    weights = list(model.decoder.parameters())
    return [*before, last, Stage(weights, refit, schedule.refit, schedule.peak, schedule.batch)]


def unfinished(schedule: Unfinished, model: Autoencoder) -> list[Stage]:
    """A stage for each layer, and no refit."""
    layers = _layers(schedule, model)
    if schedule.tied:
        return layers
    if len(layers) > 1:
        raise ValueError("Only a network of one layer can be left untied.")
    return [replace(stage, finish=lambda train: None) for stage in layers]


def _layers(schedule: LayerWise, model: Autoencoder) -> list[Stage]:
    def stage(depth: int, down: nn.Linear, up: nn.Linear) -> Stage:
        def finish(train: Examples) -> None:
            tie(down, up)

        loss = _layer_loss(schedule, model, depth, down, up)
        weights = list(up.parameters())
        return Stage(weights, loss, schedule.epochs, schedule.peak, schedule.batch, finish=finish)

    return [stage(depth, *pair) for depth, pair in enumerate(pairs_of(model))]


def _layer_loss(
    schedule: LayerWise, model: Autoencoder, depth: int, down: nn.Linear, up: nn.Linear
) -> Callable[[Tensor, Tensor], Tensor]:
    """How well `up` gives back what goes into the frozen `down`, and what it may become costs."""
    place = list(model.encoder).index(down)
    before, activation = model.encoder[:place], model.encoder[place + 1]

    def becoming(inputs: Tensor) -> Tensor:
        return activation(F.linear(inputs, up.weight.T))

    def loss(seen: Tensor, clean: Tensor) -> Tensor:
        with torch.no_grad():
            inputs, target = before(seen), before(clean)
            features = activation(down(inputs))
        output = up(features)
        if depth == 0:
            cost = model.likelihood.cost(output, target, inputs)
        else:  # between hidden layers the decoder has its own rectifier
            cost = (output.float().relu() - target).square().sum(dim=1)
        if schedule.contraction:
            cost = cost + schedule.contraction * squared_jacobian(becoming, inputs)
        return cost

    return loss
