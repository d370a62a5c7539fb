"""What is measured: a table of measures, and what each result is computed from.

A result is current as long as its *stamp* is: a digest of the network's weights, the variant, the
measure with its version, and the catalogue entries that it runs over. Nothing else is compared, and
no file's date.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from aedemo.models.variants import Variant

DIGITS = 6  # after the point, in what is kept of a figure


@dataclass(frozen=True)
class Figure:
    """How a number is shown: a label, its unit, the digits after the point, and what it is."""

    name: str
    label: str
    unit: str
    digits: int
    meaning: str

    def in_words(self, value: float) -> str:
        """The value as it is shown, without the unit."""
        return f"{value:,.{self.digits if abs(value) < 1000 else 0}f}"


@dataclass(frozen=True)
class OwnFile:
    """A result that has a file of its own, for its size or for the browser.

    path: (folder, name) -> where it lies. write: (path, value).
    """

    path: Callable[[Path, str], Path]
    write: Callable[[Path, Any], None]


S = TypeVar("S")


@dataclass(frozen=True, eq=False)
class Measure(Generic[S]):
    """One thing that is measured of every S: a trained variant, or the test digits alone.

    name: of its results. run: (subject) -> plain data, or a number for each of `figures`; for a
    measure `over` a catalogue (subject, name of the entry) -> the same for one entry. version:
    raised when the same weights give something else, so that they are measured again. applies:
    to which variants. rests_on: what else it is computed from, whatever changes with it.
    """

    name: str
    run: Callable[..., Any]
    version: int = 1
    figures: tuple[Figure, ...] = ()
    applies: Callable[[Variant], bool] = lambda variant: True
    over: Mapping[str, Any] | None = None
    rests_on: Callable[[Variant], Any] = lambda variant: None
    own_file: OwnFile | None = None

    def parts(self) -> Iterator[tuple[str, str | None]]:
        """The name of each of its results, with the entry that it is for."""
        if self.over is None:
            yield self.name, None
        else:
            yield from ((f"{self.name}/{entry}", entry) for entry in self.over)

    def stamp(self, key: str, entry: str | None, variant: Variant | None, weights: str) -> str:
        """What a result is computed from, in sixteen letters."""
        entry_version = None if entry is None or self.over is None else _version(self.over[entry])
        what = [weights, repr(variant), key, self.version, entry_version]
        if variant is not None:
            what.append(str(self.rests_on(variant)))
        return hashlib.sha256(json.dumps(what).encode()).hexdigest()[:16]

    def take(self, subject: S, entry: str | None) -> Any:
        """Run it: plain data as it is kept, or what belongs into its own file."""
        value = self.run(subject) if entry is None else self.run(subject, entry)
        if not self.figures:
            return value
        numbers = value if isinstance(value, Mapping) else {self.figures[0].name: value}
        return {name: round(float(number), DIGITS) for name, number in numbers.items()}


def _version(entry: object) -> int:
    return getattr(entry, "version", 1)
