"""What was measured, one file a variant: each result with the stamp of what it was computed from.

The one place that says which results are current, which are due, and how they are written.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aedemo.data.files import write_atomically
from aedemo.library import digests
from aedemo.library.checkpoints import checkpoint_path, digest_of_weights
from aedemo.measures.measure import Measure
from aedemo.measures.table import MEASURES, REFERENCES
from aedemo.models.catalogue import VARIANTS

REFERENCE = "references"  # the name under which the results lie that need no network
Stored = dict[str, dict[str, Any]]  # key -> {"from": stamp, "value": plain data}


@dataclass(frozen=True, eq=False)
class Result:
    """A result that could be there: of which measure and entry, and what it should come from."""

    measure: Measure[Any]
    key: str
    entry: str | None
    stamp: str


def results_path(folder: Path, name: str) -> Path:
    """Where the results of a variant lie, or the REFERENCE ones."""
    return folder / "results" / f"{name}.json"


def read(folder: Path, name: str) -> Stored:
    """All that is written there; nothing when there is no file, or one that is not sound."""
    if not digests.is_sound(folder, results_path(folder, name)):
        return {}
    try:
        stored = json.loads(results_path(folder, name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(stored, dict):
        return {}
    return {
        key: each
        for key, each in stored.items()
        if isinstance(each, dict) and {"from", "value"} <= set(each)
    }


def expected(folder: Path, name: str) -> list[Result]:
    """Every result that a trained variant should have, or REFERENCE, with its present stamp."""
    if name == REFERENCE:
        return [
            Result(measure, key, entry, measure.stamp(key, entry, None, ""))
            for measure in REFERENCES.values()
            for key, entry in measure.parts()
        ]
    variant, weights = VARIANTS[name], digest_of_weights(checkpoint_path(folder, name))
    return [
        Result(measure, key, entry, measure.stamp(key, entry, variant, weights))
        for measure in MEASURES.values()
        if measure.applies(variant)
        for key, entry in measure.parts()
    ]


def due(folder: Path, name: str) -> list[Result]:
    """Those that are missing, or were computed from something that has changed since."""
    stored = read(folder, name)
    return [each for each in expected(folder, name) if not _is_current(each, stored, folder, name)]


def current(folder: Path, name: str) -> tuple[dict[str, Any], list[str]]:
    """The values that hold, and the keys of those that are due.

    By the names of their measures; of a measure over a catalogue by the names of its entries.
    """
    stored = read(folder, name)
    values: dict[str, Any] = {}
    lacking = []
    for each in expected(folder, name):
        if each.entry is not None:
            values.setdefault(each.measure.name, {})
        if not _is_current(each, stored, folder, name):
            lacking.append(each.key)
        elif each.entry is None:
            values[each.key] = stored[each.key]["value"]
        else:
            values[each.measure.name][each.entry] = stored[each.key]["value"]
    return values, lacking


def measure(
    folder: Path, name: str, results: list[Result], subject: Callable[[], Any]
) -> Iterator[str]:
    """Compute some results of a variant, or of REFERENCE, and write each when it is known.

    Yields the key of each before it is computed. Results of measures, entries and variants that
    are no longer known are dropped.
    """
    known = {each.key for each in expected(folder, name)}
    stored = {key: each for key, each in read(folder, name).items() if key in known}
    measured = subject() if results else None
    for each in results:
        yield each.key
        value = each.measure.take(measured, each.entry)
        stored[each.key] = {"from": each.stamp, "value": _kept(each, value, folder, name)}
        write(folder, name, {key: stored[key] for key in sorted(stored)})


def write(folder: Path, name: str, stored: Mapping[str, Any]) -> None:
    """Write results, a line each, so that a change shows as one."""
    lines = [f"{json.dumps(key)}: {json.dumps(each)}" for key, each in stored.items()]
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    path = results_path(folder, name)
    write_atomically(path, lambda new: new.write_text(text, encoding="utf-8"))
    digests.note(folder, path)


def _kept(result: Result, value: Any, folder: Path, name: str) -> Any:
    """What the results hold of a value: itself, or the digest of the file that holds it."""
    if result.measure.own_file is None:
        return value
    path = result.measure.own_file.path(folder, name)
    result.measure.own_file.write(path, value)
    return _digest(path)


def _is_current(result: Result, stored: Stored, folder: Path, name: str) -> bool:
    found = stored.get(result.key)
    if found is None or found["from"] != result.stamp:
        return False
    if result.measure.own_file is None:
        return True
    path = result.measure.own_file.path(folder, name)
    try:
        return _digest(path) == found["value"]
    except OSError:  # it is gone, or is no file, or is somebody else's
        return False


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
