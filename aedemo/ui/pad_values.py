"""What a visitor gives as a digit: the value of a pad, and of all that follows one.

In Python it is one of four small objects:

- `Strokes`: a drawing, kept as vector strokes (an empty one is an empty pad);
- `GalleryDigit`: an index into the gallery's sprite sheet;
- `Upload`: the bytes of a file that was just taken in;
- `UploadedDigit`: what Python made of that file.

A drawing or a file becomes a digit as MNIST's were made, centred and scaled, unless the visitor has
taken the tick off (`centred`). On the page it is an object with one key of "strokes", "gallery",
"file" and "picture", and "centred": false where that is so.
"""

import base64
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr
import numpy as np

from aedemo.data.gallery import GALLERY_PER_CLASS
from aedemo.data.preprocessing import SIDE
from aedemo.ui.limits import MOST_FILE

GALLERY_SIZE = 10 * GALLERY_PER_CLASS
GRID = 1000  # steps across the pad on which a drawing's points lie
MAX_STROKES = 500
MAX_POINTS = 20_000
MAX_FILE_BYTES = MOST_FILE

Point = tuple[float, float]


@dataclass(frozen=True)
class Strokes:
    """A drawing: strokes of (x, y) points in [0, 1] of the square, y downwards."""

    strokes: tuple[tuple[Point, ...], ...] = ()
    centred: bool = True


@dataclass(frozen=True)
class GalleryDigit:
    """A digit of the gallery; `index` counts along the rows of its sprite sheet."""

    index: int


@dataclass(frozen=True)
class Upload:
    """The bytes of a file as the person chose it: not yet known to be a picture."""

    data: bytes


@dataclass(frozen=True, eq=False)
class UploadedDigit:
    """An uploaded digit brought to (28, 28) uint8: as MNIST's are made, and merely scaled."""

    normalised: np.ndarray
    plain: np.ndarray
    centred: bool = True


PadValue = Strokes | GalleryDigit | Upload | UploadedDigit

KEYS = (
    'one of {"strokes": [[[x, y], ...], ...]}, {"gallery": index}, {"file": base64} '
    'or {"picture": {"normalised": base64, "plain": base64}}, perhaps with "centred": false'
)


def read_digit(payload: Any) -> PadValue:
    """What a client sent as a pad's value, which can be anything. Raises gr.Error, a sentence."""
    if payload is None:
        return Strokes()
    if not isinstance(payload, dict):
        raise _refusal("The digit must be an object", KEYS)
    centred = payload.get("centred", True)
    if type(centred) is not bool:
        raise _refusal('The value of "centred" is neither true nor false', KEYS)
    given = {key: content for key, content in payload.items() if key != "centred"}
    if len(given) != 1:
        raise _refusal("The digit must have exactly one key", KEYS)
    ((key, content),) = given.items()
    if key not in _READERS:
        raise _refusal("The digit has a key that is not known", KEYS)
    value = _READERS[key](content)
    return replace(value, centred=centred) if isinstance(value, Strokes | UploadedDigit) else value


def written_digit(value: PadValue | None) -> dict[str, Any]:
    """The object that the page shows, of what a listener returned."""
    match value:
        case None:
            return {"strokes": []}
        case Strokes(strokes, centred):
            rounded = [[_rounded(point) for point in stroke] for stroke in strokes]
            return {"strokes": rounded, **_ticked(centred)}
        case GalleryDigit(index):
            return {"gallery": int(index)}
        case Upload(data):
            return {"file": base64.b64encode(data).decode()}
        case UploadedDigit(normalised, plain, centred):
            picture = {"normalised": _packed(normalised), "plain": _packed(plain)}
            return {"picture": picture, **_ticked(centred)}
    raise TypeError(f"No pad can show a {type(value).__name__}")


def _ticked(centred: bool) -> dict[str, bool]:
    return {} if centred else {"centred": False}


def _refusal(wrong: str, instead: str) -> gr.Error:
    # Not printed: a stranger could fill the log with tracebacks.
    return gr.Error(f"{wrong}; send {instead}.", print_exception=False)


def _read_strokes(content: Any) -> Strokes:
    if not isinstance(content, list):
        raise _refusal("The strokes are not a list", "a list of strokes, each a list of [x, y]")
    if len(content) > MAX_STROKES:
        raise _refusal(f"There are {len(content):,} strokes", f"at most {MAX_STROKES}")
    if not all(isinstance(stroke, list) and stroke for stroke in content):
        raise _refusal(
            "A stroke is not a list of points", "each stroke as a list of at least one [x, y]"
        )
    points = sum(map(len, content))
    if points > MAX_POINTS:
        raise _refusal(f"There are {points:,} points", f"at most {MAX_POINTS:,} in all strokes")
    return Strokes(tuple(tuple(map(_read_point, stroke)) for stroke in content))


def _read_point(point: Any) -> Point:
    if not isinstance(point, list) or len(point) != 2 or not all(map(_is_finite, point)):
        raise _refusal("A point is not a pair of finite numbers", "each point as [x, y] in [0, 1]")
    x, y = (min(max(float(number), 0.0), 1.0) for number in point)
    return x, y


def _is_finite(number: Any) -> bool:
    # type() and not isinstance(): True is an int. A whole number is finite, however long, but
    # float() overflows on a very long one, so those are refused along with NaN and infinity.
    return type(number) in (int, float) and abs(number) < 1e300 and math.isfinite(number)


def _read_gallery(content: Any) -> GalleryDigit:
    if type(content) is not int or not 0 <= content < GALLERY_SIZE:
        raise _refusal(
            "There is no such gallery digit", f"a whole number from 0 to {GALLERY_SIZE - 1}"
        )
    return GalleryDigit(content)


def _read_file(content: Any) -> Upload:
    return Upload(_read_base64(content, "The file", 1, MAX_FILE_BYTES, "a file of at most 5 MB"))


def _read_picture(content: Any) -> UploadedDigit:
    if not isinstance(content, dict) or set(content) != {"normalised", "plain"}:
        raise _refusal("The picture lacks a part", '"normalised" and "plain", and nothing else')
    return UploadedDigit(_read_pixels(content["normalised"]), _read_pixels(content["plain"]))


def _read_pixels(content: Any) -> np.ndarray:
    size = SIDE * SIDE
    data = _read_base64(content, "The picture", size, size, f"exactly {size} uint8 pixels")
    return np.frombuffer(data, np.uint8).reshape(SIDE, SIDE)


def _read_base64(content: Any, what: str, least: int, most: int, instead: str) -> bytes:
    instead += " in base64"
    if not isinstance(content, str):
        raise _refusal(f"{what} is not text", instead)
    # Looked at before decoding, so that an enormous text costs nothing more.
    if len(content) > 4 * math.ceil(most / 3):
        raise _refusal(f"{what} is too large", instead)
    try:
        data = base64.b64decode(content, validate=True)
    except ValueError:
        raise _refusal(f"{what} is not valid base64", instead) from None
    if not least <= len(data) <= most:
        raise _refusal(f"{what} holds {len(data):,} bytes", instead)
    return data


def _rounded(point: Point) -> list[float]:
    return [round(float(number), 4) for number in point]


def _packed(pixels: np.ndarray) -> str:
    if pixels.shape != (SIDE, SIDE) or pixels.dtype != np.uint8:
        raise ValueError(
            f"a UploadedDigit is ({SIDE}, {SIDE}) uint8, not {pixels.shape} {pixels.dtype}"
        )
    return base64.b64encode(pixels.tobytes()).decode()


_READERS: dict[str, Callable[[Any], PadValue]] = {
    "strokes": _read_strokes,
    "gallery": _read_gallery,
    "file": _read_file,
    "picture": _read_picture,
}
