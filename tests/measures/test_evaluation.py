"""The metrics against other people's implementations, or against what can be worked out."""

import math

import numpy as np
import pytest
import torch
from skimage.metrics import peak_signal_noise_ratio, structural_similarity
from torch import nn

from aedemo.data.corruptions import CORRUPTIONS
from aedemo.data.dataset import Split
from aedemo.measures import evidence, quality, representations
from aedemo.measures.subject import Corpus, Subject
from aedemo.measures.table import MEASURES, known_figures
from aedemo.models.catalogue import VARIANTS
from aedemo.models.codes import Gaussian
from aedemo.models.likelihoods import Bernoulli
from aedemo.models.model import build
from tests.digits import drawn_digits, drawn_splits


def test_psnr_and_ssim_agree_with_scikit_image():
    clean = drawn_digits(6).images.float() / 255
    spoiled = CORRUPTIONS["gaussian"].apply(clean, 0.3, torch.Generator().manual_seed(0))
    psnr, ssim = quality.psnr(spoiled, clean), quality.ssim(spoiled, clean)
    for i in range(len(clean)):
        pair = clean[i, 0].double().numpy(), spoiled[i, 0].double().numpy()
        assert psnr[i].item() == pytest.approx(peak_signal_noise_ratio(*pair, data_range=1), 1e-4)
        expected = structural_similarity(*pair, data_range=1)
        assert ssim[i].item() == pytest.approx(expected, abs=1e-4)


def test_an_exact_copy_has_a_finite_psnr():
    image = drawn_digits(1).images.float() / 255
    assert quality.psnr(image, image).item() == pytest.approx(quality.MOST_PSNR, abs=1e-3)


class LinearGaussian(nn.Module):
    """A variational autoencoder whose log p(x) is known: x ~ Bernoulli(sigmoid(b)), whatever z."""

    def __init__(self, offset: float, log_variance: float) -> None:
        super().__init__()
        self.code, self.likelihood = Gaussian(), Bernoulli()
        self.bias = nn.Parameter(torch.full((1, 28, 28), 0.3))
        self.posterior = nn.Parameter(torch.tensor([offset, log_variance]))

    def encoder(self, images):
        return self.posterior.expand(len(images), -1)

    def decoder(self, codes):
        return self.bias.expand(len(codes), -1, -1, -1)


@torch.no_grad()
def test_the_elbo_and_the_importance_weighted_bound_where_both_are_known():
    test = drawn_digits(40)
    model = LinearGaussian(offset=0.6, log_variance=-0.2)
    binary = (test.images.float() / 255 >= 0.5).double()
    log_sigmoid = nn.functional.logsigmoid
    log_p = binary * log_sigmoid(torch.tensor(0.3)) + (1 - binary) * log_sigmoid(torch.tensor(-0.3))
    nll = -log_p.sum(dim=(1, 2, 3)).mean().item()
    # q is close to the prior, so 200 samples are all but exact.
    assert evidence.importance_weighted_nll(model, test) == pytest.approx(nll, abs=0.05)
    kl = 0.5 * (0.6**2 + math.exp(-0.2) - 1 + 0.2)
    figures = evidence.elbo_figures(model, VARIANTS["vae"], test)
    assert figures["kl"] == pytest.approx(kl, rel=1e-4)
    grey = test.images.double() / 255
    expected = -(
        grey * log_sigmoid(torch.tensor(0.3)) + (1 - grey) * log_sigmoid(torch.tensor(-0.3))
    )
    assert figures["negative_elbo"] == pytest.approx(
        expected.sum(dim=(1, 2, 3)).mean().item() + kl, rel=1e-4
    )
    assert figures["active_latents"] == 0


class FirstPixels(nn.Module):
    """Encodes an image as two of its pixels: a code whose neighbours can be counted by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(1))

    def encode(self, images):
        return images[:, 0, 0, :2]


def test_neighbours_are_others_and_the_majority_decides():
    images = torch.zeros(24, 1, 28, 28, dtype=torch.uint8)
    images[12:, 0, 0, 0] = 200
    images[:, 0, 0, 1] = torch.arange(24)
    labels = torch.tensor([0] * 12 + [1] * 12)
    variant = VARIANTS["dense-shallow"]
    accuracy = representations.neighbour_accuracy(FirstPixels(), variant, Split(images, labels))
    assert accuracy == 100
    # A label that no neighbour shares is wrong, however near the digit is to itself.
    labels[3] = 7
    accuracy = representations.neighbour_accuracy(FirstPixels(), variant, Split(images, labels))
    assert accuracy == pytest.approx(100 * 23 / 24)


def figures_of(variant):
    """Every figure that applies to a variant, of fresh weights and drawn digits."""
    torch.manual_seed(0)
    corpus = Corpus(None, drawn_digits(50))
    corpus._splits[variant.data] = drawn_splits(300, 60)
    subject = Subject(variant, build(variant).requires_grad_(False).eval(), {}, corpus)
    taken = [
        measure.take(subject, None)
        for measure in MEASURES.values()
        if measure.figures and measure.applies(variant)
    ]
    return {name: value for each in taken for name, value in each.items()}


@pytest.mark.parametrize(
    "name", ["vae", "unet-universal", "overcomplete-denoising", "simple", "randomized-refitted"]
)
def test_every_figure_is_described_and_finite(name):
    variant = VARIANTS[name]
    figures = figures_of(variant)
    assert set(figures) <= set(known_figures())
    assert all(np.isfinite(value) for value in figures.values())
    assert ("probe" in figures) == variant.has_code
    assert ("negative_elbo" in figures) == variant.generative
    assert ("noisy_mse" in figures) == (variant.corruption is not None)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("variance-plain", {"mse"}),
        ("variance-denoising", {"mse", "noisy_mse", "best_noisy_mse"}),
        ("variance-vae", {"negative_elbo", "kl", "active_latents", "density", "best_density"}),
    ],
)
def test_every_network_of_variance_mnist_has_its_own_figures(name, expected):
    figures = figures_of(VARIANTS[name])
    assert set(figures) == expected | {"probe", "knn"}
    assert all(np.isfinite(value) for value in figures.values())
    # Nobody does better than whoever knows the variance of each pixel.
    assert figures.get("best_noisy_mse", 0) <= figures.get("noisy_mse", 1)
    assert figures.get("best_density", 0) <= figures.get("density", 1)


def test_missing_pixels_only_are_counted():
    class Identity(nn.Linear):
        def restore(self, images):
            return images

    test = drawn_digits(50)
    error = quality.missing_pixel_mse(Identity(1, 1), test)
    # What is missing is 0, so an identity errs by the pixel itself, wherever one is missing.
    expected = (test.images.float() / 255).square().mean().item()
    assert error == pytest.approx(expected, rel=0.05)


def test_the_profile_has_every_corruption_and_level_and_is_ordered():
    for name in CORRUPTIONS:
        rows = quality.profile(build(VARIANTS["pca-30"]), drawn_digits(50), name)
        assert len(rows) == len(quality.LEVELS)
        assert all(low <= median <= high for low, median, high in rows)


def test_the_statistics_of_a_code_are_those_of_its_posterior_means():
    test, variant = drawn_digits(64), VARIANTS["vae-2"]
    torch.manual_seed(0)
    model = build(variant).eval()
    with torch.no_grad():
        model.encoder[-2].weight *= 20  # so that the posteriors differ from the prior
        mean, sigma = model.posterior(test.images.float() / 255)
        latents = representations.latents(model, variant, test)
    prior = torch.distributions.Normal(0, 1)
    kl = torch.distributions.kl_divergence(torch.distributions.Normal(mean, sigma), prior)
    low, high = np.percentile(mean.numpy(), (1, 99), axis=0)
    expected = {"mean": mean.mean(0), "std": mean.std(0), "low": low, "high": high}
    expected["kl"] = kl.mean(0)
    assert set(latents) == set(expected)
    for name, values in expected.items():
        np.testing.assert_allclose(latents[name], values, atol=2e-4, rtol=1e-3)
    plain = VARIANTS["ae-2"]
    assert "kl" not in representations.latents(build(plain).eval(), plain, test)
