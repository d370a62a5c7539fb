"""The scores against counting, and anomalies that are what they say."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from aedemo.methods.anomalies import ANOMALIES, FALSE_ALARMS, auc, roc
from tests.digits import drawn_digits

RNG = np.random.default_rng(1)
DIGITS = drawn_digits(40).images[:, 0].numpy().astype(np.float32) / 255


@pytest.mark.parametrize("levels", [1000, 5], ids=["distinct", "many ties"])
def test_auc_is_scikit_learns(levels):
    normal, anomalous = RNG.integers(levels, size=200), RNG.integers(levels // 4, levels, size=150)
    truth = np.repeat([0, 1], [200, 150])
    expected = roc_auc_score(truth, np.concatenate([normal, anomalous]))
    assert auc(normal, anomalous) == pytest.approx(expected)


def test_the_roc_curve_keeps_to_its_false_alarms():
    normal, anomalous = RNG.normal(size=333), RNG.normal(1, 1, size=200)
    flagged = roc(normal, anomalous)
    for rate, share in zip(FALSE_ALARMS, flagged, strict=True):
        keeping = [t for t in [*normal, -np.inf] if (normal > t).mean() <= rate + 1e-9]
        assert share == (anomalous > min(keeping)).mean()
    assert flagged[-1] == 1 and (np.diff(flagged) >= 0).all()
    assert roc(normal, normal)[0] == 0


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
