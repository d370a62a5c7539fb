"""Repair by energy: the code whose picture agrees with what is known, found by gradient descent.

Nothing is trained for the damage at hand. The generative model says what a digit is, the
observation what of it was seen, and the energy

    E(z) = sum_j w_j H(y_j, (A g(z))_j) + ||z||^2 / 2

is -log p(y | z) - log p(z) up to a constant: g decodes, A averages down to the pixels that were
seen, H(y, q) = -y log q - (1 - y) log(1 - q), and w_j is how many pixels of the digit y_j stands
for, 0 where it is missing (Bora et al. 2017, arXiv:1703.03208, eq. 2, with the likelihood in the
place of the squared error).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

STARTS = 4
SCOUTED = 10  # steps from every start; then the best goes on alone
STEPS = 60  # in all; twice as many lower the energy by 0.1 nats
RATE = 0.2  # Adam's
MEMORY = (0.9, 0.999)  # Adam's, of gradients and of their squares

Decode = Callable[[Tensor], Tensor]


@dataclass(frozen=True, eq=False)
class Observation:
    """What was seen of B digits.

    seen: (B, 1, h, h) in [0, 1]; h divides 28, and below 28 each pixel is an average. weight: of
    the same shape, or one that broadcasts to it.
    """

    seen: Tensor
    weight: Tensor

    def cost(self, images: Tensor) -> Tensor:
        """Nats between what was seen and images (..., B, 1, 28, 28), summed: (..., B)."""
        flat = images.flatten(0, -4)
        shown = F.adaptive_avg_pool2d(flat, self.seen.shape[-1])
        shown = shown.view(*images.shape[:-2], *self.seen.shape[-2:])
        entropy = F.binary_cross_entropy(shown, self.seen.expand_as(shown), reduction="none")
        return (self.weight * entropy).flatten(-3).sum(dim=-1)


def holed(digits: Tensor, missing: Tensor) -> Observation:
    """Digits (B, 1, 28, 28) without the missing pixels, bool of the same shape."""
    return Observation(digits, (~missing).float())


def lowered(digits: Tensor, side: int) -> Observation:
    """Digits (B, 1, 28, 28) averaged down to side x side pixels, each of which stands for many."""
    seen = F.adaptive_avg_pool2d(digits, side)
    return Observation(seen, torch.tensor(float((digits.shape[-1] / side) ** 2)))


@dataclass(frozen=True, eq=False)
class Frame:
    """Where the descent stands: of each of B digits the best of its codes.

    step: from 0. codes: (B, D). images: (B, 1, 28, 28) in [0, 1]. energy: (B,) in nats.
    """

    step: int
    codes: Tensor
    images: Tensor
    energy: Tensor


def starts(guess: Tensor, generator: torch.Generator) -> Tensor:
    """Codes to start from, (4, B, D): a guess (B, D), the prior's mean, and draws from the prior.

    From a single one the descent can end in a valley that holds another digit.
    """
    draws = torch.randn((STARTS - 2, *guess.shape), generator=generator)
    return torch.cat([guess[None], torch.zeros_like(guess)[None], draws])


def descend(
    decode: Decode, observation: Observation, codes: Tensor, steps: int = STEPS
) -> Iterator[Frame]:
    """Adam on z from every start, codes (S, B, D); a Frame after each step.

    Every frame's energy is that of its codes and images, before the step that follows.
    """
    codes, adam = codes.detach().requires_grad_(), Adam()
    rows = torch.arange(codes.shape[1])
    for step in range(steps):
        with torch.enable_grad():
            images = decode(codes.flatten(0, 1)).unflatten(0, codes.shape[:2])
            energy = observation.cost(images) + codes.square().sum(dim=-1) / 2
            (gradient,) = torch.autograd.grad(energy.sum(), codes)
        best = energy.detach().argmin(dim=0)
        yield Frame(
            step,
            codes.detach()[best, rows],
            images.detach()[best, rows],
            energy.detach()[best, rows],
        )
        if step == SCOUTED - 1 and len(codes) > 1:
            codes, adam = codes.detach()[best, rows][None].requires_grad_(), Adam()
        else:
            codes = (codes.detach() - adam.step(gradient)).requires_grad_()


class Adam:
    """How far to go against the gradients so far (Kingma & Ba 2015, arXiv:1412.6980, algorithm 1).

    torch.optim has it too, but imports torch's compiler with the first: the page stood still for a
    second or two.
    """

    def __init__(self) -> None:
        self.steps = 0
        self.mean = self.square = torch.zeros(())

    def step(self, gradient: Tensor) -> Tensor:
        """The next step, given the gradient where the last one led."""
        self.steps += 1
        keep, keep_square = MEMORY
        self.mean = keep * self.mean + (1 - keep) * gradient
        self.square = keep_square * self.square + (1 - keep_square) * gradient.square()
        mean = self.mean / (1 - keep**self.steps)
        square = self.square / (1 - keep_square**self.steps)
        return RATE * mean / (square.sqrt() + 1e-8)
