import cv2
import numpy as np
import pytest

from aedemo.methods.baselines import BASELINES

INPAINTERS = [name for name, baseline in BASELINES.items() if baseline.needs_mask]
DENOISERS = [name for name, baseline in BASELINES.items() if not baseline.needs_mask]


def digit() -> np.ndarray:
    """A two: float32 (28, 28) in [0, 1]."""
    canvas = np.zeros((224, 224), np.uint8)
    cv2.ellipse(canvas, (112, 75), (40, 35), 0, 180, 400, 255, 20)
    cv2.polylines(canvas, [np.int32([[142, 98], [72, 170], [155, 170]])], False, 255, 20)
    return cv2.resize(canvas, (28, 28), interpolation=cv2.INTER_AREA).astype(np.float32) / 255


CLEAN = digit()
RNG = np.random.default_rng(0)
MISSING = RNG.random(CLEAN.shape) < 0.5
DROPPED = np.where(MISSING, np.float32(0), CLEAN)
NOISY = np.clip(CLEAN + RNG.normal(0, 0.3, CLEAN.shape), 0, 1).astype(np.float32)


def mse(image: np.ndarray, where: np.ndarray | None = None) -> float:
    return float(((image - CLEAN) ** 2)[... if where is None else where].mean())


def test_there_are_repairs_with_and_without_a_mask():
    assert DENOISERS == ["median", "tv"] and INPAINTERS == ["telea", "navier-stokes"]


@pytest.mark.parametrize("name", BASELINES)
def test_a_baseline_is_described_in_one_sentence(name):
    baseline = BASELINES[name]
    assert baseline.label and baseline.note.endswith(".") and baseline.note.count(".") == 1


@pytest.mark.parametrize("name", BASELINES)
@pytest.mark.parametrize(
    ("spoiled", "missing"),
    [
        (NOISY, MISSING),
        (DROPPED, MISSING),
        (CLEAN, np.zeros_like(MISSING)),
        (np.zeros_like(CLEAN), np.ones_like(MISSING)),
        (np.ones_like(CLEAN), MISSING),
    ],
)
def test_a_repair_is_an_image_and_leaves_its_input_alone(name, spoiled, missing):
    given = spoiled.copy()
    repaired = BASELINES[name].apply(given, missing)
    assert repaired.shape == (28, 28) and repaired.dtype == np.float32
    assert 0 <= repaired.min() <= repaired.max() <= 1
    np.testing.assert_array_equal(given, spoiled)


@pytest.mark.parametrize("name", DENOISERS)
def test_a_denoiser_needs_no_mask_and_halves_the_noise(name):
    assert mse(BASELINES[name].apply(NOISY, None)) < 0.65 * mse(NOISY)


@pytest.mark.parametrize("name", INPAINTERS)
def test_an_inpainter_fills_the_holes_and_keeps_the_rest(name):
    repaired = BASELINES[name].apply(DROPPED, MISSING)
    assert mse(repaired, MISSING) < 0.35 * mse(DROPPED, MISSING)
    np.testing.assert_array_equal(repaired[~MISSING], CLEAN[~MISSING])


@pytest.mark.parametrize("name", INPAINTERS)
def test_an_inpainter_says_that_it_needs_the_mask(name):
    with pytest.raises(ValueError, match="which pixels are missing"):
        BASELINES[name].apply(DROPPED, None)
