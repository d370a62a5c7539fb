"""The library opens what is sound, says what is not, and unpickles nothing."""

import pickle
from dataclasses import replace

import pytest
import torch

from aedemo.data.dataset import Split
from aedemo.data.digits import Digits
from aedemo.data.gallery import load_gallery, write_gallery
from aedemo.library import Library, checkpoints
from aedemo.library.checkpoints import Origin
from aedemo.models.catalogue import VARIANTS
from aedemo.models.model import build

NAMES = ("pca-30", "vae-2", "unet-universal")


def origin_of(variant):
    return Origin(repr(variant), [{"loss": 1.0}], "abc", {"torch": "2"})


@pytest.fixture
def folder(tmp_path):
    for name in NAMES:
        variant = VARIANTS[name]
        path = checkpoints.checkpoint_path(tmp_path, name)
        checkpoints.save(path, build(variant), origin_of(variant))
    return tmp_path


def test_the_library_has_what_is_there_and_says_what_is_missing(folder):
    library = Library.open(folder)
    assert set(library.names()) == set(NAMES)
    untrained = [each for each in library.problems if " is missing: " in each]
    assert len(untrained) == len(VARIANTS) - len(NAMES)
    assert any("train_all.py --only bottleneck" in problem for problem in library.problems)
    assert library.record("vae-2").curve == [{"loss": 1.0}]
    assert library.record("vae-2").figures == {}
    assert library["vae-2"].encode(torch.rand(2, 1, 28, 28)).shape == (2, 2)


def test_names_are_filtered_by_what_a_model_can_do(folder):
    library = Library.open(folder)
    assert library.names(has_code=False) == ["unet-universal"]
    assert library.names(generative=True) == ["vae-2"]
    assert set(library.names(dataset=Digits.name, has_code=True)) == {"pca-30", "vae-2"}
    assert library.names(dataset="molecules") == []


def test_a_stale_checkpoint_is_refused_with_the_command_that_mends_it(folder):
    stale = replace(VARIANTS["vae-2"], latent_dim=3)
    checkpoints.save(checkpoints.checkpoint_path(folder, "vae-2"), build(stale), origin_of(stale))
    library = Library.open(folder)
    assert "vae-2" not in library.names()
    assert "vae-2 is out of date: python train_all.py --only vae-2" in library.problems


def test_numbers_beyond_float16_are_kept_or_refused_but_never_made_infinite(tmp_path):
    variant, path = VARIANTS["unet-universal"], tmp_path / "unet.safetensors"
    model = build(variant)
    model.network.down1[1].running_var.fill_(1e6)
    checkpoints.round_to_stored(model)
    checkpoints.save(path, model, origin_of(variant))
    assert checkpoints.load(path, variant).network.down1[1].running_var.unique().item() == 1e6
    model.network.last.bias.data.fill_(1e6)
    with pytest.raises(ValueError, match=r"last\.bias"):
        checkpoints.round_to_stored(model)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:1000]),
        lambda path: path.write_bytes(pickle.dumps({"weights": [1, 2, 3]})),
        lambda path: checkpoints.save_file({"a": torch.zeros(1)}, path),
        lambda path: checkpoints.save(
            path, build(VARIANTS["pca-30"]), origin_of(VARIANTS["vae-2"])
        ),
    ],
    ids=["empty", "cut off", "a pickle", "no record", "other weights"],
)
def test_a_damaged_file_costs_one_model_only(folder, damage):
    damage(checkpoints.checkpoint_path(folder, "vae-2"))
    library = Library.open(folder)
    assert set(library.names()) == set(NAMES) - {"vae-2"}
    assert any(problem.startswith("vae-2 is damaged") for problem in library.problems)


def test_what_training_kept_stands_beside_the_weights_and_not_among_them(tmp_path):
    variant, path = VARIANTS["pca-30"], tmp_path / "pca-30.safetensors"
    checkpoints.save(path, build(variant), origin_of(variant), {"decoder.0.bias": torch.ones(784)})
    assert torch.equal(checkpoints.load_kept(path)["decoder.0.bias"], torch.ones(784))
    assert not torch.equal(checkpoints.load(path, variant).decoder[0].bias, torch.ones(784))


def test_the_digest_is_of_the_numbers_and_not_of_what_is_said_of_them(tmp_path):
    variant, path = VARIANTS["pca-30"], tmp_path / "pca-30.safetensors"
    model = build(variant)
    checkpoints.save(path, model, origin_of(variant))
    digest = checkpoints.digest_of_weights(path)
    checkpoints.save(path, model, replace(origin_of(variant), commit="another commit"))
    assert checkpoints.digest_of_weights(path) == digest
    model.encoder[1].bias.data[0] += 1
    checkpoints.save(path, model, origin_of(variant))
    assert checkpoints.digest_of_weights(path) != digest


def test_an_unknown_name_is_answered_with_the_known_ones(folder):
    with pytest.raises(KeyError, match="pca-30"):
        Library.open(folder)["nothing"]


def test_the_gallery_comes_back_as_it_was_written(tmp_path):
    labels = torch.arange(10).repeat(600)
    images = torch.randint(0, 256, (6_000, 1, 28, 28), dtype=torch.uint8)
    write_gallery(Split(images, labels), tmp_path / "gallery.png")
    gallery = load_gallery(tmp_path / "gallery.png")
    assert len(gallery) == 5_000
    assert gallery.labels.bincount().tolist() == [500] * 10
    for digit in (0, 7):
        expected = images[labels == digit][:500]
        assert torch.equal(gallery.images[gallery.labels == digit], expected)
