"""The trained variants of a folder, as the page and a notebook use them."""

from functools import cache, cached_property
from pathlib import Path
from typing import Any

from aedemo.data import drawing
from aedemo.data.dataset import Split
from aedemo.data.gallery import load_gallery
from aedemo.library.checkpoints import (
    Record,
    checkpoint_path,
    fingerprint,
    load,
    molecules_path,
    projections_path,
    read_record,
    read_uses,
    state_of,
)
from aedemo.methods import projection
from aedemo.models.catalogue import VARIANTS
from aedemo.models.model import Autoencoder, Restorer


class Library:
    """The trained variants of a folder: `library["vae"]` is a network in eval mode."""

    def __init__(self, folder: Path, models: dict, records: dict, problems: list[str]) -> None:
        self.folder = folder
        self.problems = problems
        self._models = models
        self._records = records

    @classmethod
    def open(cls, folder: str | Path) -> "Library":
        """Load every variant of the catalogue whose checkpoint is there and current.

        What is missing, out of date or unreadable goes into `problems`, one sentence each.
        """
        folder = Path(folder)
        models, records, problems = {}, {}, []
        for name, variant in VARIANTS.items():
            path = checkpoint_path(folder, name)
            state = state_of(path, variant)
            if state == "ready":
                try:
                    models[name], records[name] = load(path, variant), read_record(path)
                    continue
                except ValueError:
                    state = "unreadable"
            problems.append(f"{name} is {state}: python train_all.py --only {name}")
        return cls(folder, models, records, problems)

    def __getitem__(self, name: str) -> Autoencoder | Restorer:
        if name not in self._models:
            raise KeyError(
                f"No trained variant is called {name!r}. There are: {list(self._models)}"
            )
        return self._models[name]

    def names(
        self,
        dataset: str | None = None,
        has_code: bool | None = None,
        generative: bool | None = None,
    ) -> list[str]:
        """The names of the trained variants in the catalogue's order; None filters nothing."""
        return [
            name
            for name in self._models
            if dataset in (None, VARIANTS[name].data.name)
            and has_code in (None, VARIANTS[name].has_code)
            and generative in (None, VARIANTS[name].generative)
        ]

    def record(self, name: str) -> Record:
        """The measured figures, the training curve and where they come from."""
        return self._records[name]

    @cache  # noqa: B019 (a library lives as long as the app)
    def projections(self, name: str) -> projection.Projections:
        """The gallery on a map of the model's codes. Raises ValueError when it was not drawn."""
        return projection.load(projections_path(self.folder, name))

    @property
    def public(self) -> Path:
        """The folder of the files that a browser may fetch."""
        return self.folder / "public"

    @cached_property
    def molecules(self) -> list[drawing.Drawing]:
        """Drawings of molecules with scaffolds that no training has seen; none if not drawn yet."""
        path = molecules_path(self.folder)
        return drawing.read_gallery(path) if path.exists() else []

    @cached_property
    def uses(self) -> dict[str, dict[str, Any]]:
        """What aedemo.uses measured of these very checkpoints, by name."""
        known = {fingerprint(record) for record in self._records.values()}
        entries = read_uses(self.folder)
        return {name: entry for name, entry in entries.items() if entry.get("of") in known}

    @cached_property
    def gallery(self) -> Split:
        """5,000 test digits, 500 of each class, sorted by class."""
        return load_gallery(self.public / "gallery.png")
