"""Anomalies that are what they say."""

import numpy as np
import pytest

from aedemo.methods.anomalies import ANOMALIES
from tests.digits import drawn_digits

RNG = np.random.default_rng(1)
DIGITS = drawn_digits(40).images[:, 0].numpy().astype(np.float32) / 255


@pytest.mark.parametrize("name", ANOMALIES)
def test_an_anomaly_is_a_picture_and_the_same_again(name):
    made, again = (ANOMALIES[name].make(DIGITS, np.random.default_rng(3)) for _ in range(2))
    assert made.shape == DIGITS.shape and made.dtype == np.float32
    assert made.min() >= 0 and 0.9 < made.max() <= 1
    np.testing.assert_array_equal(made, again)
    assert not np.array_equal(made, DIGITS)


def test_what_is_made_of_a_digit_keeps_its_ink():
    for name in ("upside-down", "mirrored", "scrambled"):
        made = ANOMALIES[name].make(DIGITS, np.random.default_rng(3))
        np.testing.assert_array_equal(
            np.sort(made.reshape(40, -1)), np.sort(DIGITS.reshape(40, -1))
        )
    turned = ANOMALIES["upside-down"].make(DIGITS, RNG)
    np.testing.assert_array_equal(ANOMALIES["upside-down"].make(turned, RNG), DIGITS)
    assert turned[0, 3, 5] == DIGITS[0, 24, 22]
    assert ANOMALIES["mirrored"].make(DIGITS, RNG)[0, 3, 5] == DIGITS[0, 3, 22]


def test_letters_and_shapes_lie_in_the_middle_as_digits_do():
    for name in ("letters", "shapes"):
        made = ANOMALIES[name].make(DIGITS, np.random.default_rng(3))
        rows, columns = (made.sum(axis=axis) @ np.arange(28) for axis in (2, 1))
        for centre in (rows, columns):
            np.testing.assert_allclose(centre / made.sum(axis=(1, 2)), 14, atol=1.1)
