"""The gallery's codes on maps, each kept in a file that the browser fetches."""

from pathlib import Path

import numpy as np

from aedemo.data.dataset import Split, as_float
from aedemo.data.digits import Digits
from aedemo.data.gallery import outside_gallery
from aedemo.data.variance import VarianceDigits
from aedemo.measures.measure import OwnFile
from aedemo.measures.representations import codes_of
from aedemo.measures.subject import OTHERS, Corpus, Subject
from aedemo.methods import projection
from aedemo.methods.projection import Projections
from aedemo.models.variants import Variant

PIXELS = "pixels"  # not a variant: the digits themselves, on a map for comparison


def path_of(folder: Path, name: str) -> Path:
    """Where the maps of a variant's codes lie, or those of the pixels themselves."""
    return folder / "public" / "maps" / f"{name}.safetensors"


MAPS_FILE = OwnFile(path_of, projection.save)
PIXELS_FILE = OwnFile(lambda folder, name: path_of(folder, PIXELS), projection.save)


def can_be_mapped(variant: Variant) -> bool:
    """Whether it has codes of the gallery's digits, of two numbers or more."""
    return isinstance(variant.data, Digits | VarianceDigits) and (variant.latent_dim or 0) >= 2


def of_codes(subject: Subject) -> Projections:
    """Maps of the codes; how well new ones are placed is seen on other digits."""

    def codes(split: Split) -> np.ndarray:
        return codes_of(subject.autoencoder, subject.variant, split).numpy()

    return _fit(subject.corpus, codes(subject.corpus.gallery), codes(_others(subject.corpus)))


def of_pixels(corpus: Corpus) -> Projections:
    """The same of the pixels."""
    gallery, others = (
        as_float(split.images).flatten(1).numpy() for split in (corpus.gallery, _others(corpus))
    )
    return _fit(corpus, gallery, others)


def _others(corpus: Corpus) -> Split:
    return outside_gallery(corpus.splits(Digits()).test, OTHERS)


def _fit(corpus: Corpus, codes: np.ndarray, others: np.ndarray) -> Projections:
    return projection.fit(codes, corpus.gallery.labels.numpy(), others)
