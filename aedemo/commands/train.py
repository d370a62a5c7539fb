"""Train and measure what is missing or out of date, and write checkpoints/.

It can be stopped at any moment, by Ctrl-C or harder: what is finished is kept, and the variant at
hand goes on from its last complete epoch at the next start.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from functools import cached_property, partial
from pathlib import Path

import torch
from tqdm import tqdm

from aedemo.commands import default_checkpoints
from aedemo.data.dataset import DataMissing
from aedemo.data.digits import Digits
from aedemo.data.drawing import write_gallery as write_molecules
from aedemo.data.files import write_atomically
from aedemo.data.gallery import load_gallery, write_gallery
from aedemo.data.molecules import Molecules, choose_gallery
from aedemo.library import digests, results
from aedemo.library.checkpoints import (
    Origin,
    checkpoint_path,
    load,
    load_kept,
    provenance,
    round_to_stored,
    save,
    state_of,
)
from aedemo.library.library import gallery_path, molecules_path
from aedemo.library.results import REFERENCE, Result
from aedemo.measures.subject import Corpus, Subject
from aedemo.measures.table import known_figures
from aedemo.models.catalogue import VARIANTS
from aedemo.models.model import build, parameter_count
from aedemo.models.variants import Variant
from aedemo.training import loop

_GOES_ON = "What is finished is kept; the same command goes on from here."
SUMMARY = ("mse", "noisy_mse", "missing_mse", "cross_entropy", "negative_elbo", "probe")


def parse_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """What was asked for; ends with a sentence where it is nothing that can be done."""
    assert __doc__
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", metavar="NAME", default=[], help="only these variants")
    parser.add_argument("--list", action="store_true", help="every variant and its state, and stop")
    parser.add_argument(
        "--measure", action="store_true", help="train nothing, and measure anew what is trained"
    )
    parser.add_argument(
        "--data-dir", type=Path, default=Path("data"), help="where MNIST is, or goes (%(default)s)"
    )
    parser.add_argument(
        "--device",
        default="cuda" if torch.cuda.is_available() else "cpu",
        help="cpu, cuda or mps (%(default)s)",
    )
    parser.add_argument("--force", action="store_true", help="train also what is up to date")
    parser.add_argument(
        "--checkpoints", type=Path, default=default_checkpoints(), help="the folder (%(default)s)"
    )
    asked = parser.parse_args(arguments)
    try:
        torch.empty(0, device=asked.device)
    except (RuntimeError, AssertionError, NotImplementedError):
        parser.error(f"this machine has no device {asked.device!r}")
    if unknown := [name for name in asked.only if name not in VARIANTS]:
        parser.error(f"no variant is called {', '.join(unknown)}; --list shows them all")
    return asked


class Forced:
    """What an interrupted `--force` of the same variants has done already: the next goes on there.

    It lies in a file among the states of interrupted trainings.
    """

    def __init__(self, asked: argparse.Namespace) -> None:
        self._path: Path = asked.checkpoints / ".partial" / "forced.json"
        self._asked: list[str] = sorted(asked.only)
        self._is_forced: bool = asked.force

    def is_due(self, name: str) -> bool:
        """Whether a variant is still to be trained again."""
        return name not in self._done()

    def add(self, name: str) -> None:
        """A variant has been trained again."""
        if self._is_forced:
            text = json.dumps({"asked": self._asked, "done": [*self._done(), name]})
            write_atomically(self._path, lambda new: new.write_text(text, encoding="utf-8"))

    def clear(self) -> None:
        """All have been."""
        if self._is_forced:
            self._path.unlink(missing_ok=True)

    def _done(self) -> list[str]:
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            return kept["done"] if kept["asked"] == self._asked else []
        except (OSError, ValueError, KeyError, TypeError):
            return []


class Work:
    """What was asked for, on the folder of checkpoints as it is now."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self.asked = asked
        self.folder: Path = asked.checkpoints
        self.device = torch.device(asked.device)
        self.forced = Forced(asked)

    @cached_property
    def corpus(self) -> Corpus:
        """The images, the gallery's among them, which are written first where they are missing."""
        path, data_dir = gallery_path(self.folder), self.asked.data_dir
        if not digests.is_sound(self.folder, path):
            write_gallery(Digits().load(data_dir).test, path)
            digests.note(self.folder, path)
        return Corpus(data_dir, load_gallery(path))

    def to_train(self) -> list[Variant]:
        """The variants asked for that are to be trained, in the catalogue's order."""
        if self.asked.measure:
            return []
        return [
            variant
            for name, variant in VARIANTS.items()
            if name in (self.asked.only or VARIANTS)
            and (self.forced.is_due(name) if self.asked.force else self._state(name) != "ready")
        ]

    def to_measure(self) -> dict[str, list[Result]]:
        """The results that are due, or all of them where that was asked for, by variant."""
        names = [name for name in (self.asked.only or VARIANTS) if self._state(name) == "ready"]
        names += [] if self.asked.only else [REFERENCE]
        wanted = results.expected if self.asked.measure else results.due
        return {name: found for name in names if (found := wanted(self.folder, name))}

    def digits_missing(self) -> bool:
        """Whether the gallery of digits is asked for, as it is with everything, and not there."""
        return not self.asked.only and not digests.is_sound(self.folder, gallery_path(self.folder))

    def molecules_missing(self) -> bool:
        """Whether the gallery of molecules is asked for and not drawn yet, or damaged."""
        asked = {VARIANTS[name].data for name in (self.asked.only or VARIANTS)}
        return Molecules() in asked and not digests.is_sound(
            self.folder, molecules_path(self.folder)
        )

    def draw_molecules(self) -> None:
        """Draw the gallery of molecules."""
        test = self.corpus.splits(Molecules()).test
        path = molecules_path(self.folder)
        write_molecules(path, choose_gallery(test))
        digests.note(self.folder, path)

    def train(self, variants: list[Variant]) -> None:
        """Train variants, and write each when it is done."""
        total = sum(loop.epochs_of(variant) for variant in variants)
        with tqdm(total=total, desc="all variants", unit="epoch", position=0) as whole:
            for variant in variants:
                self._train_one(variant, whole)
                self.forced.add(variant.name)
        self.forced.clear()

    def measure(self, wanted: dict[str, list[Result]]) -> None:
        """Measure, and write each result when it is known."""
        total = sum(map(len, wanted.values()))
        with tqdm(total=total, desc="measuring", unit="result") as bar:
            for name, found in wanted.items():
                subject = partial(self._subject, name)
                for key in results.measure(self.folder, name, found, subject):
                    bar.set_postfix_str(f"{name}, {key}")
                    bar.update()

    def print_states(self) -> None:
        """Every variant, whether it is trained, and whether it is measured."""
        for name, variant in VARIANTS.items():
            state, size = self._state(name), parameter_count(build(variant))
            measured = self._measuring_state(name) if state == "ready" else "-"
            print(f"{name:34s} {state:12s} {measured:18s} {size:>10,d}   {variant.family.title}")
        print(f"{'(without a network)':34s} {'':12s} {self._measuring_state(REFERENCE):18s}")

    def print_summary(self, variants: list[Variant]) -> None:
        """The figures of some variants, as a table."""
        columns = [known_figures()[name] for name in SUMMARY]
        print(f"\n{'variant':34s}" + "".join(f"{column.label:>15s}" for column in columns))
        for variant in variants:
            values, _ = results.current(self.folder, variant.name)
            figures = {
                k: v for each in values.values() if isinstance(each, dict) for k, v in each.items()
            }
            cells = [
                f"{column.in_words(figures[column.name]) if column.name in figures else '':>15s}"
                for column in columns
            ]
            print(f"{variant.name:34s}" + "".join(cells))

    def _state(self, name: str) -> str:
        return state_of(checkpoint_path(self.folder, name), VARIANTS[name])

    def _measuring_state(self, name: str) -> str:
        count = len(results.due(self.folder, name))
        return f"{count} to measure" if count else "measured"

    def _subject(self, name: str) -> Subject | Corpus:
        if name == REFERENCE:
            return self.corpus
        path, variant = checkpoint_path(self.folder, name), VARIANTS[name]
        model = load(path, variant).to(self.device)
        return Subject(variant, model, load_kept(path), self.corpus)

    def _train_one(self, variant: Variant, whole: tqdm) -> None:
        state_path = self.folder / ".partial" / f"{variant.name}.safetensors"
        epochs = loop.epochs_of(variant)
        with tqdm(total=epochs, desc=variant.name, unit="epoch", position=1, leave=False) as bar:

            def on_epoch(message: str) -> None:
                bar.set_postfix_str(message)
                bar.update()
                whole.update()

            splits = self.corpus.splits(variant.data)
            trained = loop.train(variant, splits, self.device, state_path, on_epoch)
            # Epochs that an earlier run had done count as done.
            whole.update(epochs - bar.n)
        round_to_stored(trained.model)
        arithmetic = loop.arithmetic(self.device)
        origin = Origin(repr(variant), trained.curve, *provenance(), arithmetic)
        save(checkpoint_path(self.folder, variant.name), trained.model, origin, trained.kept)
        state_path.unlink(missing_ok=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, draw and measure what is asked for."""
    work = Work(parse_arguments(arguments))
    if work.asked.list:
        work.print_states()
        return
    variants, drawing = work.to_train(), work.molecules_missing()
    try:
        if work.digits_missing():
            _ = work.corpus
        if drawing:
            work.draw_molecules()
        if variants:
            work.train(variants)
        wanted = work.to_measure()
        if wanted:
            work.measure(wanted)
    except DataMissing as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(f"\nStopped. {_GOES_ON}")
    except OSError as error:  # a full disk, a folder that is somebody else's
        sys.exit(f"{error.filename or work.folder}: {error.strerror or error}. {_GOES_ON}")
    if variants:
        work.print_summary(variants)
    elif not (wanted or drawing):
        print("Every variant asked for is trained, mapped, measured and up to date.")
