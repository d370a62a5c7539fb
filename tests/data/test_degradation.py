"""What is done to a drawing's pixels."""

import pytest
import torch

from aedemo.data.degradation import AnyDegradation, Degradation, thickened

CLEAN = Degradation(pixels=0, salt=0)


@pytest.fixture
def ink():
    ink = torch.zeros(1, 1, 64, 64)
    ink[:, :, 30:32, 8:56] = 1
    return ink


def generator():
    return torch.Generator().manual_seed(0)


def test_without_damage_a_drawing_is_as_it_was(ink):
    assert torch.equal(CLEAN.spoil(ink, generator()), ink)


def test_as_published_half_of_the_pixels_are_gone_and_a_few_are_white():
    white, black = torch.ones(1, 1, 400, 400), torch.zeros(1, 1, 400, 400)
    assert Degradation().spoil(white, generator()).mean().item() == pytest.approx(0.5, abs=0.01)
    assert Degradation().spoil(black, generator()).mean().item() == pytest.approx(5e-4, rel=0.3)


def test_a_higher_level_only_adds_damage(ink):
    some, more = (Degradation(pixels=p, salt=0).spoil(ink, generator()) for p in (0.3, 0.6))
    assert ((more == 0) >= (some == 0)).all() and more.sum() < some.sum()


def test_a_line_of_two_pixels_grows_by_as_many_as_are_asked_for(ink):
    for pixels in range(4):
        assert (thickened(ink, pixels)[0, 0, :, 32] > 0).sum() == 2 + pixels
    between = thickened(ink, 1.5)
    torch.testing.assert_close(between, (thickened(ink, 1) + thickened(ink, 2)) / 2)


def test_blur_keeps_the_ink_and_spreads_it(ink):
    spread = Degradation(pixels=0, salt=0, blur=1.5).spoil(ink, generator())
    assert spread.sum().item() == pytest.approx(ink.sum().item(), rel=1e-3)
    assert spread.max() < 0.6 < ink.max()


def test_in_training_every_image_has_levels_of_its_own():
    ink = torch.ones(64, 1, 32, 32)
    left = AnyDegradation(pixels=0.75, untouched=0.125)(ink, generator()).mean(dim=(1, 2, 3))
    assert left.min() < 0.4 and left.max() == 1 and left.std() > 0.1
    untouched = (left == 1).float().mean().item()
    assert 0.02 < untouched < 0.3
