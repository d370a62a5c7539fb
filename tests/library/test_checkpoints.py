"""The library opens what is sound, says what is not, and unpickles nothing."""

import pickle
from dataclasses import replace

import pytest
import torch

from aedemo.data.dataset import Split
from aedemo.data.gallery import load_gallery, write_gallery
from aedemo.library import Library, checkpoints
from aedemo.library.checkpoints import Record
from aedemo.models.catalogue import VARIANTS
from aedemo.models.model import build

NAMES = ("pca-30", "vae-2", "unet-universal")


def record_of(variant):
    return Record(repr(variant), {"mse": 0.01}, [{"loss": 1.0}], {}, {}, "abc", {"torch": "2"})


@pytest.fixture
def folder(tmp_path):
    for name in NAMES:
        variant = VARIANTS[name]
        path = checkpoints.checkpoint_path(tmp_path, name)
        checkpoints.save(path, build(variant), record_of(variant))
    return tmp_path


def test_the_library_has_what_is_there_and_says_what_is_missing(folder):
    library = Library.open(folder)
    assert set(library.names()) == set(NAMES)
    assert len(library.problems) == len(VARIANTS) - len(NAMES)
    assert any("train_all.py --only bottleneck" in problem for problem in library.problems)
    assert library.record("vae-2").figures == {"mse": 0.01}
    assert library["vae-2"].encode(torch.rand(2, 1, 28, 28)).shape == (2, 2)


def test_names_are_filtered_by_what_a_model_can_do(folder):
    library = Library.open(folder)
    assert library.names(has_code=False) == ["unet-universal"]
    assert library.names(generative=True) == ["vae-2"]
    assert set(library.names(dataset="mnist", has_code=True)) == {"pca-30", "vae-2"}
    assert library.names(dataset="molecules") == []


def test_a_stale_checkpoint_is_refused_with_the_command_that_mends_it(folder):
    stale = replace(VARIANTS["vae-2"], latent_dim=3)
    checkpoints.save(checkpoints.checkpoint_path(folder, "vae-2"), build(stale), record_of(stale))
    library = Library.open(folder)
    assert "vae-2" not in library.names()
    assert "vae-2 is out of date: python train_all.py --only vae-2" in library.problems


def test_numbers_beyond_float16_are_kept_or_refused_but_never_made_infinite(tmp_path):
    variant, path = VARIANTS["unet-universal"], tmp_path / "unet.safetensors"
    model = build(variant)
    model.network.down1[1].running_var.fill_(1e6)
    checkpoints.round_to_stored(model)
    checkpoints.save(path, model, record_of(variant))
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
            path, build(VARIANTS["pca-30"]), record_of(VARIANTS["vae-2"])
        ),
    ],
    ids=["empty", "cut off", "a pickle", "no record", "other weights"],
)
def test_a_damaged_file_costs_one_model_only(folder, damage):
    damage(checkpoints.checkpoint_path(folder, "vae-2"))
    library = Library.open(folder)
    assert set(library.names()) == set(NAMES) - {"vae-2"}
    assert any(problem.startswith("vae-2 is unreadable") for problem in library.problems)


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
