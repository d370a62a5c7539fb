"""The training script as it is called."""

import numpy as np
import pytest
import torch

from aedemo.commands import train
from aedemo.data.dataset import Splits
from aedemo.data.digits import Digits
from aedemo.data.drawing import read_gallery
from aedemo.data.molecules import Drawings, Molecules
from aedemo.library import Library, checkpoints, results
from aedemo.library.library import gallery_path, molecules_path
from aedemo.measures import maps
from aedemo.methods import projection
from aedemo.methods.projection import Placement, ProjectionFigures, Projections
from aedemo.models.catalogue import VARIANTS
from tests.digits import drawn_digits, drawn_splits


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder; MNIST is drawn, the gallery is small, and UMAP is not run."""
    monkeypatch.setattr(Digits, "load", lambda self, folder: drawn_splits(400, 1_100))
    monkeypatch.setattr(train, "load_gallery", lambda path: drawn_digits(1_000))
    monkeypatch.setattr(train, "write_gallery", lambda test, path: path.touch())
    monkeypatch.setattr(projection, "fit", fake_fit)
    (tmp_path / "public").mkdir()
    return tmp_path


def fake_fit(codes, labels, others):
    """Maps without UMAP, which takes seconds to import and to compile."""
    assert len(codes) == len(labels) == 1_000 and len(others) == 100
    places = (codes[:, :2] - codes.min()) / np.ptp(codes)
    figures = {"umap": ProjectionFigures(0.9, 90.0)}
    return Projections({"umap": places.astype(np.float32)}, figures, 95.0, Placement(0.01, 0.99))


def call(folder, *arguments):
    train.main([*arguments, "--checkpoints", str(folder), "--device", "cpu"])


def test_the_list_has_every_variant_and_both_its_states(folder, capsys):
    variant = VARIANTS["vae-2"]
    path = checkpoints.checkpoint_path(folder, "vae-2")
    origin = checkpoints.Origin(repr(variant), [], "", {})
    checkpoints.save(path, train.build(variant), origin)
    call(folder, "--list")
    *lines, last = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(VARIANTS)
    count = len(results.expected(folder, "vae-2"))
    for line in lines:
        trained = line.startswith("vae-2 ")
        assert line.split()[1:3] == (["ready", str(count)] if trained else ["missing", "-"])
    assert "to measure" in last and "without a network" in last


def test_without_data_and_network_it_says_what_to_pass(tmp_path, monkeypatch):
    def offline(*arguments, **options):
        raise RuntimeError("no network")

    monkeypatch.setattr("torchvision.datasets.MNIST.download", offline)
    with pytest.raises(SystemExit) as stop:
        call(tmp_path, "--only", "pca-30", "--data-dir", str(tmp_path / "nowhere"))
    assert "--data-dir" in str(stop.value)


def test_an_unknown_name_is_refused(folder, capsys):
    with pytest.raises(SystemExit):
        call(folder, "--only", "nothing")
    assert "no variant is called nothing" in capsys.readouterr().err


def test_the_gallery_of_molecules_is_drawn_where_it_is_missing(folder, monkeypatch, capsys):
    drawings = Drawings(("c1ccccc1CCO", "CCN(CC)CCCl"))
    monkeypatch.setattr(Molecules, "load", lambda self, folder: Splits(*[drawings] * 3))
    monkeypatch.setattr(train.Work, "to_train", lambda self: [])
    call(folder, "--only", "molecule-unet")
    path = molecules_path(folder)
    assert {each.smiles for each in read_gallery(path)} == set(drawings.smiles)
    call(folder, "--only", "molecule-unet")
    assert "up to date" in capsys.readouterr().out


def test_it_trains_measures_maps_and_writes_and_does_it_once(folder, capsys):
    call(folder, "--only", "pca-30")
    assert "pca-30" in capsys.readouterr().out and gallery_path(folder).exists()
    files = [
        checkpoints.checkpoint_path(folder, "pca-30"),
        results.results_path(folder, "pca-30"),
        maps.path_of(folder, "pca-30"),
    ]

    def written():
        return [file.stat().st_mtime_ns for file in files]

    library = Library.open(folder)
    record = library.record("pca-30")
    assert record.figures["mse"] < 0.01 and record.origin.versions["torch"]
    assert library.projections("pca-30").placement == Placement(0.01, 0.99)
    assert not any(each.startswith("pca-30") for each in library.problems)
    first = written()
    call(folder, "--only", "pca-30")
    assert "up to date" in capsys.readouterr().out and written() == first
    files[2].unlink()
    call(folder, "--only", "pca-30")
    assert written()[0] == first[0] and written()[2] > first[2]
    again = written()
    call(folder, "--only", "pca-30", "--measure")
    assert written()[0] == first[0]
    assert all(new > old for new, old in zip(written()[1:], again[1:], strict=True))
    call(folder, "--only", "pca-30", "--force")
    assert written()[0] > first[0]


def test_measured_again_the_figures_are_the_same(folder):
    call(folder, "--only", "pca-30")
    before = results.read(folder, "pca-30")
    call(folder, "--only", "pca-30", "--measure")
    assert results.read(folder, "pca-30") == before


def test_training_asks_for_no_test_digit(folder, monkeypatch):
    """What is measured on the test digits is measured when training is over."""
    splits = drawn_splits(400, 1_100)
    guarded = Splits(splits.train, splits.validation, None)
    monkeypatch.setattr(Digits, "load", lambda self, folder: guarded)
    work = train.Work(train.parse_arguments(["--checkpoints", str(folder)]))
    torch.manual_seed(0)
    for name in ("pca-30", "randomized-refitted"):
        work.train([VARIANTS[name]])
        assert (
            checkpoints.state_of(checkpoints.checkpoint_path(folder, name), VARIANTS[name])
            == "ready"
        )
    kept = checkpoints.load_kept(checkpoints.checkpoint_path(folder, "randomized-refitted"))
    assert [*kept] == ["decoder.0.bias"]
