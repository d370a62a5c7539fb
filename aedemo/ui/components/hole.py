"""Hole: a digit in which a brush makes a hole. The value is a `Holed`.

Events: `input` at each change by the person (at most one per 75 ms while the brush moves),
`release` at the end of each action. A value set from Python fires neither.
"""

import base64
from dataclasses import dataclass
from typing import Any

import numpy as np

from aedemo.data.preprocessing import SIDE
from aedemo.ui.components.script import Own, as_base64
from aedemo.ui.errors import refusal

FIRST_BRUSH = 5

_HTML = f"""\
<div class="stage">
<canvas class="paper" tabindex="0" role="application"
  aria-label="The digit: paint over what shall be missing"></canvas>
<p class="keys">Arrows move the brush, Space paints</p>
</div>
<label class="brush"><span>Brush, pixels</span>
  <input type="range" min="1" max="14" step="1" value="{FIRST_BRUSH}">
  <output>{FIRST_BRUSH}</output></label>
<div class="actions">
  <button type="button" class="mend" aria-pressed="false">Mend</button>
  <button type="button" class="undo">Undo</button>
  <button type="button" class="clear">Clear</button>
</div>
"""


@dataclass(frozen=True, eq=False)
class Holed:
    """A digit (28, 28) in [0, 1], or None where only the hole came back; missing: (28, 28) bool."""

    digit: np.ndarray | None
    missing: np.ndarray


class Hole(Own):
    """A digit to paint a hole into, by mouse, finger or keys."""

    template = _HTML

    def preprocess(self, payload: Any) -> Holed:
        """The hole alone, of whatever a client sent; the digit is the pad's to say."""
        sent = payload.get("missing") if isinstance(payload, dict) else None
        try:
            data = base64.b64decode(sent, validate=True) if isinstance(sent, str) else b""
        except ValueError:
            data = b""
        if len(data) != SIDE * SIDE:
            raise refusal("The hole must be 784 bytes in base64.")
        return Holed(None, np.frombuffer(data, np.uint8).reshape(SIDE, SIDE) > 0)

    def postprocess(self, value: Holed | None) -> dict[str, Any] | None:
        """Bytes for both."""
        if value is None or value.digit is None:
            return None
        return {"digit": as_base64(value.digit), "missing": as_base64(value.missing / 255)}
