"""The recipes of CONTRIBUTING.md, followed: a corruption, a metric and a variant more.

Each is added to its catalogue while the program runs, on a library that knows none of them. Nothing
else is edited, and both the page and train_all.py must go on with it.
"""

import shutil
from dataclasses import replace

import pytest

from aedemo.commands import train
from aedemo.data.corruptions import CORRUPTIONS, Corruption
from aedemo.data.digits import Digits
from aedemo.experiments.restoring import AS_IT_IS
from aedemo.library import Library, results
from aedemo.measures.measure import Figure, Measure
from aedemo.measures.table import MEASURES
from aedemo.methods import projection
from aedemo.models.catalogue import VARIANTS
from aedemo.ui import facts
from aedemo.ui.listeners import named_listeners
from aedemo.ui.pad_values import GalleryDigit
from aedemo.ui.page import build_page
from tests.commands.test_train import fake_fit
from tests.digits import drawn_digits, drawn_splits

OLD = "vae-2"


def fog(images, level, generator):
    """Every pixel lighter, the more the darker it is."""
    return images + level * (1 - images)


@pytest.fixture
def grown(app, tmp_path, monkeypatch):
    """A folder of untrained networks, and three entries that it has nothing of."""
    folder = tmp_path / "checkpoints"
    shutil.copytree(app.library.folder, folder)
    monkeypatch.setattr(Digits, "load", lambda self, data_dir: drawn_splits(400, 1_100))
    monkeypatch.setattr(train, "load_gallery", lambda path: drawn_digits(1_000))
    monkeypatch.setattr(projection, "fit", fake_fit)
    corruption = Corruption("fog", "Fog", fog, lambda level: f"fog of {level:.1f}")
    ink = Figure("ink", "Ink", "pixels", 1, "of the answer to clean digits")
    measure = Measure(
        "ink",
        lambda s: s.model.restore(s.corpus.others).flatten(1).sum(dim=1).mean().item(),
        applies=lambda variant: isinstance(variant.data, Digits),
        figures=(ink,),
    )
    variant = replace(VARIANTS["pca-30"], name="pca-3", label="PCA 3", latent_dim=3)
    monkeypatch.setitem(CORRUPTIONS, "fog", corruption)
    monkeypatch.setitem(MEASURES, "ink", measure)
    monkeypatch.setitem(VARIANTS, "pca-3", variant)
    return folder


def call(folder, *arguments):
    train.main([*arguments, "--checkpoints", str(folder), "--device", "cpu"])


def test_the_page_shows_what_is_new_and_says_what_is_missing(grown):
    library = Library.open(grown)
    assert "pca-3 is missing: python train_all.py --only pca-3" in library.problems
    (lacks,) = [each for each in library.problems if each.startswith(f"{OLD} lacks")]
    assert "profile/fog" in lacks and "ink" in lacks
    assert lacks.endswith(f": python train_all.py --only {OLD}")
    listeners = named_listeners(build_page(library))
    caption, answers = listeners["restore.paint"](GalleryDigit(3), "fog", 0.5, 7, 1)
    clean, seen = answers.clean, answers.images[answers.names.index(AS_IT_IS)]
    assert caption == "fog of 0.5" and (seen >= clean).all() and "vae-2" in answers.names
    figure = listeners["restore.plot"](GalleryDigit(3), "fog", 0.5, 7, [OLD])
    assert [trace.get("fill") for trace in figure["data"]].count(
        "tonexty"
    ) == 0  # no band is known yet
    figure = listeners["restore.plot"](GalleryDigit(3), "blur", 0.5, 7, [OLD])
    assert [trace.get("fill") for trace in figure["data"]].count("tonexty") == 1


def test_train_all_does_only_what_is_missing_and_then_the_page_has_it(grown, capsys):
    before = results.read(grown, OLD)
    call(grown, "--list")
    states = {line.split()[0]: line.split()[1:4] for line in capsys.readouterr().out.splitlines()}
    assert states["pca-3"][:2] == ["missing", "-"] and states[OLD][:2] == ["ready", "2"]
    call(grown, "--only", "pca-3", OLD, "--data-dir", str(grown))
    after = results.read(grown, OLD)
    assert {key: after[key] for key in before} == before
    assert set(after) == {*before, "profile/fog", "ink"}

    library = Library.open(grown)
    assert not [each for each in library.problems if each.startswith((f"{OLD} ", "pca-3 "))]
    assert library.record("pca-3").figures["ink"] > 0
    tiles = {tile.name: dict(tile.facts) for tile in facts.tiles(library)}
    assert tiles["pca-3"]["Test Ink"].endswith("pixels")
    listeners = named_listeners(build_page(library))
    figure = listeners["restore.plot"](GalleryDigit(3), "fog", 0.5, 7, ["pca-3"])
    assert [trace.get("fill") for trace in figure["data"]].count("tonexty") == 1
    call(grown, "--only", "pca-3", OLD)
    assert "up to date" in capsys.readouterr().out
