"""Repairs: only what is missing counts, and every use is measured of whoever can do it."""

import pytest
import torch

from aedemo.measures import repairs
from aedemo.methods import energy
from aedemo.methods.baselines import BASELINES
from aedemo.methods.resolution import SIDES
from aedemo.models.catalogue import VARIANTS
from aedemo.models.model import build
from tests.digits import drawn_digits

DIGITS = drawn_digits(20).images.float() / 255


def test_only_missing_pixels_count():
    missing = torch.zeros(2, 1, 28, 28, dtype=torch.bool)
    missing[0, 0, :2, :3] = True
    answers = DIGITS[:2] + torch.where(missing, 0.5, 100.0)
    assert repairs.missing_mse(answers, DIGITS[:2], missing) == pytest.approx(0.25, abs=1e-6)


def test_a_hole_is_a_square_of_twelve_and_the_same_again():
    seen, missing = repairs.holed(DIGITS)
    assert (missing.flatten(1).sum(dim=1) == 144).all()
    assert (seen[missing] == 0).all()
    assert torch.equal(seen[~missing], DIGITS[~missing])
    assert torch.equal(repairs.holed(DIGITS)[1], missing)


class Copy(torch.nn.Module):
    """Answers with what it sees."""

    def restore(self, images):
        return images


def test_who_copies_fills_nothing_and_enlarges_as_nearest_does():
    _, missing = repairs.holed(DIGITS)
    expected = DIGITS[missing].square().mean().item()
    assert repairs.inpainting(Copy(), DIGITS) == pytest.approx(expected, abs=1e-5)
    nearest = repairs.classic_superresolution(DIGITS, "nearest")
    assert repairs.superresolution(Copy(), DIGITS) == nearest
    assert set(nearest) == set(map(str, SIDES))
    inpainters = [name for name, baseline in BASELINES.items() if baseline.needs_mask]
    for name in inpainters:
        assert 0 < repairs.classic_inpainting(DIGITS, name) < 1


def test_by_energy_the_known_pixels_are_met_better_than_by_the_first_guess():
    torch.manual_seed(0)
    model = build(VARIANTS["vae-2"]).requires_grad_(False).eval()
    seen, missing = repairs.holed(DIGITS)
    found = repairs.by_energy(model, energy.holed(DIGITS, missing), seen)
    guess = model.restore(seen)
    assert repairs.missing_mse(found, DIGITS, ~missing) < repairs.missing_mse(
        guess, DIGITS, ~missing
    )
    expected = repairs.missing_mse(found, DIGITS, missing)
    assert repairs.inpainting_by_energy(model, DIGITS) == pytest.approx(expected, abs=1e-5)
    assert set(repairs.superresolution_by_energy(model, DIGITS[:4])) == set(map(str, SIDES))
