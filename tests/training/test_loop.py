"""The loop: it learns, it goes on after a stop as if there had been none, it keeps its promises."""

import zlib
from dataclasses import replace

import pytest
import torch
from sklearn.decomposition import PCA

from aedemo.data.corruptions import CORRUPTIONS
from aedemo.data.damage import At
from aedemo.measures import quality, representations
from aedemo.models.architectures import Activation, Dense
from aedemo.models.catalogue import VARIANTS
from aedemo.models.codes import Contractive
from aedemo.models.model import build
from aedemo.models.schedules import ClosedForm, Deformed, EndToEnd, LayerWise, Settled, Unfinished
from aedemo.models.tying import before_refit
from aedemo.models.unet import UNet
from aedemo.training import loop
from aedemo.training.procedures import deform
from tests.digits import drawn_splits, ink_of

CPU = torch.device("cpu")


def train(variant, splits, path, on_epoch=lambda message: None):
    """The network and what training says of it."""
    trained = loop.train(variant, splits, CPU, path, on_epoch)
    return trained.model, trained


@pytest.fixture(scope="module")
def splits():
    return drawn_splits()


def small(**changes):
    variant = replace(
        VARIANTS["dense-deep"],
        architecture=Dense((32,)),
        latent_dim=8,
        schedule=EndToEnd(epochs=4, peak=5e-3, batch=64),
    )
    return replace(variant, **changes)


def test_after_training_a_normalisation_goes_by_all_batches_and_not_by_the_last(splits, tmp_path):
    schedule = EndToEnd(epochs=1, batch=64)
    variant = small(architecture=UNet((4, 8)), latent_dim=None, schedule=schedule)
    assert variant.corruption is None
    model, _ = train(variant, splits, tmp_path / "state.safetensors")
    convolution, normalisation = model.network.down1[:2]
    assert len(splits.train) % 64 == 0  # or the last batch would count more
    with torch.no_grad():
        expected = convolution(splits.train.images.float() / 255).mean(dim=(0, 2, 3))
    torch.testing.assert_close(normalisation.running_mean, expected)
    assert normalisation.momentum == torch.nn.BatchNorm2d(1).momentum


def test_settled_epochs_train_the_weights_and_not_the_statistics(splits, tmp_path):
    schedule = Settled(epochs=0, batch=64, settled=1)
    variant = small(architecture=UNet((4, 8)), latent_dim=None, schedule=schedule)
    torch.manual_seed(zlib.crc32(variant.name.encode()))
    convolution = build(variant).network.down1[0]  # as it is before
    model, history = train(variant, splits, tmp_path / "state.safetensors")
    with torch.no_grad():
        expected = convolution(splits.train.images.float() / 255).mean(dim=(0, 2, 3))
    torch.testing.assert_close(model.network.down1[1].running_mean, expected)
    assert not torch.equal(model.network.down1[0].weight, convolution.weight)
    assert len(history.curve) == 1


def weights_of(model):
    return torch.cat([weight.detach().flatten() for weight in model.parameters()])


def test_it_learns(splits, tmp_path):
    variant = small(schedule=EndToEnd(epochs=12, peak=2e-2, batch=32))
    model, history = train(variant, splits, tmp_path / "state.safetensors")
    mean_image = ink_of(splits).mean(dim=0)
    floor = (ink_of(splits) - mean_image).square().mean()
    assert quality.restoration_mse(model, variant, splits.test) < 0.5 * floor
    assert len(history.curve) == 12
    assert history.curve[-1]["loss"] < history.curve[0]["loss"]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {
            "schedule": LayerWise(epochs=2, refit=2, batch=64),
            "architecture": Dense((32,), code_activation=Activation.RELU),
        },
    ],
    ids=["end to end", "layer by layer"],
)
def test_stopped_after_any_epoch_it_goes_on_as_if_never_stopped(splits, tmp_path, changes):
    class Stop(BaseException):
        """As abrupt as Ctrl-C."""

    variant = small(**changes)
    whole, history = train(variant, splits, tmp_path / "whole.safetensors")
    path = tmp_path / "stopped.safetensors"
    epochs = loop.epochs_of(variant)
    for _ in range(epochs - 1):

        def stop(message):
            raise Stop

        with pytest.raises(Stop):
            train(variant, splits, path, stop)
    resumed, resumed_history = train(variant, splits, path)
    assert torch.equal(weights_of(resumed), weights_of(whole))
    assert resumed_history.curve == history.curve
    assert set(resumed_history.kept) == set(history.kept)
    for name, value in history.kept.items():
        assert torch.equal(resumed_history.kept[name], value)


def test_the_state_of_another_design_is_not_resumed(splits, tmp_path):
    path = tmp_path / "state.safetensors"
    train(small(), splits, path)
    done = []
    train(small(latent_dim=4), splits, path, done.append)
    assert len(done) == 4


def test_a_denoiser_beats_its_noisy_input(splits, tmp_path):
    variant = small(
        corruption=At(CORRUPTIONS["gaussian"], 0.4),
        schedule=EndToEnd(epochs=12, peak=2e-2, batch=32),
    )
    model, _ = train(variant, splits, tmp_path / "state.safetensors")
    seen, clean = variant.pair(splits.test.images, torch.Generator().manual_seed(3))
    noise = (seen - clean).square().mean()
    assert quality.restoration_mse(model, variant, splits.test) < 0.5 * noise


def test_deformed_digits_are_near_their_originals_and_half_are_untouched():
    images = drawn_splits(400, 10).train.images
    generator = torch.Generator().manual_seed(0)
    deformed = deform(Deformed(), images, generator)
    assert deformed.dtype == torch.uint8 and deformed.shape == images.shape
    same = (deformed == images).flatten(1).all(dim=1).float().mean()
    assert 0.4 < same < 0.6
    # Ink is neither lost nor made, beyond what a zoom of six per cent does.
    ratio = deformed.float().sum(dim=(1, 2, 3)) / images.float().sum(dim=(1, 2, 3))
    assert ratio.min() > 0.8 and ratio.max() < 1.2


def test_contraction_contracts(splits, tmp_path):
    plain, _ = train(small(), splits, tmp_path / "plain.safetensors")
    contracted, _ = train(small(code=Contractive(0.5)), splits, tmp_path / "contracted.safetensors")
    norms = [representations.jacobian_norm(model, splits.test) for model in (contracted, plain)]
    assert norms[0] < norms[1] / 3


@pytest.mark.parametrize("tied", [True, False])
def test_unfinished_the_encoder_is_the_decoder_turned_round_or_as_it_was_drawn(
    splits, tmp_path, tied
):
    variant = replace(
        VARIANTS["randomized-shallow"],
        latent_dim=20,
        schedule=Unfinished(epochs=2, batch=64, tied=tied),
    )
    torch.manual_seed(zlib.crc32(variant.name.encode()))
    drawn = build(variant).encoder[1].weight
    model, history = train(variant, splits, tmp_path / "state.safetensors")
    encoder, decoder = model.encoder[1].weight, model.decoder[0].weight
    assert torch.equal(encoder, decoder.T) == tied
    assert torch.equal(encoder, drawn) != tied
    assert len(history.curve) == 2 and not history.kept


def test_layer_by_layer_ties_the_encoder_and_the_refit_mends_the_answer(splits, tmp_path):
    variant = small(
        architecture=Dense((64,), code_activation=Activation.RELU),
        latent_dim=32,
        schedule=LayerWise(epochs=4, refit=8, peak=5e-3, batch=64),
    )
    model, history = train(variant, splits, tmp_path / "state.safetensors")
    # The refit moves the decoder only: the encoder has kept no bias, as tying left it.
    assert all(model.encoder[i].bias.abs().sum() == 0 for i in (1, 3))
    tied = before_refit(model, history.kept)
    before, refitted = (
        quality.restoration_mse(each, variant, splits.test) for each in (tied, model)
    )
    assert refitted < 0.5 * before


def test_principal_components_are_those_of_scikit_learn(splits, tmp_path):
    variant = replace(VARIANTS["pca-30"], latent_dim=5, schedule=ClosedForm())
    model, _ = train(variant, splits, tmp_path / "state.safetensors")
    pca = PCA(5, svd_solver="full").fit((splits.train.images.float() / 255).flatten(1).numpy())
    images = ink_of(splits)
    expected = torch.from_numpy(pca.inverse_transform(pca.transform(images.flatten(1).numpy())))
    torch.testing.assert_close(
        model.restore(images).flatten(1).double(), expected.clamp(0, 1).double(), atol=1e-4, rtol=0
    )


def test_the_learning_rate_rises_once_and_falls_to_zero():
    rates = [loop.learning_rate(step / 100, 1.0) for step in range(101)]
    assert rates[0] == 0 and max(rates) == 1.0 and rates[-1] == pytest.approx(0, abs=1e-9)
    peak = rates.index(1.0)
    assert rates[: peak + 1] == sorted(rates[: peak + 1])
    assert rates[peak:] == sorted(rates[peak:], reverse=True)
