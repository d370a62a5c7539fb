"""The trained variants of a folder, as the page and a notebook use them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from aedemo.data.dataset import Split
from aedemo.data.drawing import Drawing, read_gallery
from aedemo.data.gallery import load_gallery
from aedemo.data.molecules import Molecules
from aedemo.library import digests
from aedemo.library.checkpoints import Origin, checkpoint_path, load, read_origin, state_of
from aedemo.library.results import REFERENCE, current
from aedemo.measures import maps
from aedemo.measures.table import MEASURES
from aedemo.methods import projection
from aedemo.models.catalogue import VARIANTS
from aedemo.models.model import Autoencoder, Model

NAMED = 3  # of the results that a variant lacks, in the sentence about them


@dataclass(frozen=True)
class Record:
    """What is known of a trained variant: how it came about, and what of it was measured.

    results: by measure; of a measure over a catalogue by entry. Only what is current is there.
    """

    origin: Origin
    results: Mapping[str, Any]

    @property
    def curve(self) -> list[dict[str, float]]:
        """One entry an epoch: the loss and the validation MSE."""
        return self.origin.curve

    @property
    def figures(self) -> dict[str, float]:
        """Every figure; measures.table.known_figures says what they are."""
        return {
            name: value
            for measure in MEASURES.values()
            if measure.figures
            for name, value in self.results.get(measure.name, {}).items()
        }

    @property
    def latents(self) -> dict[str, list[float]]:
        """What each latent does; see representations.latents. Empty where that is not known."""
        return self.results.get("latents", {})


class Library:
    """The trained variants of a folder: `library["vae"]` is a network in eval mode."""

    def __init__(
        self,
        folder: Path,
        models: Mapping[str, Model],
        records: Mapping[str, Record],
        references: Mapping[str, Any],
        problems: list[str],
    ) -> None:
        self.folder = folder
        self.references = references
        self.problems = problems
        self._models = models
        self._records = records

    @classmethod
    def open(cls, folder: str | Path) -> "Library":
        """Load every variant of the catalogue whose checkpoint is there and current.

        What is missing, out of date or damaged goes into `problems`, one sentence each, with
        the command that mends it.
        """
        folder = Path(folder)
        models, records, problems = {}, {}, []
        for name, variant in VARIANTS.items():
            path = checkpoint_path(folder, name)
            state = state_of(path, variant)
            if state == "ready":
                try:
                    models[name] = load(path, variant)
                except ValueError:
                    state = "damaged"
            if state != "ready":
                problems.append(f"{name} is {state}: python train_all.py --only {name}")
                continue
            values, lacking = current(folder, name)
            records[name] = Record(read_origin(path), values)
            if lacking:
                problems.append(_lacks(name, lacking, f"--only {name}"))
        references, lacking = current(folder, REFERENCE)
        if lacking:
            problems.append(_lacks("The comparison without networks", lacking))
        library = cls(folder, models, records, references, problems)
        if not library.has_gallery:
            problems.append("The gallery of digits is missing or damaged: python train_all.py")
        if not library.molecules:
            problems.append(
                "The drawings of molecules are missing or damaged: "
                f"python train_all.py --only {' '.join(_drawn())}"
            )
        return library

    def __getitem__(self, name: str) -> Model:
        if name not in self._models:
            raise KeyError(
                f"No trained variant is called {name!r}. There are: {list(self._models)}"
            )
        return self._models[name]

    def autoencoder(self, name: str) -> Autoencoder:
        """The network of a variant that has a code. Raises KeyError when there is none such."""
        model = self[name]
        if not isinstance(model, Autoencoder):
            raise KeyError(f"{name!r} has no code.")
        return model

    def names(
        self,
        dataset: str | None = None,
        has_code: bool | None = None,
        generative: bool | None = None,
        having: str | None = None,
    ) -> list[str]:
        """The names of the trained variants in the catalogue's order; None filters nothing.

        having: only those of which this was measured.
        """
        return [
            name
            for name in self._models
            if dataset in (None, VARIANTS[name].data.name)
            and has_code in (None, VARIANTS[name].has_code)
            and generative in (None, VARIANTS[name].generative)
            and (having is None or self._records[name].results.get(having))
        ]

    def record(self, name: str) -> Record:
        """The measured figures, the training curve and where they come from."""
        return self._records[name]

    @cache  # noqa: B019 (a library lives as long as the app)
    def projections(self, name: str) -> projection.Projections:
        """The gallery on maps of a model's codes, or of the "pixels".

        Raises ValueError when they were not drawn.
        """
        known = self.references if name == maps.PIXELS else self._records[name].results
        if "maps" not in known:
            raise ValueError(f"No current maps of {name} are drawn.")
        return projection.load(maps.path_of(self.folder, name))

    @property
    def public(self) -> Path:
        """The folder of the files that a browser may fetch."""
        return self.folder / "public"

    @cached_property
    def molecules(self) -> list[Drawing]:
        """Drawings of molecules with scaffolds that no training has seen; none if not drawn yet."""
        return _read(self.folder, molecules_path(self.folder), read_gallery) or []

    @property
    def gallery(self) -> Split:
        """5,000 test digits, 500 of each class, sorted by class.

        Raises LookupError where `has_gallery` is false.
        """
        if self._gallery is None:
            raise LookupError("The gallery of digits is missing or damaged.")
        return self._gallery

    @property
    def has_gallery(self) -> bool:
        """Whether there is a gallery, without which there is nothing to begin with."""
        return self._gallery is not None

    @cached_property
    def _gallery(self) -> Split | None:
        return _read(self.folder, gallery_path(self.folder), load_gallery)


def gallery_path(folder: Path) -> Path:
    """Where the gallery's sprite sheet lies."""
    return folder / "public" / "gallery.png"


def molecules_path(folder: Path) -> Path:
    """Where the gallery of molecules lies."""
    return folder / "molecules.npz"


T = TypeVar("T")


def _read(folder: Path, path: Path, read: Callable[[Path], T]) -> T | None:
    """What is in a file; None where it is not there, or is not as it was written."""
    if not digests.is_sound(folder, path):
        return None
    try:
        return read(path)
    # What is no picture or no archive at all: OSError, ValueError, KeyError, zipfile.BadZipFile ...
    except Exception:
        return None


def _drawn() -> list[str]:
    """The variants that learn from drawings of molecules."""
    return [name for name, variant in VARIANTS.items() if isinstance(variant.data, Molecules)]


def _lacks(what: str, lacking: list[str], only: str = "") -> str:
    more = f" and {len(lacking) - NAMED} more" if len(lacking) > NAMED else ""
    names = ", ".join(lacking[:NAMED])
    return f"{what} lacks {names}{more}: python train_all.py {only}".rstrip()
