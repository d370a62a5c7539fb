"""How well the reconstruction error tells what is no digit."""

import zlib
from typing import Any

import numpy as np
import torch
from torch import Tensor

from aedemo.measures.repairs import restored
from aedemo.methods.anomalies import ANOMALIES
from aedemo.models.model import Model

SEED = 30_000
ERROR_QUANTILES = np.linspace(0, 1, 201)  # half a per cent apart
FALSE_ALARMS = (np.arange(51) / 50) ** 2  # of the ROC curves: finest where it matters


def errors(model: Model, images: Tensor) -> np.ndarray:
    """The reconstruction error of each image, MSE per pixel, (N,)."""
    return (restored(model, images) - images).square().flatten(1).mean(dim=1).numpy()


def error_quantiles(model: Model, digits: Tensor) -> list[float]:
    """The errors of digits at each of ERROR_QUANTILES, with four digits that count."""
    return [float(f"{each:.4g}") for each in np.quantile(errors(model, digits), ERROR_QUANTILES)]


def detection(model: Model, digits: Tensor, name: str) -> dict[str, Any]:
    """How well the error tells one kind of anomaly from digits, as many of each; see separation."""
    rng = np.random.default_rng([SEED, zlib.crc32(name.encode())])
    made = torch.from_numpy(ANOMALIES[name].make(digits[:, 0].numpy(), rng))[:, None]
    return separation(errors(model, digits), errors(model, made))


def separation(normal: np.ndarray, anomalous: np.ndarray) -> dict[str, Any]:
    """How well scores (N,) and (M,) are told apart, the anomalous ones being the higher.

    "auc": the area under the ROC curve, P(a > n) + P(a = n) / 2 (Hanley and McNeil 1982). "roc":
    the share of anomalies flagged at each share of FALSE_ALARMS among the normal ones.
    """
    # Imported here: scikit-learn costs a second, and the running app measures nothing.
    from sklearn.metrics import roc_auc_score, roc_curve  # noqa: PLC0415

    scores = np.concatenate([normal, anomalous])
    is_anomaly = np.arange(len(scores)) >= len(normal)
    false_alarms, flagged, _ = roc_curve(is_anomaly, scores)
    return {
        "auc": round(float(roc_auc_score(is_anomaly, scores)), 4),
        "roc": np.interp(FALSE_ALARMS, false_alarms, flagged).round(3).tolist(),
    }
