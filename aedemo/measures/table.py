"""The figures of every variant."""

from dataclasses import dataclass
from functools import singledispatch

import torch

from aedemo.data.damage import Everything
from aedemo.data.dataset import Splits, as_float
from aedemo.data.digits import Digits
from aedemo.data.molecules import Molecules
from aedemo.data.spiral import Spiral
from aedemo.data.variance import VarianceDigits, least_error, least_nll
from aedemo.measures.drawings import molecule_figures
from aedemo.measures.evidence import elbo_figures, importance_weighted_nll
from aedemo.measures.quality import (
    clean_figures,
    clean_mse,
    cross_entropy,
    missing_pixel_mse,
    restoration_mse,
)
from aedemo.measures.representations import jacobian_norm, neighbour_accuracy, probe_accuracy
from aedemo.models.catalogue import HALF_DROPPED
from aedemo.models.likelihoods import Bernoulli, Gate, Normal
from aedemo.models.model import Autoencoder, Restorer
from aedemo.models.variants import Variant


@dataclass(frozen=True)
class Figure:
    """How a figure is shown: a label, its unit, the digits after the point, and what it is."""

    label: str
    unit: str
    digits: int
    meaning: str

    def in_words(self, value: float) -> str:
        """The value as it is shown, without the unit."""
        return f"{value:,.{self.digits if abs(value) < 1000 else 0}f}"


FIGURES: dict[str, Figure] = {
    "mse": Figure("MSE", "", 5, "per pixel, clean digits in"),
    "psnr": Figure("PSNR", "dB", 2, "clean digits in"),
    "ssim": Figure("SSIM", "", 4, "clean digits in"),
    "noisy_mse": Figure("MSE, spoiled", "", 5, "per pixel, spoiled as it was trained"),
    "missing_mse": Figure("MSE, missing", "", 5, "over the missing pixels, half of them dropped"),
    "cross_entropy": Figure("Cross-entropy", "nats", 1, "as it was trained, from the mean code"),
    "negative_elbo": Figure("−ELBO", "nats", 1, "at β = 1, one posterior sample, grey pixels"),
    "kl": Figure("KL", "nats", 1, "of the posterior to the prior"),
    "active_latents": Figure("Active", "latents", 0, "whose mean varies by more than 0.01"),
    "nll": Figure("NLL", "nats", 1, "200 importance samples, digits binarised at 0.5"),
    "jacobian": Figure("‖J‖²", "", 3, "mean squared Frobenius norm of the encoder's Jacobian"),
    "probe": Figure("Probe", "%", 1, "logistic regression on the codes of 10,000 digits"),
    "knn": Figure("10-NN", "%", 1, "leave one out, in the space of the codes"),
    "mse_before_refit": Figure("MSE, tied only", "", 5, "before the decoder was refitted"),
    "best_noisy_mse": Figure("Least MSE", "", 5, "of whoever knows the variance of each pixel"),
    "density": Figure("−log p(x|z)", "nats", 1, "one posterior sample, without the constant"),
    "input_psnr": Figure("PSNR, input", "dB", 2, "of what the network was given"),
    "median_psnr": Figure("PSNR, median", "dB", 2, "of a 3 × 3 median filter instead"),
    "redrawn": Figure("Bonds redrawn", "%", 1, "of those dropped, over 60 % of their ink or more"),
    "redrawn_joints": Figure(
        "Bonds redrawn, joints", "%", 1, "of the dropped ones that leave a trace at both ends"
    ),
    "label_colour": Figure("Label colour", "%", 1, "pixels of atoms' labels in the right colour"),
    "best_density": Figure("Least −log p", "nats", 1, "of whoever knows each pixel's variance"),
}


@torch.inference_mode()
def evaluate(model: Autoencoder | Restorer, variant: Variant, splits: Splits) -> dict[str, float]:
    """Every figure of FIGURES that applies to the variant, on its dataset's test images."""
    return _figures_on(variant.data, model, variant, splits)


@singledispatch
def _figures_on(
    data, model: Autoencoder | Restorer, variant: Variant, splits: Splits
) -> dict[str, float]:
    raise TypeError(f"No way to measure on {data!r} is known.")


@_figures_on.register
def _(data: Digits, model, variant, splits) -> dict[str, float]:
    figures = clean_figures(model, variant, splits.test)
    if variant.corruption:
        figures["noisy_mse"] = restoration_mse(model, variant, splits.test)
    if isinstance(variant.corruption, Everything) or variant.corruption == HALF_DROPPED:
        figures["missing_mse"] = missing_pixel_mse(model, splits.test)
    if isinstance(variant.likelihood, Bernoulli):
        figures["cross_entropy"] = cross_entropy(model, variant, splits.test)
    if variant.generative:
        figures |= elbo_figures(model, variant, splits.test)
        figures["nll"] = importance_weighted_nll(model, splits.test)
    if variant.has_code:
        figures["jacobian"] = jacobian_norm(model, splits.test)
        figures["probe"] = probe_accuracy(model, variant, splits)
        figures["knn"] = neighbour_accuracy(model, variant, splits.test)
    return figures


@_figures_on.register
def _(data: VarianceDigits, model, variant, splits) -> dict[str, float]:
    digits = as_float(splits.test.images)
    figures = {
        "probe": probe_accuracy(model, variant, splits),
        "knn": neighbour_accuracy(model, variant, splits.test),
    }
    if isinstance(variant.likelihood, Normal):
        least = least_nll(digits, variant.likelihood.floor).flatten(1).sum(dim=1).mean()
        elbo = elbo_figures(model, variant, splits.test)
        density = elbo["negative_elbo"] - elbo["kl"]
        return figures | elbo | {"density": density, "best_density": least.item()}
    figures["mse"] = clean_mse(model, variant, splits.test)
    if isinstance(variant.likelihood, Gate):
        figures["noisy_mse"] = restoration_mse(model, variant, splits.test)
        figures["best_noisy_mse"] = least_error(digits, variant.corruption.sigma).mean().item()
    return figures


@_figures_on.register
def _(data: Spiral, model, variant, splits) -> dict[str, float]:
    return {
        "mse": clean_mse(model, variant, splits.test),
        "noisy_mse": restoration_mse(model, variant, splits.test),
    }


@_figures_on.register
def _(data: Molecules, model, variant, splits) -> dict[str, float]:
    return molecule_figures(model, splits.test)
