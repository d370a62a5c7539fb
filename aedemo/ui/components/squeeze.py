"""Squeeze: what an autoencoder does, in one picture: a digit, its code, and the digit again."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from aedemo.ui.components.script import Shown, as_base64

_HTML = """\
<div class="chain">
  <canvas class="before" width="28" height="28" role="img" aria-label="Your digit"></canvas>
  <span class="numbers" role="img"></span>
  <canvas class="after" width="28" height="28" role="img" aria-label="Drawn again"></canvas>
</div>
"""


@dataclass(frozen=True, eq=False)
class Squeezed:
    """A digit (28, 28) in [0, 1], its code (D,), and what was decoded of that alone."""

    digit: np.ndarray
    code: np.ndarray
    decoded: np.ndarray


class Squeeze(Shown):
    """Two pictures with the numbers between them as bars, up or down from their middle."""

    template = _HTML

    def postprocess(self, value: Squeezed | None) -> dict[str, Any] | None:
        """Bytes for the pictures, the numbers with three digits."""
        if value is None:
            return None
        return {
            "before": as_base64(value.digit),
            "code": [float(f"{number:.3g}") for number in value.code],
            "after": as_base64(value.decoded.clip(0, 1)),
        }
