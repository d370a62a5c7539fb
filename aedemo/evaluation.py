"""The metrics, one function each, and the figures that a checkpoint carries.

Everything is measured on test digits with the weights as they are stored, without gradients, and
with fixed seeds, so that the same weights give the same figures.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from aedemo.corruptions import CORRUPTIONS, Everything
from aedemo.curves import Spiral
from aedemo.data import Digits, Split, Splits, VarianceDigits, as_float
from aedemo.degradation import Degradation
from aedemo.model import Autoencoder, Restorer
from aedemo.molecules import (
    FAINT,
    Drawing,
    Drawings,
    Molecules,
    choose_bonds,
    nearest_colours,
)
from aedemo.objectives import Bernoulli, Gate, Normal, squared_jacobian
from aedemo.variance import least_error, least_nll
from aedemo.variants import HALF_DROPPED, Variant

BATCH = 1_000
CODES_AT_ONCE = 50
REDRAWN, STRAY = 0.6, 0.2  # of a bond's ink, and of the black beside it
SEED = 20_000
MOST_PSNR = 60.0  # dB; an exact copy would be infinitely good
PROBE_DIGITS = 10_000
PROBE_STRENGTHS = (0.01, 0.03, 0.1, 1.0)  # scikit-learn's C
IMPORTANCE_SAMPLES = 200
LEVELS = tuple(step / 10 for step in range(11))
PROFILE_STEP = 5  # every fifth gallery digit: 1,000, a hundred of each class


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


def molecule_figures(model: Restorer, test: Drawings) -> dict[str, float]:
    """The published degradation of molecules with scaffolds that training has not seen.

    PSNR of answer, input and a median filter against the true drawing in colour, in dB, with bonds
    dropped from every other molecule. The per cent of dropped bonds that are redrawn, with bonds
    dropped from all of them. The per cent of the pixels of atoms' labels whose colour is right.
    """
    generator = torch.Generator().manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    published = Degradation()
    psnrs: dict[str, list[float]] = {"psnr": [], "input_psnr": [], "median_psnr": []}
    redrawn, at_joints, colours = [], [], []
    for index in range(len(test)):
        drawing = test.drawing(index)
        dropped = choose_bonds(drawing.bonds, published.bonds, rng)
        ink = np.stack([drawing.without(dropped), drawing.ink])[:, None]
        seen = published.spoil(as_float(torch.from_numpy(ink)), generator)
        answers = model.restore(seen)
        hits = redrawn_bonds(answers[0].numpy(), drawing, dropped)
        redrawn += hits
        at_joints += [
            hit for hit, bond in zip(hits, dropped, strict=True) if bond not in drawing.tips
        ]
        place = index % 2
        clean = as_float(torch.from_numpy(drawing.colour))[None]
        filtered = torch.from_numpy(cv2.medianBlur(seen[place, 0].numpy(), 3))
        pictures = (answers[place, None], seen[place, None], filtered[None, None])
        for values, picture in zip(psnrs.values(), pictures, strict=True):
            values.append(psnr(picture.expand_as(clean), clean).item())
        if drawing.labels.any():
            colours.append(label_colours(answers[place].numpy(), drawing))
    right = np.concatenate(colours)
    return {name: float(np.mean(values)) for name, values in psnrs.items()} | {
        "redrawn": 100 * float(np.mean(redrawn)),
        "redrawn_joints": 100 * float(np.mean(at_joints)),
        "label_colour": 100 * float(right.mean()),
    }


def redrawn_bonds(answer: np.ndarray, drawing: Drawing, bonds: list[int]) -> list[bool]:
    """Of each bond, whether an answer (3, H, W) in [0, 1] draws it, and draws it in its place.

    It has ink, more than half of the brightest in some colour, on at least 60 % of the bond's
    pixels, and on at most 20 % of those up to three pixels beside it that should be black.
    """
    inked = answer.max(axis=0) > 0.5

    def is_redrawn(bond: int) -> bool:
        mine = drawing.ink_of(bond)
        around = cv2.dilate(mine.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
        beside = around & (drawing.ink < FAINT)
        return bool(inked[mine].mean() >= REDRAWN and inked[beside].mean() <= STRAY)

    return [is_redrawn(bond) for bond in bonds]


def label_colours(answer: np.ndarray, drawing: Drawing) -> np.ndarray:
    """Of each pixel of the atoms' labels (N,), whether an answer (3, H, W) has it in its colour.

    Of the palette and white it is nearest in hue to the true one, and at least half as bright as
    the true pixel.
    """
    colour, light = nearest_colours(answer[:, drawing.labels].T)
    true_colour, true_light = nearest_colours(drawing.colour[:, drawing.labels].T / 255)
    return (colour == true_colour) & (light >= true_light / 2)


def psnr(images: Tensor, clean: Tensor) -> Tensor:
    """10 log10(1 / MSE) of each image, (B,) in dB, at most 60."""
    mse = (images - clean).flatten(1).square().mean(dim=1)
    return -10 * mse.clamp_min(10 ** (-MOST_PSNR / 10)).log10()


def ssim(images: Tensor, clean: Tensor) -> Tensor:
    """Structural similarity of each image, (B,): Wang et al. 2004, eq. 13, windows of 7 x 7.

    The same numbers as scikit-image's `structural_similarity(data_range=1)`, which takes one image
    at a time: the wall needs forty of them within a pen stroke.
    """

    def mean(x: Tensor) -> Tensor:
        return F.avg_pool2d(x, 7, stride=1)

    unbiased = 49 / 48
    mean_x, mean_y = mean(images), mean(clean)
    variance_x = unbiased * (mean(images * images) - mean_x * mean_x)
    variance_y = unbiased * (mean(clean * clean) - mean_y * mean_y)
    covariance = unbiased * (mean(images * clean) - mean_x * mean_y)
    c1, c2 = 0.01**2, 0.03**2
    luminance = (2 * mean_x * mean_y + c1) / (mean_x**2 + mean_y**2 + c1)
    structure = (2 * covariance + c2) / (variance_x + variance_y + c2)
    return (luminance * structure).flatten(1).mean(dim=1)


def clean_figures(model: Autoencoder | Restorer, variant: Variant, test: Split) -> dict[str, float]:
    """MSE per pixel, PSNR and SSIM of the answer to clean digits, each a mean over images."""
    sums = torch.zeros(3, dtype=torch.double)
    for batch, generator in _batches(test, model):
        _, clean = variant.data.pair(batch, generator)
        restored = model.restore(clean)
        mse = (restored - clean).flatten(1).square().mean(dim=1)
        for place, values in enumerate((mse, psnr(restored, clean), ssim(restored, clean))):
            sums[place] += values.double().sum().cpu()
    return dict(zip(("mse", "psnr", "ssim"), (sums / len(test)).tolist(), strict=True))


def clean_mse(model: Autoencoder | Restorer, variant: Variant, test: Split) -> float:
    """MSE per pixel of the answer to images that are not spoiled."""
    total = 0.0
    for batch, generator in _batches(test, model):
        _, clean = variant.data.pair(batch, generator)
        total += (model.restore(clean) - clean).square().flatten(1).mean(dim=1).sum().item()
    return total / len(test)


@torch.inference_mode()
def restoration_mse(model: Autoencoder | Restorer, variant: Variant, split: Split) -> float:
    """MSE per pixel of the answer to digits spoiled as in training, against the clean ones."""
    total = 0.0
    for batch, generator in _batches(split, model):
        seen, clean = variant.pair(batch, generator)
        total += (model.restore(seen) - clean).square().flatten(1).mean(dim=1).sum().item()
    return total / len(split)


def missing_pixel_mse(model: Autoencoder | Restorer, test: Split) -> float:
    """MSE over the missing pixels only, when half of the pixels are dropped."""
    error, pixels = 0.0, 0
    for batch, generator in _batches(test, model):
        clean = as_float(batch)
        state = generator.get_state()
        seen = HALF_DROPPED(clean, generator)
        generator.set_state(state)
        missing = HALF_DROPPED.corruption.missing(clean, HALF_DROPPED.level, generator)
        error += (model.restore(seen) - clean)[missing].square().sum().item()
        pixels += int(missing.sum())
    return error / pixels


def cross_entropy(model: Autoencoder | Restorer, variant: Variant, test: Split) -> float:
    """Nats per image between the clean digit and the answer to the digit as seen in training."""
    total = 0.0
    for batch, generator in _batches(test, model):
        seen, clean = variant.pair(batch, generator)
        answer = model.restore(seen).double().clamp(1e-7, 1 - 1e-7)
        total += F.binary_cross_entropy(answer, clean.double(), reduction="sum").item()
    return total / len(test)


def elbo_figures(model: Autoencoder, variant: Variant, test: Split) -> dict[str, float]:
    """-ELBO at beta = 1 with one posterior sample, its KL (nats per image), and active latents."""
    negative_elbo = kl = 0.0
    means = []
    for batch, generator in _batches(test, model):
        _, clean = variant.data.pair(batch, generator)
        encoded = model.encoder(clean)
        divergence = model.code.kl(encoded).sum(dim=1)
        decoded = model.decoder(model.code.sample(encoded, generator))
        negative_elbo += (model.likelihood.cost(decoded, clean) + divergence).sum().item()
        kl += divergence.sum().item()
        means.append(model.code.mean(encoded))
    active = (torch.cat(means).var(dim=0) > 0.01).sum().item()
    return {
        "negative_elbo": negative_elbo / len(test),
        "kl": kl / len(test),
        "active_latents": float(active),
    }


def importance_weighted_nll(model: Autoencoder, test: Split) -> float:
    """-log p(x) in nats, bounded with 200 samples: Burda et al. 2016 (arXiv:1509.00519), eq. 8.

    log p(x) >= log 1/K sum_k p(x|z_k) p(z_k) / q(z_k|x), on digits binarised at 0.5.
    """
    total = 0.0
    for batch, generator in _batches(test, model, size=50):
        clean = (as_float(batch) >= 0.5).float()
        encoded = model.encoder(clean).repeat_interleave(IMPORTANCE_SAMPLES, dim=0)
        mean, log_variance = encoded.chunk(2, dim=1)
        z = model.code.sample(encoded, generator)
        log_posterior = -0.5 * ((z - mean).square() / log_variance.exp() + log_variance).sum(dim=1)
        log_prior = -0.5 * z.square().sum(dim=1)
        target = clean.repeat_interleave(IMPORTANCE_SAMPLES, dim=0)
        log_likelihood = -model.likelihood.cost(model.decoder(z), target)
        log_weights = (log_likelihood + log_prior - log_posterior).view(len(batch), -1)
        bound = log_weights.logsumexp(dim=1) - math.log(IMPORTANCE_SAMPLES)
        total -= bound.sum().item()
    return total / len(test)


@torch.inference_mode(False)
def jacobian_norm(model: Autoencoder, test: Split) -> float:
    """Mean of ||d encode / dx||_F^2 over the test digits, by Hutchinson, four draws an image."""
    torch.manual_seed(SEED)
    total = 0.0
    for _ in range(4):
        for batch, _ in _batches(test, model):
            total += squared_jacobian(model.encode, as_float(batch)).detach().sum().item()
    return total / (4 * len(test))


def probe_accuracy(model: Autoencoder, variant: Variant, splits: Splits) -> float:
    """Per cent of test digits that logistic regression on 10,000 training codes gets right.

    The codes are standardised; of four strengths of its penalty the one best on the validation
    digits is taken, since codes of 2 and of 784 numbers want very different ones.
    """
    # Imported here: scikit-learn costs a second, and the running app measures nothing.
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from sklearn.pipeline import make_pipeline  # noqa: PLC0415
    from sklearn.preprocessing import StandardScaler  # noqa: PLC0415

    train = Split(splits.train.images[:PROBE_DIGITS], splits.train.labels[:PROBE_DIGITS])
    (codes, labels), validation, test = (
        (codes_of(model, variant, split).numpy(), split.labels.numpy())
        for split in (train, splits.validation, splits.test)
    )
    probes = [
        make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=300))
        for strength in PROBE_STRENGTHS
    ]
    best = max(probes, key=lambda probe: probe.fit(codes, labels).score(*validation))
    return 100 * best.score(*test)


@torch.inference_mode()
def latents(model: Autoencoder, variant: Variant, test: Split) -> dict[str, list[float]]:
    """Of each latent over the test digits, (D,) each: what its posterior mean does.

    "mean" and "std" of it, "low" and "high" its 1st and 99th percentiles; of a Gaussian code also
    "kl", the mean KL of the latent's posterior to its prior in nats.
    """
    codes = codes_of(model, variant, test)
    low, high = codes.quantile(torch.tensor([0.01, 0.99]), dim=0)
    columns = {"mean": codes.mean(dim=0), "std": codes.std(dim=0), "low": low, "high": high}
    if variant.generative:
        kls = [
            model.code.kl(model.encoder(variant.data.pair(batch, generator)[1])).cpu()
            for batch, generator in _batches(test, model)
        ]
        columns["kl"] = torch.cat(kls).mean(dim=0)
    return {name: [round(x, 4) for x in column.tolist()] for name, column in columns.items()}


def neighbour_accuracy(model: Autoencoder, variant: Variant, test: Split) -> float:
    """Per cent right when each test digit is named by its ten nearest others in code space."""
    codes = codes_of(model, variant, test)
    right = 0
    for start in range(0, len(codes), BATCH):
        chunk = codes[start : start + BATCH]
        distances = torch.cdist(chunk, codes)
        distances[torch.arange(len(chunk)), torch.arange(start, start + len(chunk))] = torch.inf
        nearest = distances.topk(10, largest=False).indices
        votes = test.labels[nearest].mode(dim=1).values
        right += int((votes == test.labels[start : start + BATCH]).sum())
    return 100 * right / len(codes)


@torch.inference_mode()
def profile(model: Autoencoder | Restorer, gallery: Split) -> dict[str, list[list[float]]]:
    """PSNR of repaired gallery digits: corruption -> 11 levels -> 10 %, 50 % and 90 % quantiles.

    Over 1,000 digits, a hundred of each class, at levels 0, 0.1 ... 1.
    """
    device = next(model.parameters()).device
    clean = as_float(gallery.images[::PROFILE_STEP].to(device))
    quantiles = torch.tensor([0.1, 0.5, 0.9], device=device)
    table: dict[str, list[list[float]]] = {}
    for name, corruption in CORRUPTIONS.items():
        table[name] = []
        for level in LEVELS:
            seen = corruption.apply(clean, level, torch.Generator(device).manual_seed(SEED))
            values = psnr(model.restore(seen), clean).quantile(quantiles)
            table[name].append([round(value, 2) for value in values.tolist()])
    return table


@torch.inference_mode()
def codes_of(model: Autoencoder, variant: Variant, split: Split) -> Tensor:
    """(N, D) posterior means of a split's clean images, on the CPU.

    In small batches, since the running app asks too, and what a thousand take on their way is not
    given back.
    """
    return torch.cat(
        [
            model.encode(variant.data.pair(batch, generator)[1]).float().cpu()
            for batch, generator in _batches(split, model, CODES_AT_ONCE)
        ]
    )


def _batches(
    split: Split, model: torch.nn.Module, size: int | None = None
) -> Iterator[tuple[Tensor, torch.Generator]]:
    """uint8 batches on the model's device, with one generator for all of them."""
    device = next(model.parameters()).device
    generator = torch.Generator(device).manual_seed(SEED)
    for batch in split.batches(size or split.at_once):
        yield batch.to(device), generator
