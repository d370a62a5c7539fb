"""Variance-MNIST: its draws, the best anybody could do, what the networks are read to believe."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from aedemo.data.damage import AddedNoise
from aedemo.data.variance import VarianceDigits, draw, least_error, least_nll, optimal_gate
from aedemo.experiments import variance
from aedemo.library import Library
from aedemo.models.catalogue import VARIANTS
from aedemo.models.likelihoods import Gate, Normal, SignedError
from aedemo.models.model import build
from tests.digits import drawn_digits

MANY = 20_000


@pytest.fixture
def digit():
    return drawn_digits(1).images[0].float() / 255


def test_the_mean_of_a_pixel_is_zero_and_its_deviation_is_the_digit(digit):
    draws = draw(digit.expand(MANY, -1, -1, -1), torch.Generator().manual_seed(0))
    torch.testing.assert_close(draws.mean(0), torch.zeros_like(digit), atol=0.04, rtol=0)
    torch.testing.assert_close(draws.std(0), digit, atol=0.03, rtol=0)


def test_both_sides_of_a_pair_are_the_same_draw_and_the_next_is_another(digit):
    images, generator = (255 * digit).to(torch.uint8)[None], torch.Generator().manual_seed(0)
    (seen, clean), (other, _) = (VarianceDigits().pair(images, generator) for _ in range(2))
    assert torch.equal(seen, clean) and not torch.equal(seen, other)


def test_the_optimal_gate_is_better_than_its_neighbours_and_errs_as_foretold(digit):
    sigma = 0.2
    generator = torch.Generator().manual_seed(0)
    x = draw(digit.expand(MANY, -1, -1, -1), generator)
    noisy = AddedNoise(sigma)(x, generator)
    gate = optimal_gate(digit, sigma)

    def error(gate):
        return (gate * noisy - x).square().mean().item()

    assert error(gate) < min(error(gate * 0.95), error(gate * 0.95 + 0.05))
    assert error(gate) == pytest.approx(least_error(digit, sigma).mean().item(), rel=0.02)


def test_the_least_negative_log_density_is_that_of_the_true_variance(digit):
    floor = -6.0
    x = draw(digit.expand(MANY, -1, -1, -1), torch.Generator().manual_seed(0))
    deviation = (digit.square().log().clamp_min(floor) / 2).exp()
    log_density = torch.distributions.Normal(0, deviation).log_prob(x).mean(0)
    constant = 0.5 * np.log(2 * np.pi)
    expected = -(log_density.sum() + digit.numel() * constant).item()
    found = least_nll(digit, floor).sum().item()
    assert found == pytest.approx(expected, rel=0.01)


class Same(nn.Module):
    """A decoder that says the same of every code."""

    def __init__(self, decoded):
        super().__init__()
        self.decoded = decoded

    def forward(self, codes):
        return self.decoded.expand(len(codes), -1, -1, -1)


SIGMA = 0.2
BELIEFS = {
    # The gate of a pixel of deviation 0.5, the log-variance of it, and the pixel itself.
    "variance-denoising": (Gate(), torch.logit(torch.tensor(0.25 / (0.25 + SIGMA**2)))),
    "variance-vae": (Normal(), torch.tensor(np.log(0.25), dtype=torch.float32)),
    "variance-plain": (SignedError(), torch.tensor(-0.5)),
}


@pytest.mark.parametrize("name", BELIEFS)
def test_the_deviation_that_a_network_goes_by_is_read_from_its_own_kind_of_answer(name):
    likelihood, number = BELIEFS[name]
    decoded = torch.full((1, likelihood.per_pixel, 28, 28), number.item())
    draws = variance.draws_of(np.full((28, 28), 0.5, np.float32), SIGMA, 3, seed=0)
    model = build(replace(VARIANTS[name], likelihood=likelihood))
    model.decoder = nn.Sequential(Same(decoded))
    library = Library(Path(), {name: model}, {}, {}, [])
    found = variance.views(library, name, draws)
    assert found.belief == pytest.approx(0.5, abs=0.01)
    assert (found.gate is None) == (name != "variance-denoising")
    if found.gate is not None:
        np.testing.assert_allclose(found.answer, found.gate * draws.noisy, atol=1e-6)


def test_the_same_seed_draws_the_same_whatever_the_noise():
    digit = np.ones((28, 28), np.float32)
    quiet, loud = (variance.draws_of(digit, sigma, 4, seed=1) for sigma in (0.1, 0.4))
    assert np.array_equal(quiet.x, loud.x)
    np.testing.assert_allclose(4 * (quiet.noisy - quiet.x), loud.noisy - loud.x, atol=1e-5)
