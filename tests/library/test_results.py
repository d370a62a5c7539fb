"""Which results are current: those whose weights, variant, measure and entries are as they were."""

import json
from dataclasses import replace

import pytest
import torch

from aedemo.data.corruptions import CORRUPTIONS
from aedemo.library import Library, results
from aedemo.library import library as records
from aedemo.library.checkpoints import Origin, checkpoint_path, save
from aedemo.library.results import REFERENCE
from aedemo.measures.measure import Figure, Measure, OwnFile
from aedemo.models.catalogue import VARIANTS
from aedemo.models.model import build

NAME = "unet-universal"
SHOUT = Figure("shout", "Shout", "dB", 1, "how loud it is")


def write(folder, seed=0):
    torch.manual_seed(seed)
    variant = VARIANTS[NAME]
    save(checkpoint_path(folder, NAME), build(variant), Origin(repr(variant), [], "", {}))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with one checkpoint, three measures of it, and one that needs no network."""
    write(tmp_path)
    asked = []

    def written(path, value):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(value)

    table = {
        "shout": Measure("shout", lambda s: asked.append("shout") or 1.23456789, figures=(SHOUT,)),
        "kinds": Measure("kinds", lambda s, name: [name], over=dict(CORRUPTIONS)),
        "file": Measure(
            "file",
            lambda s: "some text",
            own_file=OwnFile(lambda folder, name: folder / f"{name}.txt", written),
        ),
        "others": Measure("others", lambda s: 1, applies=lambda variant: variant.has_code),
    }
    references = {"plain": Measure("plain", lambda c: 7)}
    for module in (results, records):
        monkeypatch.setattr(module, "MEASURES", table)
    monkeypatch.setattr(results, "REFERENCES", references)
    return tmp_path


def measure(folder, name=NAME):
    return list(results.measure(folder, name, results.due(folder, name), lambda: None))


def test_what_is_missing_is_measured_and_only_once(folder):
    expected = ["shout", *(f"kinds/{name}" for name in CORRUPTIONS), "file"]
    assert measure(folder) == expected
    assert measure(folder) == []
    values, lacking = results.current(folder, NAME)
    assert values["shout"] == {"shout": 1.234568} and not lacking
    assert values["kinds"] == {name: [name] for name in CORRUPTIONS}
    assert measure(folder, REFERENCE) == ["plain"] and measure(folder, REFERENCE) == []
    assert results.current(folder, REFERENCE) == ({"plain": 7}, [])


def test_other_weights_make_all_of_it_due_and_another_header_none(folder):
    measure(folder)
    path, variant = checkpoint_path(folder, NAME), VARIANTS[NAME]
    torch.manual_seed(0)
    save(path, build(variant), Origin(repr(variant), [{"loss": 1.0}], "later", {"torch": "9"}))
    assert results.due(folder, NAME) == []
    write(folder, seed=1)
    assert len(results.due(folder, NAME)) == len(CORRUPTIONS) + 2


def test_a_new_entry_makes_only_itself_due(folder, monkeypatch):
    measure(folder)
    monkeypatch.setitem(results.MEASURES["kinds"].over, "new", CORRUPTIONS["blur"])
    assert measure(folder) == ["kinds/new"]


def test_an_entry_that_does_something_else_makes_only_itself_due(folder, monkeypatch):
    measure(folder)
    monkeypatch.setitem(
        results.MEASURES["kinds"].over, "blur", replace(CORRUPTIONS["blur"], version=2)
    )
    assert measure(folder) == ["kinds/blur"]


def test_a_changed_measure_is_due_and_what_is_due_is_not_shown(folder, monkeypatch):
    measure(folder)
    monkeypatch.setitem(results.MEASURES, "shout", replace(results.MEASURES["shout"], version=2))
    values, lacking = results.current(folder, NAME)
    assert lacking == ["shout"] and "shout" not in values and values["kinds"]
    assert any(f"{NAME} lacks shout:" in each for each in Library.open(folder).problems)


def test_what_it_rests_on_counts(folder, monkeypatch):
    measure(folder)
    resting = replace(results.MEASURES["shout"], rests_on=lambda variant: "other levels")
    monkeypatch.setitem(results.MEASURES, "shout", resting)
    assert measure(folder) == ["shout"]


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_text("")])
def test_a_result_in_a_file_of_its_own_is_due_when_the_file_is_not_as_it_was(folder, damage):
    measure(folder)
    damage(folder / f"{NAME}.txt")
    assert measure(folder) == ["file"]
    assert (folder / f"{NAME}.txt").read_text() == "some text"


def test_what_nobody_measures_any_more_is_dropped(folder, monkeypatch):
    measure(folder)
    monkeypatch.delitem(results.MEASURES, "kinds")
    monkeypatch.setitem(results.MEASURES, "shout", replace(results.MEASURES["shout"], version=2))
    measure(folder)
    assert set(results.read(folder, NAME)) == {"shout", "file"}


@pytest.mark.parametrize("text", ["", "[1, 2]", "{", '{"shout": 3}', '{"shout": {"value": 3}}'])
def test_a_file_that_is_no_such_file_is_no_results(folder, text):
    measure(folder)
    results.results_path(folder, NAME).write_text(text)
    library = Library.open(folder)
    assert library.record(NAME).figures == {}
    assert "python train_all.py" in library.problems[-2] + library.problems[-1]


def test_stopped_in_the_middle_it_keeps_what_is_known(folder):
    running = results.measure(folder, NAME, results.due(folder, NAME), lambda: None)
    assert next(running) == "shout" and next(running) and next(running)
    running.close()
    kept = json.loads(results.results_path(folder, NAME).read_text())
    assert len(kept) == 2 and "shout" in kept
