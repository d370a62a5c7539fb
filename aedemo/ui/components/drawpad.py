"""DrawPad: a square in which a visitor makes a digit, by hand, from the gallery or from a file.

In Python its value is one of four small objects:

- `Strokes`: a drawing, kept as vector strokes (an empty one is an empty pad);
- `GalleryDigit`: an index into the gallery's sprite sheet;
- `Upload`: the bytes of a file that was just taken in, only in the event `upload`;
- `UploadedDigit`: what Python made of that file, sent back as the pad's value, which then shows it.

Events: `input` at each change by the person (at most one per 75 ms while a stroke is being
drawn), `release` once at the end of each action (pen up, undo, clear, a pick), `upload` when a
file was taken in. A value set from Python fires neither of them. (`change` is Gradio's own and
fires for every change, whoever made it.)
"""

from __future__ import annotations

import base64
import itertools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import gradio as gr
import numpy as np

from aedemo.data.gallery import GALLERY_PER_CLASS
from aedemo.data.preprocessing import SIDE
from aedemo.ui.components.script import Own, as_base64
from aedemo.ui.limits import MOST_FILE

GALLERY_SIZE = 10 * GALLERY_PER_CLASS
MAX_STROKES = 500
MAX_POINTS = 20_000
MAX_FILE_BYTES = MOST_FILE

Point = tuple[float, float]

# Without a placeholder the template renders to the same text every time, so Gradio, which
# renders it again at each new value, finds nothing to change and leaves the canvas alone.
_HTML = """\
<div class="stage">
  <canvas class="paper" tabindex="0" role="application"></canvas>
  <span class="pen" aria-hidden="true"></span>
  <p class="hint" aria-hidden="true">Draw a digit here</p>
  <p class="keys">Arrows move the pen, Space puts it down or lifts it</p>
</div>
<div class="actions">
  <button type="button" class="undo">Undo</button>
  <button type="button" class="clear">Clear</button>
  <button type="button" class="upload">Upload</button>
  <button type="button" class="another">Another</button>
</div>
<div class="strip" role="group" aria-label="Digits from the gallery"></div>
<p class="message" role="status" aria-live="polite"></p>
<p class="spoken" role="status" aria-live="polite"></p>
<input class="file" type="file" accept="image/*" hidden>
"""

# Numbers the messages, so that the page can tell the same sentence said twice from one said once.
_message_numbers = itertools.count(1)


@dataclass(frozen=True)
class Strokes:
    """A drawing: strokes of (x, y) points in [0, 1] of the square, y downwards."""

    strokes: tuple[tuple[Point, ...], ...] = ()


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


PadValue = Strokes | GalleryDigit | Upload | UploadedDigit


class DrawPad(Own):
    """A square to draw a digit in, with undo, clear, upload and a strip of gallery digits."""

    template = _HTML

    def __init__(
        self,
        value: PadValue | None = None,
        *,
        sprite: str | None = None,
        digits: Mapping[int, np.ndarray] | None = None,
        message: str | None = None,
        **kwargs: Any,
    ):
        """
        Parameters:
            value: What the pad shows at first; None is an empty pad.
            sprite: The address of the gallery's sprite sheet, 100 x 50 digits sorted by class.
                Without it there is no gallery strip.
            digits: What can be shown of it before it is there, by index: (28, 28) in [0, 1].
            message: A sentence shown below the pad until the person's next action. To say one
                from an event listener return `DrawPad(message=...)`, with or without a value.
            kwargs: Everything else that `gr.HTML` takes.
        """
        if message is not None:
            # An update from a listener is made of the constructor's arguments. Gradio drops one
            # that equals the last one sent, so the same sentence said twice needs a new number.
            kwargs["message_number"] = next(_message_numbers)
            self.constructor_args["message_number"] = kwargs["message_number"]
        super().__init__(
            value,
            settings={
                "sprite": sprite,
                "digits": {index: as_base64(each) for index, each in (digits or {}).items()},
                "maxStrokes": MAX_STROKES,
                "maxPoints": MAX_POINTS,
                "maxFileBytes": MAX_FILE_BYTES,
            },
            message=message,
            **kwargs,
        )

    def preprocess(self, payload: dict[str, Any] | None) -> PadValue:
        """Check what a client sent, which can be anything, and say in a sentence what is wrong."""
        if payload is None:
            return Strokes()
        if not isinstance(payload, dict) or len(payload) != 1:
            raise _refusal("The digit must be an object with exactly one key", _KEYS)
        ((key, content),) = payload.items()
        if key not in _READERS:
            raise _refusal("The digit has a key that is not known", _KEYS)
        return _READERS[key](content)

    def postprocess(self, value: PadValue | None) -> dict[str, Any]:
        """Turn what a listener returned into the object that the page shows."""
        match value:
            case None:
                return {"strokes": []}
            case Strokes(strokes):
                return {"strokes": [[_rounded(point) for point in stroke] for stroke in strokes]}
            case GalleryDigit(index):
                return {"gallery": int(index)}
            case Upload(data):
                return {"file": base64.b64encode(data).decode()}
            case UploadedDigit(normalised, plain):
                return {"picture": {"normalised": _packed(normalised), "plain": _packed(plain)}}
        raise TypeError(f"DrawPad cannot show a {type(value).__name__}")

    def api_info(self) -> dict[str, Any]:
        """The JSON schema of the value, for API clients."""
        pixels = {"type": "string", "description": "base64 of 784 uint8, row by row"}
        point = {"type": "array", "items": {"type": "number"}}
        kinds = {
            "strokes": {"type": "array", "items": {"type": "array", "items": point}},
            "gallery": {"type": "integer"},
            "file": {"type": "string", "description": "base64 of the file"},
            "picture": {"type": "object", "properties": {"normalised": pixels, "plain": pixels}},
        }
        return {
            "oneOf": [{"type": "object", "properties": {key: kind}} for key, kind in kinds.items()],
            "description": _KEYS,
        }

    def example_payload(self) -> dict[str, Any]:
        """A drawn 1, as a client would send it."""
        return {"strokes": [[[0.42, 0.3], [0.52, 0.2], [0.5, 0.8]]]}

    def example_value(self) -> PadValue:
        """The same 1, as a listener would return it."""
        return self.preprocess(self.example_payload())


_KEYS = (
    'one of {"strokes": [[[x, y], ...], ...]}, {"gallery": index}, {"file": base64} '
    'or {"picture": {"normalised": base64, "plain": base64}}'
)


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
