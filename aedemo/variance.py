"""What is known of variance-MNIST beforehand: how well anything could do.

A pixel x = m * e has the variance m^2; what is seen is y = x + N(0, sigma^2). Whoever knew the
digit m could do no better than the functions here, so they are the bar for the networks, which
have to guess m from one draw.
"""

from typing import TypeVar

import numpy as np
from torch import Tensor

Digits = TypeVar("Digits", np.ndarray, Tensor)


def optimal_gate(digits: Digits, sigma: float) -> Digits:
    """g = m^2 / (m^2 + sigma^2), of each pixel: E[x | y, m] = g * y, the Wiener filter.

    It is a sigmoid of log m^2 - log sigma^2, which is why a sigmoid gate can learn it. sigma must
    be above 0.
    """
    return digits**2 / (digits**2 + sigma**2)


def least_error(digits: Digits, sigma: float) -> Digits:
    """The squared error that the optimal gate leaves on average, of each pixel: g * sigma^2."""
    return optimal_gate(digits, sigma) * sigma**2


def least_nll(digits: Tensor, floor: float) -> Tensor:
    """-log N(x; 0, m^2) without its constant on average over x, of each pixel, in nats.

    The log-variance has the same `floor` as the network's.
    """
    variance = digits.square()
    log_variance = variance.log().clamp_min(floor)
    return 0.5 * (log_variance + variance / log_variance.exp())
