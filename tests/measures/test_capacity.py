"""How much of a digit is left: a mean over the gallery, and for each number of components."""

import pytest
import torch

from aedemo.measures.capacity import components_mse, gallery_mse
from aedemo.models.catalogue import VARIANTS
from aedemo.models.model import build
from aedemo.training.procedures import principal_components
from tests.digits import drawn_digits

GALLERY = drawn_digits(600)


def test_it_is_the_mean_over_all_digits():
    torch.manual_seed(0)
    model = build(VARIANTS["sweep-8"]).eval()
    digits = GALLERY.images.float() / 255
    expected = (model.restore(digits) - digits).square().mean().item()
    assert gallery_mse(model, GALLERY) == pytest.approx(expected, rel=1e-4)


def test_every_component_helps_and_all_of_them_are_the_model_itself():
    model = build(VARIANTS["pca-30"]).eval().requires_grad_(False)
    principal_components(model, GALLERY)
    errors = components_mse(model, GALLERY)
    assert len(errors) == 30 and errors == sorted(errors, reverse=True)
    assert errors[-1] == gallery_mse(model, GALLERY) < 0.2 * errors[0]
