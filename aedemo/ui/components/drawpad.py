"""DrawPad: a square in which a visitor makes a digit, by hand, from the gallery or from a file.

Its value is a `PadValue`: an upload as it was chosen comes only in the event `upload`, and is
answered with what Python made of it, which the pad then shows.

Events: `input` at each change by the person (at most one per 75 ms while a stroke is being
drawn), `release` once at the end of each action (pen up, undo, clear, a pick), `settled` after it
once all that was asked is answered, `upload` when a file was taken in. A value set from Python
fires none of them. (`change` is Gradio's own and fires for every change, whoever made it.)
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np

from aedemo.ui.components.script import Own, as_base64
from aedemo.ui.pad_values import (
    KEYS,
    MAX_FILE_BYTES,
    MAX_POINTS,
    MAX_STROKES,
    PadValue,
    read_digit,
    written_digit,
)

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
<label class="centring"><input class="centred" type="checkbox" checked>
Centre and scale as MNIST</label>
<p class="message" role="status" aria-live="polite"></p>
<p class="spoken" role="status" aria-live="polite"></p>
<input class="file" type="file" accept="image/*" hidden>
"""

# Numbers the messages, so that the page can tell the same sentence said twice from one said once.
_message_numbers = itertools.count(1)


class DrawPad(Own):
    """A square to draw a digit in, with undo, clear, upload and a strip of gallery digits."""

    template = _HTML
    own_events = ("settled",)

    def __init__(
        self,
        value: PadValue | None = None,
        *,
        sprite: str | None = None,
        digits: Mapping[int, np.ndarray] | None = None,
        leads: bool = False,
        message: str | None = None,
        **kwargs: Any,
    ):
        """
        Parameters:
            value: What the pad shows at first; None is an empty pad.
            sprite: The address of the gallery's sprite sheet, 100 x 50 digits sorted by class.
                Without it there is no gallery strip.
            digits: What can be shown of it before it is there, by index: (28, 28) in [0, 1].
            leads: Whether what it shows is the page's digit, which the tabs follow: see Digit.
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
                "leads": leads,
                "maxStrokes": MAX_STROKES,
                "maxPoints": MAX_POINTS,
                "maxFileBytes": MAX_FILE_BYTES,
            },
            message=message,
            **kwargs,
        )

    def preprocess(self, payload: dict[str, Any] | None) -> PadValue:
        """Check what a client sent, which can be anything, and say in a sentence what is wrong."""
        return read_digit(payload)

    def postprocess(self, value: PadValue | None) -> dict[str, Any]:
        """Turn what a listener returned into the object that the page shows."""
        return written_digit(value)

    def api_info(self) -> dict[str, Any]:
        """The JSON schema of the value, for API clients."""
        pixels = {"type": "string", "description": "base64 of 784 uint8, row by row"}
        point = {"type": "array", "items": {"type": "number"}}
        kinds = {
            "strokes": {"type": "array", "items": {"type": "array", "items": point}},
            "gallery": {"type": "integer"},
            "file": {"type": "string", "description": "base64 of the file"},
            "picture": {"type": "object", "properties": {"normalised": pixels, "plain": pixels}},
            "centred": {"type": "boolean"},
        }
        return {
            "oneOf": [{"type": "object", "properties": {key: kind}} for key, kind in kinds.items()],
            "description": KEYS,
        }

    def example_payload(self) -> dict[str, Any]:
        """A drawn 1, as a client would send it."""
        return {"strokes": [[[0.42, 0.3], [0.52, 0.2], [0.5, 0.8]]]}

    def example_value(self) -> PadValue:
        """The same 1, as a listener would return it."""
        return self.preprocess(self.example_payload())
