"""How well scores are told apart, against counting."""

import numpy as np
import pytest

from aedemo.measures.anomalies import FALSE_ALARMS, detection, error_quantiles, separation
from aedemo.models.catalogue import VARIANTS
from aedemo.models.model import build
from tests.digits import drawn_digits

RNG = np.random.default_rng(1)
DIGITS = drawn_digits(20).images.float() / 255


@pytest.mark.parametrize("levels", [1000, 5], ids=["distinct", "many ties"])
def test_the_auc_is_how_often_an_anomaly_scores_higher(levels):
    normal, anomalous = RNG.integers(levels, size=200), RNG.integers(levels // 4, levels, size=150)
    higher = (anomalous[:, None] > normal).mean() + (anomalous[:, None] == normal).mean() / 2
    assert separation(normal, anomalous)["auc"] == pytest.approx(higher, abs=1e-4)


def test_the_roc_curve_keeps_to_its_false_alarms():
    normal, anomalous = RNG.normal(size=50_000), RNG.normal(1, 1, size=50_000)
    flagged = np.array(separation(normal, anomalous)["roc"])
    for rate, share in zip(FALSE_ALARMS, flagged, strict=True):
        threshold = np.quantile(normal, 1 - rate)
        assert share == pytest.approx((anomalous > threshold).mean(), abs=0.02)
    assert flagged[-1] == 1 and (np.diff(flagged) >= 0).all()


def test_every_kind_of_anomaly_is_the_same_again_whatever_else_is_measured():
    model = build(VARIANTS["pca-30"]).eval()
    first, _ = detection(model, DIGITS, "letters"), detection(model, DIGITS, "noise")
    assert detection(model, DIGITS, "letters") == first
    quantiles = error_quantiles(model, DIGITS)
    assert len(quantiles) == 201 and quantiles == sorted(quantiles)
