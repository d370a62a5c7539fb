"""What is no digit: made of digits or drawn by the program, so that one dataset is enough."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from aedemo.data.digits import SIDE
from aedemo.data.preprocessing import from_strokes

# Without I, O, S and Z, which are a 1, a 0, a 5 and a 2.
LETTERS = "ABCDEFGHJKLMNPQRTUVWXY"
_LETTER_PIXELS = 19  # tall; the pen adds its width


@dataclass(frozen=True)
class Anomaly:
    """A way to be no digit.

    label: for people, with soft hyphens. note: what to expect of it. make: (digits, rng) -> as many
    anomalies; both are float32 (B, 28, 28) in [0, 1].
    """

    label: str
    note: str
    make: Callable[[np.ndarray, np.random.Generator], np.ndarray]


def upside_down(digits: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Turned by half a circle."""
    return digits[:, ::-1, ::-1].copy()


def mirrored(digits: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Left and right exchanged."""
    return digits[:, :, ::-1].copy()


def letters(digits: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Capital letters in a pen's strokes, centred and scaled as the digits are."""
    return np.stack([letter(rng.choice(list(LETTERS)), rng) for _ in digits])


def shapes(digits: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Triangles, squares, stars, crosses and waves of the pen, turned by any angle."""
    drawn = []
    for _ in digits:
        strokes = _SHAPES[rng.integers(len(_SHAPES))]
        angle = rng.uniform(0, 2 * np.pi)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        stretch = rng.uniform(0.75, 1.25, size=2)
        drawn.append(
            from_strokes([0.5 + 0.35 * (each * stretch) @ turn / 1.25 for each in strokes])
        )
    return np.stack(drawn)


def scrambled(digits: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The same pixels in random order, another for each digit: as much ink, and no line."""
    flat = digits.reshape(len(digits), -1)
    return rng.permuted(flat, axis=1).reshape(digits.shape)


def noise(digits: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Every pixel any grey."""
    return rng.random(digits.shape, dtype=np.float32)


ANOMALIES: dict[str, Anomaly] = {
    "upside-down": Anomaly(
        "Upside down", "0, 1 and 8 stay digits, and 6 and 9 change places.", upside_down
    ),
    "mirrored": Anomaly("Mir\u00adrored", "0, 1 and 8 stay digits.", mirrored),
    "letters": Anomaly("Letters", "A to Y, without those that are digits too.", letters),
    "shapes": Anomaly("Shapes", "Triangles, squares, stars, crosses and waves.", shapes),
    "scrambled": Anomaly("Scram\u00adbled", "A digit's own pixels, in random order.", scrambled),
    "noise": Anomaly("Noise", "Every pixel any grey.", noise),
}


def letter(character: str, rng: np.random.Generator) -> np.ndarray:
    """One letter, (28, 28) in [0, 1]: of OpenCV's one-line alphabet, a little slanted at random."""
    canvas: np.ndarray = np.zeros((4 * SIDE, 4 * SIDE), np.uint8)
    font = cv2.FONT_HERSHEY_SIMPLEX
    size = cv2.getFontScaleFromHeight(font, 4 * _LETTER_PIXELS, 1)
    thickness = int(rng.integers(8, 13))  # a quarter of it in pixels of the digit: MNIST's strokes
    (width, height), _ = cv2.getTextSize(character, font, size, thickness)
    start = ((4 * SIDE - width) // 2, (4 * SIDE + height) // 2)
    cv2.putText(canvas, character, start, font, size, 255, thickness, cv2.LINE_AA)
    slant = rng.uniform(-0.2, 0.2)
    matrix = np.array([[1, slant, -slant * 2 * SIDE], [0, 1, 0]])
    canvas = cv2.warpAffine(canvas, matrix, canvas.shape)
    small = cv2.resize(canvas, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    mass = cv2.moments(small)
    shift = [round(SIDE / 2 - mass[moment] / mass["m00"]) for moment in ("m01", "m10")]
    return np.roll(small, shift, axis=(0, 1)) / small.max()


def _polygon(corners: int, every: int = 1) -> np.ndarray:
    """A closed polygon, or a star that joins every so many of its corners: (corners + 1, 2)."""
    angle = 2 * np.pi * every * np.arange(corners + 1) / corners
    return np.stack([np.sin(angle), np.cos(angle)], axis=1)


def _wave() -> np.ndarray:
    x = np.linspace(-1, 1, 40)
    return np.stack([x, 0.5 * np.sin(2.5 * np.pi * x)], axis=1)


_SHAPES = (
    [_polygon(3)],
    [_polygon(4)],
    [_polygon(5, every=2)],
    [np.array([[-1.0, 0], [1, 0]]), np.array([[0.0, -1], [0, 1]])],
    [_wave()],
)
