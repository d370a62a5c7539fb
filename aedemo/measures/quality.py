"""How good an image is: PSNR, SSIM, and the errors of restored images over a whole split."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F

from aedemo.data.corruptions import CORRUPTIONS
from aedemo.data.dataset import Examples, Split, as_float
from aedemo.measures.subject import SEED, batches
from aedemo.models.catalogue.shared import HALF_DROPPED
from aedemo.models.model import Model
from aedemo.models.variants import Variant

MOST_PSNR = 60.0  # dB; an exact copy would be infinitely good
LEVELS = tuple(step / 10 for step in range(11))
PROFILE_STEP = 5  # every fifth gallery digit: 1,000, a hundred of each class


def mse(images: Tensor, clean: Tensor) -> Tensor:
    """Mean squared error per pixel of each image, (B,)."""
    return (images - clean).square().flatten(1).mean(dim=1)


def psnr(images: Tensor, clean: Tensor) -> Tensor:
    """10 log10(1 / MSE) of each image, (B,) in dB, at most 60."""
    return -10 * mse(images, clean).clamp_min(10 ** (-MOST_PSNR / 10)).log10()


def ssim(images: Tensor, clean: Tensor) -> Tensor:
    """Structural similarity of each image, (B,): Wang et al. 2004, eq. 13, windows of 7 x 7.

    The same numbers as scikit-image's `structural_similarity(data_range=1)`, which takes one image
    at a time: the wall needs forty of them within a pen stroke. `clean` may be one for all, (1, …).
    """
    rows, columns = _windows(images.shape[-2]), _windows(images.shape[-1]).T
    rows, columns = rows.to(images.device), columns.to(images.device)

    def mean(x: Tensor) -> Tensor:
        return rows @ x @ columns

    unbiased = 49 / 48
    mean_x, mean_y = mean(images), mean(clean)
    variance_x = unbiased * (mean(images * images) - mean_x * mean_x)
    variance_y = unbiased * (mean(clean * clean) - mean_y * mean_y)
    covariance = unbiased * (mean(images * clean) - mean_x * mean_y)
    c1, c2 = 0.01**2, 0.03**2
    luminance = (2 * mean_x * mean_y + c1) / (mean_x**2 + mean_y**2 + c1)
    structure = (2 * covariance + c2) / (variance_x + variance_y + c2)
    return (luminance * structure).flatten(1).mean(dim=1)


def _windows(size: int) -> Tensor:
    """(size - 6, size): row i takes the mean of 7 neighbours from i on.

    Two products with it are a mean over 7 x 7, six times as fast as pooling is on a CPU.
    """
    first, place = torch.arange(size - 6)[:, None], torch.arange(size)
    return ((place >= first) & (place < first + 7)) / 7


@torch.inference_mode()
def clean_figures(model: Model, variant: Variant, test: Examples) -> dict[str, float]:
    """MSE per pixel, PSNR and SSIM of the answer to clean digits, each a mean over images."""
    sums = torch.zeros(3, dtype=torch.double)
    for batch, generator in batches(test, model):
        _, clean = variant.data.pair(batch, generator)
        restored = model.restore(clean)
        for place, figure in enumerate((mse, psnr, ssim)):
            values = figure(restored, clean)
            sums[place] += values.double().sum().cpu()
    return dict(zip(("mse", "psnr", "ssim"), (sums / len(test)).tolist(), strict=True))


def clean_mse(model: Model, variant: Variant, test: Examples) -> float:
    """MSE per pixel of the answer to images that are not spoiled."""

    def pair(images: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        _, clean = variant.data.pair(images, generator)
        return clean, clean

    return _mse(model, pair, test)


def restoration_mse(model: Model, variant: Variant, split: Examples) -> float:
    """MSE per pixel of the answer to images spoiled as in training, against the clean ones."""
    return _mse(model, variant.pair, split)


@torch.inference_mode()
def _mse(model: Model, pair: Callable[..., tuple[Tensor, Tensor]], split: Examples) -> float:
    total = 0.0
    for batch, generator in batches(split, model):
        seen, clean = pair(batch, generator)
        total += mse(model.restore(seen), clean).sum().item()
    return total / len(split)


@torch.inference_mode()
def missing_pixel_mse(model: Model, test: Examples) -> float:
    """MSE over the missing pixels only, when half of the pixels are dropped."""
    error, pixels = 0.0, 0
    for batch, generator in batches(test, model):
        clean = as_float(batch)
        state = generator.get_state()
        seen = HALF_DROPPED(clean, generator)
        generator.set_state(state)
        missing = HALF_DROPPED.corruption.missing(clean, HALF_DROPPED.level, generator)
        assert missing is not None
        error += (model.restore(seen) - clean)[missing].square().sum().item()
        pixels += int(missing.sum())
    return error / pixels


@torch.inference_mode()
def cross_entropy(model: Model, variant: Variant, test: Examples) -> float:
    """Nats per image between the clean digit and the answer to the digit as seen in training."""
    total = 0.0
    for batch, generator in batches(test, model):
        seen, clean = variant.pair(batch, generator)
        answer = model.restore(seen).double().clamp(1e-7, 1 - 1e-7)
        total += F.binary_cross_entropy(answer, clean.double(), reduction="sum").item()
    return total / len(test)


@torch.inference_mode()
def profile(model: Model, gallery: Split, name: str) -> list[list[float]]:
    """PSNR of repaired gallery digits under one corruption: 11 levels, each three quantiles.

    10 %, 50 % and 90 %, over 1,000 digits, a hundred of each class, at levels 0, 0.1 ... 1.
    """
    device = next(model.parameters()).device
    clean = as_float(gallery.images[::PROFILE_STEP].to(device))
    quantiles = torch.tensor([0.1, 0.5, 0.9], device=device)
    rows = []
    for level in LEVELS:
        generator = torch.Generator(device).manual_seed(SEED)
        seen = CORRUPTIONS[name].apply(clean, level, generator)
        values = psnr(model.restore(seen), clean).quantile(quantiles)
        rows.append([round(value, 2) for value in values.tolist()])
    return rows
