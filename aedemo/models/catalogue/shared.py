"""Choices that variants of several systems share."""

from aedemo.data.corruptions import CORRUPTIONS
from aedemo.data.damage import At
from aedemo.models.architectures import (
    Activation,
    Dense,
)

NOISE = CORRUPTIONS["gaussian"]
HALF_DROPPED = At(CORRUPTIONS["dropped"], 0.5)
SHALLOW = Dense(code_activation=Activation.RELU)
KINGMA = Dense((400,))
