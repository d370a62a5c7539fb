"""Interpolation against independent formulas, and what strangeness calls strange."""

import numpy as np
import pytest
from scipy.spatial import geometric_slerp

from aedemo.experiments import coding, interpolation, restoring
from tests.digits import drawn_digits

START, END = np.random.default_rng(5).normal(size=(2, 20)).astype(np.float32)


def test_a_line_runs_from_one_end_to_the_other():
    line = interpolation.interpolate(START, END)
    assert line.shape == (11, 20)
    np.testing.assert_allclose(line[[0, 10]], [START, END], atol=1e-6)
    np.testing.assert_allclose(
        np.diff(line, axis=0), np.tile((END - START) / 10, (10, 1)), atol=1e-6
    )


def test_a_great_circle_is_scipys():
    a, b = (code.astype(float) / np.linalg.norm(code.astype(float)) for code in (START, END))
    expected = geometric_slerp(a, b, np.linspace(0, 1, 11))
    np.testing.assert_allclose(interpolation.interpolate(a, b, spherical=True), expected, atol=1e-5)


def test_a_circle_ends_where_its_ends_are_even_if_they_differ_in_length():
    circle = interpolation.interpolate(START, 3 * END, spherical=True)
    np.testing.assert_allclose(circle[[0, 10]], [START, 3 * END], atol=1e-5)


@pytest.mark.parametrize("end", [START, -START], ids=["same", "opposite"])
def test_where_there_is_no_circle_it_is_a_line(end):
    np.testing.assert_allclose(
        interpolation.interpolate(START, end, spherical=True),
        interpolation.interpolate(START, end),
        atol=1e-6,
    )


def test_strangeness_is_the_error_of_the_judge(app):
    digits = drawn_digits(3).images[:, 0].numpy().astype(np.float32) / 255
    answers = restoring.repair(app.library, "conv-deep", digits, [None] * 3)
    expected = [
        ((answer - digit) ** 2).mean() for answer, digit in zip(answers, digits, strict=True)
    ]
    np.testing.assert_allclose(
        interpolation.strangeness(app.library, "conv-deep", digits), expected, rtol=1e-4
    )


def test_a_transformed_digit_passes_through_itself(app):
    digit = drawn_digits(1).images[0, 0].numpy().astype(np.float32) / 255
    images, answers, codes = interpolation.transformed(
        app.library, "vae", "vae-2", digit, "rotation"
    )
    assert images.shape == answers.shape == (41, 28, 28) and codes.shape == (41, 2)
    np.testing.assert_allclose(images[20], digit, atol=1e-4)
    np.testing.assert_allclose(
        codes[7], coding.encode(app.library, "vae-2", images[7:8])[0], atol=1e-4
    )
    np.testing.assert_allclose(
        answers[7], restoring.repair(app.library, "vae", images[7:8], [None])[0], atol=1e-4
    )
