"""Molecules: what RDKit draws, the split by scaffold, and the figures over drawings."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
import torch
from torch import nn

from aedemo.data import drawing
from aedemo.data.dataset import DataMissing
from aedemo.data.drawing import DRAWING_SIDE, INK, SIZE, NoRDKit, NotAMolecule
from aedemo.data.molecules import Drawings, Molecules
from aedemo.measures.drawings import (
    invented_bonds,
    label_colours,
    molecule_figures,
    redrawn_bonds,
)

ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O"


@pytest.fixture(scope="module")
def aspirin():
    return drawing.draw(ASPIRIN)


@pytest.fixture(scope="module")
def splits():
    return Molecules().load(None)


def test_a_drawing_is_white_on_black_and_its_labels_are_in_their_colours(aspirin):
    assert aspirin.ink.shape == SIZE and aspirin.colour.shape == (3, *SIZE)
    assert np.median(aspirin.ink) == 0 and aspirin.ink.max() == 255
    red, green, _ = aspirin.colour[:, aspirin.labels].astype(int)
    assert aspirin.labels.sum() > 50 and (red > green + 50).all()  # four oxygens, nothing else


def test_every_bond_owns_ink_and_without_it_only_that_ink_is_gone(aspirin):
    assert aspirin.bonds == 13
    for bond in range(aspirin.bonds):
        mine, left = aspirin.ink_of(bond), aspirin.without([bond])
        assert mine.sum() > 10 and not left[mine].any()
        others = aspirin.owner != bond + 1
        assert np.array_equal(left[others], aspirin.ink[others])


def test_what_is_cut_from_a_drawing_is_what_rdkit_would_not_have_drawn(aspirin):
    molecule = drawing.parse(ASPIRIN)
    for bond in (0, 4, 9):
        drawn = drawing._draw(molecule, white=True, without=[bond])[0]
        assert ((drawn >= INK) != (aspirin.without([bond]) >= INK)).sum() < 12


def test_a_bond_to_an_unlabelled_end_leaves_no_trace(aspirin):
    assert aspirin.tips == {0}  # CH3-C; the other ends are oxygens, which have labels


def test_a_turned_drawing_keeps_its_corners_and_its_bonds(aspirin):
    turned = aspirin.turned(30)
    assert turned.owner.max() == aspirin.owner.max() and aspirin.turned(0) is aspirin
    edge = np.concatenate([turned.ink[0], turned.ink[-1], turned.ink[:, 0], turned.ink[:, -1]])
    assert edge.max() < INK
    middle = np.argwhere(turned.ink_of(4)).mean(axis=0) - (DRAWING_SIDE - 1) / 2
    before = np.argwhere(aspirin.ink_of(4)).mean(axis=0) - (DRAWING_SIDE - 1) / 2
    zoom = 1 / (np.cos(np.pi / 6) + np.sin(np.pi / 6))
    assert np.linalg.norm(middle) == pytest.approx(zoom * np.linalg.norm(before), abs=2)


@pytest.mark.parametrize("words", ["", "C1CC", "this is no molecule", "C" * 400, "C", "(" * 250])
def test_what_cannot_be_drawn_is_refused_in_a_sentence(words):
    with pytest.raises(NotAMolecule, match=r"\.$"):
        drawing.draw(words)


def test_without_rdkit_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "rdkit", None)
    with pytest.raises(NoRDKit, match="pip install rdkit"):
        drawing.draw(ASPIRIN)
    with pytest.raises(DataMissing, match="pip install rdkit"):
        Molecules().load(None)


def test_no_scaffold_of_the_test_molecules_is_in_training(splits):
    from rdkit.Chem.Scaffolds.MurckoScaffold import MurckoScaffoldSmiles  # noqa: PLC0415

    parts = [splits.train, splits.validation, splits.test]
    assert sum(map(len, parts)) > 4_000 and min(map(len, parts)) > 200
    seen, validation, unseen = ({MurckoScaffoldSmiles(s) for s in part.smiles} for part in parts)
    assert not unseen & seen and not unseen & validation and not validation & seen


def test_batches_are_drawn_anew_when_shuffled_and_always_the_same_in_order():
    drawings = Drawings((ASPIRIN, "c1ccccc1CCO", "O=C(O)c1ccncc1", "CCN(CC)CCCl"))
    first, second = (torch.cat(list(drawings.batches(3))) for _ in range(2))
    assert first.shape == (4, 4, *SIZE) and torch.equal(first, second)
    generator = torch.Generator().manual_seed(0)
    shuffled = torch.cat(list(drawings.batches(3, generator)))
    assert shuffled.shape == first.shape and not torch.equal(shuffled, first)
    ink, clean = Molecules().pair(first, generator)
    assert ink.shape == (4, 1, *SIZE) and clean.shape == (4, 3, *SIZE)
    # As published: of every other drawing bonds are missing, of the rest none.
    missing = (clean.amax(1, keepdim=True) - ink).clamp_min(0).flatten(1).sum(1)
    assert (missing[[1, 3]] > 5 * missing[[0, 2]].clamp_min(1)).all()


def test_training_is_shown_drawings_as_they_are_spoiled_elsewhere():
    drawings = Drawings((ASPIRIN,))
    whole = drawing.draw(ASPIRIN)
    for seed in range(40):
        ink, *colour = drawings[0, seed, True].numpy()
        if np.array_equal(colour, whole.colour):  # most are not turned
            gone = {bond for bond in range(whole.bonds) if not ink[whole.ink_of(bond)].any()}
            assert np.array_equal(ink, whole.without(sorted(gone)))
            if len(gone) > 1:
                return
    raise AssertionError("No drawing stood as it was laid out and had two bonds missing.")


def test_the_gallery_is_read_as_it_was_written(tmp_path, aspirin):
    path = tmp_path / "molecules.npz"
    written = [aspirin, aspirin.turned(10)]
    drawing.write_gallery(path, written)
    for before, after in zip(written, drawing.read_gallery(path), strict=True):
        assert (after.smiles, after.tips) == (before.smiles, before.tips)
        for name in drawing.PICTURES:
            assert np.array_equal(getattr(after, name), getattr(before, name))


def test_a_bond_is_redrawn_by_ink_in_its_place_and_not_by_a_smear(aspirin):
    truth = aspirin.colour.astype(np.float32) / 255
    bonds = list(range(aspirin.bonds))
    without = np.where(aspirin.owner == 5, 0, truth)
    assert all(redrawn_bonds(truth, aspirin, bonds))
    assert redrawn_bonds(without, aspirin, bonds) == [bond != 4 for bond in bonds]
    assert not any(redrawn_bonds(np.ones_like(truth), aspirin, bonds))
    shifted = np.roll(truth, 8, axis=2)
    assert not redrawn_bonds(shifted, aspirin, [4])[0]


def test_a_label_is_right_in_its_own_colour_and_half_its_light(aspirin):
    truth = aspirin.colour.astype(np.float32) / 255
    assert label_colours(truth, aspirin).all()
    assert label_colours(0.6 * truth, aspirin).all()
    assert not label_colours(0.4 * truth, aspirin).any()
    assert not label_colours(truth[[2, 1, 0]], aspirin).any()  # red made blue
    grey = np.broadcast_to(truth.max(axis=0), truth.shape)
    assert not label_colours(grey, aspirin).any()


class Copies(nn.Linear):
    """A network that answers with what it sees."""

    def restore(self, images, bottleneck=True):
        return images.expand(-1, 3, -1, -1)


def without(whole, bond):
    """A drawing as if one of its bonds had never been."""
    owner = np.where(whole.owner == bond + 1, 0, whole.owner)
    return replace(whole, ink=whole.without([bond]), owner=owner)


@pytest.mark.parametrize("smiles", [ASPIRIN, "Cn1cnc2c1c(=O)n(C)c(=O)n2C", "C#CCOCCCl"])
def test_each_bond_that_is_not_in_the_truth_is_one_invented(smiles):
    whole = drawing.draw(smiles)
    answer = whole.colour.astype(np.float32) / 255
    for bond in range(whole.bonds):
        (mask,) = invented_bonds(answer, without(whole, bond))
        assert mask.any() and (whole.owner[mask] == bond + 1).all()
    two = without(without(whole, 0), whole.bonds - 1)
    assert len(invented_bonds(answer, two)) == 2


def test_in_the_truth_however_it_is_drawn_nothing_is_invented(aspirin):
    truth = aspirin.colour.astype(np.float32) / 255
    thick = np.stack([cv2.dilate(each, np.ones((3, 3), np.uint8)) for each in truth])
    blurred = np.stack([cv2.GaussianBlur(each, (0, 0), 1.5) for each in truth])
    moved = np.roll(truth, 1, axis=2)
    specks = np.where(np.random.default_rng(0).random(SIZE) < 0.002, 1, truth)
    for answer in (truth, 0 * truth, thick, blurred, moved, specks.astype(np.float32)):
        assert not invented_bonds(answer, aspirin)


def test_the_second_line_of_a_double_bond_is_invented_where_one_is_true():
    single, double = (drawing.draw(smiles) for smiles in ("C1CCCCC1C", "C1=CCCCC1C"))
    assert len(invented_bonds(double.colour.astype(np.float32) / 255, single)) == 1


def test_a_copy_gains_nothing_and_redraws_nothing():
    figures = molecule_figures(Copies(1, 1), Drawings((ASPIRIN, "c1ccccc1CCN")))
    assert figures["psnr"] == pytest.approx(figures["input_psnr"])
    assert figures["redrawn"] == figures["redrawn_joints"] == figures["redrawn_by_skips"] == 0
    assert figures["invented"] == figures["invented_by_skips"] == 0
