"""The quantiser's bounds, counted bytes, and files that open as what they say."""

import cv2
import numpy as np
import pytest

from aedemo.methods.compression import (
    BITS,
    CODECS,
    RAW_BYTES,
    code_bytes,
    dequantise,
    pca_allocation,
    quantise,
)
from tests.digits import drawn_digits

RNG = np.random.default_rng(2)
LOW, HIGH = np.array([-1.0, 0, 5, 2]), np.array([1.0, 10, 5, 2.5])
DIGIT = drawn_digits(1).images[0, 0].numpy().astype(np.float32) / 255


@pytest.mark.parametrize("bits", BITS)
def test_rounding_is_off_by_at_most_half_a_step(bits):
    codes = np.concatenate([[LOW, HIGH], RNG.uniform(LOW, HIGH, size=(500, 4))])
    levels = quantise(codes, LOW, HIGH, bits)
    assert levels.min() >= 0 and levels.max() == 2**bits - 1
    error = np.abs(dequantise(levels, LOW, HIGH, bits) - codes)
    half = (HIGH - LOW) / (2**bits - 1) / 2
    assert (error <= half + 1e-5).all() and (error.max(axis=0) > 0.9 * half - 1e-5).all()


def test_what_lies_outside_is_set_to_the_nearer_end():
    levels = quantise(np.array([[-9.0, 99, 5, 0]]), LOW, HIGH, 3)
    assert levels.tolist() == [[0, 7, 0, 0]]
    np.testing.assert_allclose(dequantise(levels, LOW, HIGH, 3), [[-1, 10, 5, 2]])


@pytest.mark.parametrize(
    ("numbers", "bits", "size"), [(20, 8, 20), (2, 3, 1), (3, 3, 2), (5, 8, 5)]
)
def test_bits_are_packed_and_rounded_up_to_bytes(numbers, bits, size):
    assert code_bytes(numbers, bits) == size


@pytest.mark.parametrize("numbers", [1, 2, 10, 30, 64, 784])
def test_pca_has_no_more_bits_than_the_code(numbers):
    for bits in BITS:
        kept, each = pca_allocation(numbers, bits, 30)
        assert 1 <= kept <= min(numbers, 30) and 2 <= each <= 16
        assert kept * each <= numbers * bits
        assert each == 16 or kept * (each + 1) > numbers * bits


@pytest.mark.parametrize("name", CODECS)
def test_a_file_opens_as_it_was_written_and_its_payload_is_less(name):
    file = CODECS[name].write(DIGIT)
    assert 0 < file.payload < file.size
    assert np.square(file.image - DIGIT).mean() < 1e-3
    quality, nearest = CODECS[name].nearest(DIGIT, 60)
    assert (quality is None) == (name == "png")
    if quality is not None:
        sizes = [CODECS[name].write(DIGIT, each).payload for each in (1, 30, 100)]
        assert all(abs(nearest.payload - 60) <= abs(size - 60) for size in sizes)


def test_without_its_header_a_jpeg_is_what_changes_with_the_picture():
    """A blank picture is six bits a block of 8 x 8; the header is the same for both."""
    plain = CODECS["jpeg"].__class__("", ".jpg", CODECS["jpeg"].payload, CODECS["jpeg"].quality)
    full, blank = (plain.write(each, 50) for each in (DIGIT, np.zeros_like(DIGIT)))
    assert full.size - full.payload == blank.size - blank.payload
    assert blank.payload <= 14 < full.payload


def test_png_is_without_loss():
    levels = np.rint(DIGIT * 255)
    np.testing.assert_array_equal(np.rint(CODECS["png"].write(DIGIT).image * 255), levels)
    assert cv2.imencode(".png", levels)[1].size < RAW_BYTES + 100
