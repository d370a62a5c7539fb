"""The training script as it is called."""

import sys

import numpy as np
import pytest
import torchvision

import train_all
from aedemo.data.dataset import Splits
from aedemo.data.digits import Digits
from aedemo.data.drawing import read_gallery
from aedemo.data.molecules import Drawings, Molecules
from aedemo.library import checkpoints
from aedemo.methods import projection
from aedemo.methods.projection import Placement, ProjectionFigures, Projections
from aedemo.models.catalogue import VARIANTS
from tests.digits import drawn_digits, drawn_splits


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(train_all, "FOLDER", tmp_path / "checkpoints")
    return tmp_path / "checkpoints"


def call(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["train_all.py", *arguments])
    train_all.main()


def test_the_list_has_every_variant_and_its_state(folder, monkeypatch, capsys):
    call(monkeypatch, "--list")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(VARIANTS)
    assert all(line.split()[1] == "missing" for line in lines)


def test_without_data_and_network_it_says_what_to_pass(folder, monkeypatch, tmp_path):
    def offline(*arguments, **options):
        raise RuntimeError("no network")

    monkeypatch.setattr(torchvision.datasets.MNIST, "download", offline)
    with pytest.raises(SystemExit) as stop:
        call(monkeypatch, "--only", "pca-30", "--data-dir", str(tmp_path / "nowhere"))
    assert "--data-dir" in str(stop.value)


def test_an_unknown_name_is_refused(folder, monkeypatch, capsys):
    with pytest.raises(SystemExit):
        call(monkeypatch, "--only", "nothing")
    assert "no variant is called nothing" in capsys.readouterr().err


def test_the_gallery_of_molecules_is_drawn_where_it_is_missing(folder, monkeypatch, capsys):
    splits, drawings = drawn_splits(64, 64), Drawings(("c1ccccc1CCO", "CCN(CC)CCCl"))
    monkeypatch.setattr(Digits, "load", lambda self, folder: splits)
    monkeypatch.setattr(train_all, "write_gallery", lambda test, path: None)
    monkeypatch.setattr(train_all, "load_gallery", lambda path: drawn_digits(100))
    monkeypatch.setattr(Molecules, "load", lambda self, folder: Splits(*[drawings] * 3))
    monkeypatch.setattr(train_all, "state_of", lambda path, variant: "ready")
    call(monkeypatch, "--only", "molecule-unet")
    path = checkpoints.molecules_path(folder)
    assert {each.smiles for each in read_gallery(path)} == set(drawings.smiles)
    call(monkeypatch, "--only", "molecule-unet")
    assert "up to date" in capsys.readouterr().out


def fake_fit(codes, labels, others):
    """Projections without UMAP, which takes seconds to import and to compile."""
    assert len(codes) == len(labels) == 1_000 and len(others) == 100
    places = (codes[:, :2] - codes.min()) / np.ptp(codes)
    figures = {"umap": ProjectionFigures(0.9, 90.0)}
    return Projections({"umap": places.astype(np.float32)}, figures, 95.0, Placement(0.01, 0.99))


def test_it_trains_measures_maps_and_writes_and_does_it_once(folder, monkeypatch, capsys):
    splits, gallery = drawn_splits(400, 1_100), drawn_digits(1_000)
    monkeypatch.setattr(Digits, "load", lambda self, folder: splits)
    monkeypatch.setattr(train_all, "write_gallery", lambda test, path: None)
    monkeypatch.setattr(train_all, "load_gallery", lambda path: gallery)
    monkeypatch.setattr(train_all.projection, "fit", fake_fit)
    call(monkeypatch, "--only", "pca-30")
    assert "pca-30" in capsys.readouterr().out
    path = checkpoints.checkpoint_path(folder, "pca-30")
    assert checkpoints.state_of(path, VARIANTS["pca-30"]) == "ready"
    record = checkpoints.read_record(path)
    assert record.figures["mse"] < 0.01 and record.versions["torch"]
    maps = checkpoints.projections_path(folder, "pca-30")
    assert projection.load(maps).placement == Placement(0.01, 0.99)
    written, drawn = path.stat().st_mtime_ns, maps.stat().st_mtime_ns
    call(monkeypatch, "--only", "pca-30")
    assert "up to date" in capsys.readouterr().out
    assert (path.stat().st_mtime_ns, maps.stat().st_mtime_ns) == (written, drawn)
    maps.unlink()
    call(monkeypatch, "--only", "pca-30")
    assert path.stat().st_mtime_ns == written and maps.exists()
    drawn = maps.stat().st_mtime_ns
    call(monkeypatch, "--only", "pca-30", "--force")
    assert path.stat().st_mtime_ns > written and maps.stat().st_mtime_ns > drawn
