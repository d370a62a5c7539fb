"""Every corruption of the catalogue keeps the promises of its module."""

import pytest
import torch

from aedemo.data.corruptions import CORRUPTIONS
from aedemo.data.damage import At, Everything

EVERY = pytest.mark.parametrize("corruption", CORRUPTIONS.values(), ids=str)


@pytest.fixture
def images():
    return torch.rand(16, 1, 28, 28, generator=torch.Generator().manual_seed(0))


def spoil(corruption, images, level, seed=1):
    return corruption.apply(images, level, torch.Generator().manual_seed(seed))


@EVERY
def test_level_zero_is_the_identity(corruption, images):
    torch.testing.assert_close(spoil(corruption, images, 0.0), images)


@EVERY
@pytest.mark.parametrize("level", [0.01, 0.3, 0.5, 0.97, 1.0])
def test_shape_and_range_are_kept(corruption, images, level):
    spoiled = spoil(corruption, images, level)
    assert spoiled.shape == images.shape
    assert spoiled.min() >= 0 and spoiled.max() <= 1 and spoiled.isfinite().all()


@EVERY
def test_the_same_seed_gives_the_same_damage(corruption, images):
    assert torch.equal(spoil(corruption, images, 0.4), spoil(corruption, images, 0.4))


@EVERY
def test_the_input_is_left_alone(corruption, images):
    before = images.clone()
    spoil(corruption, images, 0.7)
    assert torch.equal(images, before)


@EVERY
def test_a_higher_level_does_more_damage(corruption, images):
    errors = [
        (spoil(corruption, images, level) - images).square().mean().item()
        for level in (0.1, 0.3, 0.5, 0.7, 0.9)
    ]
    assert errors == sorted(errors) and errors[0] < errors[-1]


@pytest.mark.parametrize("name", ["gaussian", "salt-and-pepper", "dropped", "scratches"])
def test_another_seed_gives_other_damage(name, images):
    corruption = CORRUPTIONS[name]
    assert not torch.equal(spoil(corruption, images, 0.4), spoil(corruption, images, 0.4, seed=2))


def test_levels_mean_what_the_captions_say():
    grey = torch.full((64, 1, 28, 28), 0.5)
    noise = spoil(CORRUPTIONS["gaussian"], grey, 0.1) - grey
    assert noise.std().item() == pytest.approx(0.1, rel=0.02)
    dropped = spoil(CORRUPTIONS["dropped"], grey, 0.3) == 0
    assert dropped.float().mean().item() == pytest.approx(0.3, abs=0.01)
    hit = spoil(CORRUPTIONS["salt-and-pepper"], grey, 0.3) != 0.5
    assert hit.float().mean().item() == pytest.approx(0.3, abs=0.01)
    patch = spoil(CORRUPTIONS["black-patch"], grey, 0.5) == 0
    assert patch.sum(dim=(1, 2, 3)).unique().tolist() == [14 * 14]
    assert CORRUPTIONS["dropped"].caption(0.5) == "50 % of the pixels dropped"
    assert CORRUPTIONS["gaussian"].caption(0.3) == "sigma 0.30"
    assert CORRUPTIONS["black-patch"].caption(0.5) == "a black patch of 14 × 14 pixels"


@EVERY
def test_the_mask_covers_exactly_what_was_removed(corruption, images):
    missing = corruption.missing(images, 0.5, torch.Generator().manual_seed(1))
    if not corruption.removes_pixels:
        assert missing is None
        return
    images = 0.1 + 0.3 * images  # no pixel that a removal would leave as it was
    spoiled = spoil(corruption, images, 0.5)
    assert torch.equal(missing, spoiled != images)


def test_training_against_one_level_is_that_corruption(images):
    seen = At(CORRUPTIONS["dropped"], 0.5)(images, torch.Generator().manual_seed(1))
    assert torch.equal(seen, spoil(CORRUPTIONS["dropped"], images, 0.5))


def test_everything_spoils_every_piece_of_the_batch(images):
    generator, kinds, spoiled = torch.Generator().manual_seed(1), len(CORRUPTIONS), set()
    for _ in range(8):  # at a low level a kind may change nothing
        seen = Everything(highest=0.8)(images, generator)
        assert seen.shape == images.shape
        pairs = zip(seen.tensor_split(kinds), images.tensor_split(kinds), strict=True)
        spoiled |= {i for i, (piece, clean) in enumerate(pairs) if not torch.equal(piece, clean)}
    assert spoiled == set(range(kinds))
