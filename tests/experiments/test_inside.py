"""What is behind the Inside tab: kernels, tangents, capacity, layers, fields."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from aedemo.data.dataset import Split
from aedemo.data.spiral import Spiral, curve
from aedemo.experiments import activations, capacity, kernels, manifold, randomized, tangents
from aedemo.library import Library
from aedemo.models.catalogue import VARIANTS
from aedemo.models.codes import Contractive
from aedemo.models.model import build
from aedemo.training.procedures import principal_components
from tests.pages import FOR_DIGITS

CODED = [name for name in FOR_DIGITS if VARIANTS[name].has_code]


@pytest.fixture(scope="module")
def library(app):
    return app.library


@pytest.fixture(scope="module")
def digit(library):
    return library.gallery.images[7, 0].numpy().astype(np.float32) / 255


# -------------------------------------------------------------------------------------- kernels


@pytest.mark.parametrize("name", ["dense-shallow", "conv-deep", "conv-vae"])
def test_a_kernels_answer_is_what_the_first_layer_says(library, digit, name):
    layer, place = kernels.first_layer(library[name]), 3
    unit = kernels.order(library, name)[place]
    image = torch.from_numpy(digit)[None, None]
    answer = layer(image.flatten(1) if isinstance(layer, nn.Linear) else image)[0, unit]
    found = kernels.activation(library, name, place, digit[None])[0]
    np.testing.assert_allclose(found.ravel(), answer.detach().numpy().ravel(), atol=1e-5)


@pytest.mark.parametrize("name", ["dense-shallow", "conv-deep"])
def test_the_strongest_kernels_come_first(library, name):
    pictures = kernels.kernels(library, name)
    norms = np.linalg.norm(pictures.reshape(len(pictures), -1), axis=1)
    assert (np.diff(norms) <= 1e-6).all()
    assert len(pictures) == kernels.first_layer(library[name]).weight.shape[0]


def test_no_digit_excites_a_kernel_more_than_its_exciters(library):
    best = kernels.exciters(library, "dense-shallow", 0)
    digits = library.gallery.images[:: kernels.EVERY, 0].numpy() / np.float32(255)
    answers = kernels.activation(library, "dense-shallow", 0, digits)[:, 0, 0]
    assert answers[best[0] // kernels.EVERY] == answers.max()
    assert len(set(best)) == 10 and (np.diff(answers[best // kernels.EVERY]) <= 0).all()


# ------------------------------------------------------------------------------------- tangents


def test_the_spectrum_is_that_of_the_jacobian(library, digit):
    name = "dense-deep"
    found = tangents.spectrum(library, name, digit)
    image = torch.from_numpy(digit)[None, None]
    jacobian = torch.autograd.functional.jacobian(lambda x: library[name].encode(x)[0], image)
    jacobian = jacobian.reshape(10, -1)
    assert found.values.shape == (10,) and (np.diff(found.values) <= 0).all()
    assert np.square(found.values).sum() == pytest.approx(jacobian.square().sum().item(), rel=1e-3)
    for value, direction in zip(found.values, found.directions, strict=True):
        moved = (jacobian @ torch.from_numpy(direction.ravel())).norm().item()
        assert moved == pytest.approx(value, rel=1e-2, abs=1e-6)
        assert np.linalg.norm(direction) == pytest.approx(1, abs=1e-4)


def test_a_walk_starts_at_the_digits_own_reconstruction(library, digit):
    steps = np.array([-2, 0, 2], np.float32)
    direction = np.full((28, 28), 1 / 28, np.float32)
    walk = tangents.walk(library, "dense-deep", digit, direction, steps)
    for answer, step in zip(walk, steps, strict=True):
        image = torch.from_numpy(digit + step / 28)[None, None]
        expected = library["dense-deep"].restore(image)[0, 0]
        np.testing.assert_allclose(answer, expected, atol=1e-5)


def test_a_trio_is_one_architecture_trained_in_three_ways(library):
    trios = tangents.trios(library)
    assert ("dense-shallow", "dense-shallow-denoising", "dense-shallow-contractive") in trios
    assert len(trios) == 4
    for names in trios:
        plain, denoising, contractive = (VARIANTS[name] for name in names)
        assert plain.architecture == denoising.architecture == contractive.architecture
        assert plain.corruption is None and denoising.corruption is not None
        assert isinstance(contractive.code, Contractive)


# ------------------------------------------------------------------------------------- capacity


def test_the_first_components_are_the_best_linear_code(library):
    """Against an eigendecomposition of the same digits, at every size."""
    images = library.gallery.images[::25]
    model = build(VARIANTS["pca-64"]).eval().requires_grad_(False)
    principal_components(model, Split(images, torch.zeros(len(images))))
    alone = Library(Path(), {"pca-64": model}, {}, {}, [])
    pixels = images.flatten(1).double() / 255
    mean = pixels.mean(0)
    _, _, rows = torch.linalg.svd(pixels - mean, full_matrices=False)
    for d in (1, 8, 64):
        found = capacity.reconstruct(alone, (images / 255), d, learned=False)
        expected = mean + (pixels - mean) @ rows[:d].T @ rows[:d]
        np.testing.assert_allclose(
            found.flatten(1), expected.clamp(0, 1), atol=2e-3, err_msg=str(d)
        )


def test_the_curves_are_what_was_measured(library):
    errors = capacity.errors(library)
    sizes = [VARIANTS[name].latent_dim for name in capacity.names(library)]
    assert errors["d"].tolist() == sizes == [1, 2, 4, 8, 16, 32, 64]
    measured = library.record("sweep-8").results["gallery mse"]
    assert errors["autoencoder"][3] == measured
    by_components = library.record("pca-64").results["components mse"]
    assert errors["pca"].tolist() == [by_components[d - 1] for d in sizes]


# --------------------------------------------------------------------------------------- layers


@pytest.mark.parametrize("name", CODED)
def test_every_layer_of_every_network_says_something(library, digit, name):
    found = activations.activations(library, name, digit)
    halves = [each.half for each in found]
    assert halves == sorted(halves, reverse=True) and set(halves) == {"encoder", "decoder"}
    for each in found:
        assert each.maps.ndim == 3 and 1 <= len(each.maps) <= activations.MOST_MAPS and each.label
    likelihood = library[name].likelihood
    last = torch.from_numpy(found[-1].maps[0].reshape(-1)[:784])
    answer = library[name].restore(torch.from_numpy(digit)[None, None]).flatten()
    torch.testing.assert_close(likelihood.image(last), answer, atol=1e-5, rtol=1e-4)


def test_the_procedure_ends_with_the_same_network_refitted(library):
    assert randomized.procedure(library) == {
        "before the tying": "randomized-untied",
        "after the tying": "randomized-tied",
        "after the refit": "randomized-refitted",
    }


# --------------------------------------------------------------------------------------- fields


def test_points_of_the_spiral_lie_on_its_arms():
    split = Spiral().load(None).test
    assert split.images.shape == (2_000, 1, 1, 2)
    for arm in (0, 1):
        points = split.images[split.labels == arm].view(-1, 2)
        line = curve(torch.linspace(0, 1, 4_000), torch.full((4_000,), float(arm)))
        assert torch.cdist(points, line).amin(dim=1).max() < 1e-3


def test_a_dropped_point_is_fed_through_again_and_again(library):
    (name, *_) = manifold.names(library)
    points = np.array([[0.3, 0.8], [0.6, 0.1]])
    paths = manifold.descent(library, name, points)
    assert paths.shape == (2, manifold.PULLS + 1, 2)
    for point, path in zip(points, paths, strict=True):
        np.testing.assert_allclose(path[0], point, atol=1e-6)
        np.testing.assert_allclose(
            path[1:], manifold.reconstructions(library, name, path[:-1]), atol=1e-5
        )
    sigmas = [VARIANTS[each].corruption.sigma for each in manifold.names(library)]
    assert sigmas == sorted(sigmas) and len(sigmas) == 4
