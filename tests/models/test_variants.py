"""Every variant of the catalogue: built, run, given gradients, stored and loaded."""

from dataclasses import replace

import pytest
import torch

from aedemo.library import checkpoints
from aedemo.models.catalogue import VARIANTS, plain_twin
from aedemo.models.codes import Gaussian
from aedemo.models.likelihoods import Bernoulli, Gate, SquaredError
from aedemo.models.model import build

EVERY = pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)


@pytest.fixture
def images(variant):
    shape = (4, *variant.data.image_shape)
    return torch.rand(shape, generator=torch.Generator().manual_seed(0))


@EVERY
def test_the_public_surface(variant, images):
    model = build(variant).eval()
    restored = model.restore(images)
    channels = variant.data.answer or images.shape[1]
    assert restored.shape == (4, channels, *images.shape[2:])
    if isinstance(variant.likelihood, Bernoulli | SquaredError):  # of numbers in [0, 1]
        assert restored.min() >= 0 and restored.max() <= 1
    if variant.has_code:
        codes = model.encode(images)
        assert codes.shape == (4, variant.latent_dim)
        gated = isinstance(variant.likelihood, Gate)
        decoded = model.decode(codes)
        torch.testing.assert_close(decoded * images if gated else decoded, restored)
        assert torch.equal(model.encode(images), codes)  # the posterior mean, not a sample


@EVERY
def test_every_weight_gets_a_gradient(variant, images):
    torch.manual_seed(0)
    model = build(variant)
    generator = torch.Generator().manual_seed(0)
    drawn = (255 * images).to(torch.uint8)
    if variant.data.answer:  # the dataset yields the answer's channels behind the image's
        drawn = torch.cat([drawn, drawn.expand(-1, variant.data.answer, -1, -1)], dim=1)
    seen, clean = variant.pair(drawn, generator)
    loss = model.loss(seen, clean)
    assert loss.shape == (4,) and loss.isfinite().all()
    loss.sum().backward()
    silent = [name for name, weight in model.named_parameters() if weight.grad is None]
    assert not silent
    assert all(weight.grad.isfinite().all() for weight in model.parameters())


@EVERY
def test_stored_and_loaded_it_answers_the_same(variant, images, tmp_path):
    model = build(variant).eval()
    checkpoints.round_to_stored(model)
    path = checkpoints.checkpoint_path(tmp_path, variant.name)
    checkpoints.save(path, model, checkpoints.Origin(repr(variant), [], "", {}))
    assert path.stat().st_size < 10e6
    loaded = checkpoints.load(path, variant)
    # With the channels last, convolutions add in another order.
    torch.testing.assert_close(loaded.restore(images), model.restore(images), atol=1e-5, rtol=1e-4)
    assert not any(weight.requires_grad for weight in loaded.parameters())


@EVERY
def test_its_words(variant):
    assert variant.note.endswith(".") and len(variant.note) < 120
    assert variant.label and variant.architecture.in_words(variant.sizes)


def test_names_are_labels_of_one_model_only():
    labels = [(variant.family.title, variant.label) for variant in VARIANTS.values()]
    assert len(set(labels)) == len(labels) == len(VARIANTS)


def test_a_change_of_design_makes_a_checkpoint_stale_and_a_change_of_words_does_not():
    vae = VARIANTS["vae"]
    assert repr(replace(vae, note="Something else.")) == repr(vae)
    assert repr(replace(vae, code=Gaussian(beta=2.0))) != repr(vae)
    assert repr(replace(vae, latent_dim=21)) != repr(vae)


def test_a_generative_variant_minimises_the_negative_elbo():
    """At beta = 1 and a Bernoulli likelihood the loss is cross-entropy plus KL, and no more."""
    vae = VARIANTS["vae"]
    assert vae.code == Gaussian(beta=1.0) and vae.likelihood == Bernoulli()
    model = build(vae)
    images = torch.rand(3, 1, 28, 28)
    torch.manual_seed(5)
    loss = model.loss(images, images)
    torch.manual_seed(5)
    encoded = model.encoder(images)
    mean, log_variance = encoded.chunk(2, dim=1)
    z = mean + (0.5 * log_variance).exp() * torch.randn(mean.shape)
    pixels = torch.sigmoid(model.decoder(z))
    cross_entropy = -(images * pixels.log() + (1 - images) * (1 - pixels).log()).sum((1, 2, 3))
    kl = -0.5 * (1 + log_variance - mean**2 - log_variance.exp()).sum(1)
    torch.testing.assert_close(loss, cross_entropy + kl, rtol=1e-4, atol=1e-3)


def test_a_plain_twin_is_the_same_network_without_a_prior():
    twins = {name: plain_twin(variant) for name, variant in VARIANTS.items()}
    assert {name: twin.name for name, twin in twins.items() if twin} == {
        "vae": "ae-20",
        "beta-vae": "ae-20",
        "conv-vae": "conv-ae",
        "vae-2": "ae-2",
    }


def test_a_unet_without_skips_or_without_a_bottleneck_answers_otherwise():
    torch.manual_seed(0)
    model = build(VARIANTS["unet-universal"]).eval()
    image = torch.rand(1, 1, 28, 28)
    whole = model.restore(image)
    torch.testing.assert_close(model.restore(image, skip_gain=1.0, bottleneck=True), whole)
    without_skips, without_bottleneck = model.restore(image, 0.0), model.restore(image, 1.0, False)
    assert not torch.equal(without_skips, whole) and not torch.equal(without_bottleneck, whole)
    # With neither, nothing of the image is left.
    nothing = model.restore(image, 0.0, False)
    torch.testing.assert_close(model.restore(torch.rand(1, 1, 28, 28), 0.0, False), nothing)
