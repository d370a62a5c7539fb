"""The energy against its formula, and descents on decoders whose answer is known."""

import numpy as np
import pytest
import torch

from aedemo.methods import energy
from aedemo.methods.resolution import ENLARGEMENTS, averaged, nearest
from tests.digits import drawn_digits

DIGITS = drawn_digits(3).images.float() / 255


def linear_decoder(latents: int):
    """784 logits that are linear in the code: its energy has one valley."""
    weight = torch.randn(784, latents, generator=torch.Generator().manual_seed(1))
    return lambda codes: (codes @ weight.T).sigmoid().view(-1, 1, 28, 28)


DECODE = linear_decoder(6)
TRUE = torch.randn(3, 6, generator=torch.Generator().manual_seed(2))
SHOWN = DECODE(TRUE)
MISSING = torch.zeros(3, 1, 28, 28, dtype=torch.bool)
MISSING[:, :, 8:20, 8:20] = True


def frames(observation, steps=energy.STEPS):
    codes = energy.starts(torch.zeros(3, 6), torch.Generator().manual_seed(0))
    return list(energy.descend(DECODE, observation, codes, steps))


def test_the_cost_is_the_cross_entropy_of_the_known_pixels():
    images, known = SHOWN, ~MISSING
    observation = energy.holed(DIGITS, MISSING)
    p, x = images[known].double(), DIGITS[known].double()
    expected = -(x * p.log() + (1 - x) * (1 - p).log()).view(3, -1).sum(dim=1)
    np.testing.assert_allclose(observation.cost(images), expected, rtol=1e-4)
    spoiled = torch.where(MISSING, 0.5, images)
    np.testing.assert_array_equal(observation.cost(spoiled), observation.cost(images))


@pytest.mark.parametrize("side", [4, 7, 14])
def test_a_low_pixel_counts_as_many_as_it_stands_for(side):
    observation = energy.lowered(DIGITS, side)
    np.testing.assert_allclose(
        observation.seen[:, 0], averaged(DIGITS[:, 0].numpy(), side), atol=1e-6
    )
    grey = torch.full((3, 1, 28, 28), 0.5)
    np.testing.assert_allclose(observation.cost(grey), 784 * np.log(2), rtol=1e-5)


def test_the_descent_goes_down_and_finds_what_is_known():
    found = frames(energy.holed(SHOWN, MISSING))
    assert [frame.step for frame in found] == list(range(energy.STEPS))
    first, last = found[0], found[-1]
    assert (last.energy < first.energy).all()
    np.testing.assert_allclose(last.images[~MISSING], SHOWN[~MISSING], atol=0.05)
    np.testing.assert_allclose(last.images, SHOWN, atol=0.1)  # the code explains the hole as well
    expected = energy.holed(SHOWN, MISSING).cost(last.images) + last.codes.square().sum(dim=1) / 2
    np.testing.assert_allclose(last.energy, expected, rtol=1e-5)


def test_it_ends_no_higher_than_scipys_minimum():
    from scipy.optimize import minimize  # noqa: PLC0415

    observation = energy.lowered(SHOWN[:1], 7)

    def value(code):
        codes = torch.tensor(code, dtype=torch.float32)[None].requires_grad_()
        total = observation.cost(DECODE(codes)) + codes.square().sum(dim=1) / 2
        (gradient,) = torch.autograd.grad(total.sum(), codes)
        return total.item(), gradient[0].double().numpy()

    best = minimize(value, np.zeros(6), jac=True).fun
    codes = energy.starts(torch.zeros(1, 6), torch.Generator().manual_seed(0))
    *_, last = energy.descend(DECODE, observation, codes, 200)
    assert last.energy.item() == pytest.approx(best, abs=0.05)


def test_each_digit_goes_on_from_its_own_best_start():
    observation = energy.holed(SHOWN, MISSING)
    bad = torch.full_like(TRUE, 30.0)
    codes = torch.stack([bad, TRUE])
    codes[:, 1] = codes[:, 1].flip(0)  # the second digit's good start is the first one
    *_, last = energy.descend(DECODE, observation, codes, energy.SCOUTED + 2)
    assert (last.codes.norm(dim=1) < 10).all()


def test_its_steps_are_those_of_torchs_adam():
    codes = torch.zeros(4, 6, requires_grad=True)
    theirs, ours = torch.optim.Adam([codes], lr=energy.RATE), energy.Adam()
    expected = codes.detach().clone()
    for gradient in torch.randn(5, 4, 6, generator=torch.Generator().manual_seed(0)):
        codes.grad = gradient
        theirs.step()
        expected -= ours.step(gradient)
        np.testing.assert_allclose(codes.detach(), expected, atol=1e-6)


def test_nothing_outside_learns_to_want_gradients():
    list(frames(energy.holed(SHOWN, MISSING), steps=2))
    assert torch.is_grad_enabled() and not SHOWN.requires_grad and not TRUE.requires_grad


@pytest.mark.parametrize("side", [4, 7, 14])
def test_enlargements_keep_what_is_constant_and_nearest_keeps_all(side):
    low = averaged(DIGITS[:, 0].numpy(), side)
    np.testing.assert_allclose(averaged(nearest(low), side), low, atol=1e-6)
    for enlargement in ENLARGEMENTS.values():
        assert enlargement.apply(low).shape == (3, 28, 28)
        grey = enlargement.apply(np.full((1, side, side), 0.3, np.float32))
        np.testing.assert_allclose(grey, 0.3, atol=1e-6)
