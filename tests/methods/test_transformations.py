"""Transformations against what can be worked out by hand."""

import pytest
import torch

from aedemo.methods.transformations import TRANSFORMATIONS
from tests.digits import drawn_digits

DIGITS = drawn_digits(4).images.float() / 255


def apply(name, amount):
    return TRANSFORMATIONS[name].apply(DIGITS, torch.full((len(DIGITS),), float(amount)))


@pytest.mark.parametrize("name", TRANSFORMATIONS)
def test_the_neutral_amount_is_the_identity_and_the_ends_are_not(name):
    each = TRANSFORMATIONS[name]
    assert each.low < each.neutral < each.high
    torch.testing.assert_close(apply(name, each.neutral), DIGITS, atol=1e-4, rtol=0)
    for end in (each.low, each.high):
        changed = apply(name, end)
        assert changed.shape == DIGITS.shape and changed.min() >= 0 and changed.max() <= 1
        assert (changed - DIGITS).abs().mean() > 0.005


def test_a_quarter_turn_is_one_to_the_right():
    turned = apply("rotation", 90)
    torch.testing.assert_close(turned, torch.rot90(DIGITS, -1, (2, 3)), atol=1e-3, rtol=0)


def test_a_shift_moves_whole_pixels_to_the_right():
    torch.testing.assert_close(apply("shift", 3)[..., 3:], DIGITS[..., :-3], atol=1e-4, rtol=0)


def test_a_zoom_changes_the_area():
    area = (apply("zoom", 0.5) > 0.5).sum() / (apply("zoom", 1.0) > 0.5).sum()
    assert 0.15 < area < 0.35


def test_brightness_multiplies_and_clips():
    torch.testing.assert_close(apply("brightness", 1.5), (1.5 * DIGITS).clamp(0, 1))
