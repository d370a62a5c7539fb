"""What autoencoders are good for, measured: missing pixels only, right entries, and only once."""

import json

import numpy as np
import pytest
import torch

from aedemo.library import Library, checkpoints, uses
from aedemo.library.checkpoints import Record
from aedemo.methods.compression import BITS
from aedemo.methods.resolution import SIDES
from aedemo.models.catalogue import VARIANTS
from aedemo.models.model import build
from tests.digits import drawn_digits
from tests.pages import latents_of

NAMES = ("pca-30", "vae", "unet-universal")
DIGITS = drawn_digits(20).images.float() / 255


def write(folder, name, seed=0):
    torch.manual_seed(seed)
    variant = VARIANTS[name]
    record = Record(repr(variant), {"mse": 0.01 + seed}, [], {}, latents_of(variant), "", {})
    checkpoints.save(checkpoints.checkpoint_path(folder, name), build(variant), record)


@pytest.fixture
def folder(tmp_path):
    for name in NAMES:
        write(tmp_path, name)
    return tmp_path


def test_only_missing_pixels_count():
    missing = torch.zeros(2, 1, 28, 28, dtype=torch.bool)
    missing[0, 0, :2, :3] = True
    answers = DIGITS[:2] + torch.where(missing, 0.5, 100.0)
    assert uses.missing_mse(answers, DIGITS[:2], missing) == pytest.approx(0.25, abs=1e-6)


def test_a_hole_is_a_square_of_twelve_and_the_same_again():
    seen, missing = uses.holed(DIGITS)
    assert (missing.flatten(1).sum(dim=1) == 144).all()
    assert (seen[missing] == 0).all()
    assert torch.equal(seen[~missing], DIGITS[~missing])
    assert torch.equal(uses.holed(DIGITS)[1], missing)


def test_every_model_is_measured_on_what_it_can_do_and_only_once(folder):
    library = Library.open(folder)
    assert library.uses == {} and uses.unmeasured(library) == [
        "vae",
        "unet-universal",
        "pca-30",
        "classic",
    ]
    told = []
    uses.measure(library, DIGITS, uses.unmeasured(library), told.append)
    entries = json.loads(checkpoints.uses_path(folder).read_text())
    assert told == list(entries) == ["vae", "unet-universal", "pca-30", "classic"]
    for name in NAMES:
        assert len(entries[name]["errors"]) == 201 and len(entries[name]["auc"]) == 6
    assert len(entries["vae"]["rate"]) == len(BITS) and "rate" not in entries["unet-universal"]
    assert set(entries["unet-universal"]["superresolution"]) == set(map(str, SIDES))
    assert set(entries["vae"]["energy"]) == {"inpainting", "superresolution"}
    assert np.shape(entries["classic"]["pca"]) == (30, len(BITS))
    assert checkpoints.uses_path(folder).stat().st_size < 60_000

    again = Library.open(folder)
    assert again.uses == entries and uses.unmeasured(again) == []
    write(folder, "vae", seed=1)
    retrained = Library.open(folder)
    assert uses.unmeasured(retrained) == ["vae"] and "vae" not in retrained.uses
    uses.measure(retrained, DIGITS, ["vae"], told.append)
    assert list(Library.open(folder).uses) == list(entries)


@pytest.mark.parametrize("text", ["", "[1, 2]", "{", '{"vae": {}}'])
def test_a_file_that_is_no_such_file_is_no_figures(folder, text):
    checkpoints.uses_path(folder).write_text(text)
    assert Library.open(folder).uses == {}


def test_pca_has_the_bits_of_the_code():
    rows = [[100.0 * kept + bits for bits in BITS] for kept in range(1, 31)]
    assert uses.pca_at(rows, 20) == [2000.0 + bits for bits in BITS]
    assert uses.pca_at(rows, 60) == [3000.0 + min(2 * bits, 16) for bits in BITS]
