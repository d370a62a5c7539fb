"""Seen: the digit as the networks would like it, and what they are given, side by side."""

import numpy as np

from aedemo.ui.components.script import Shown, as_base64

_HTML = """\
<div class="pair">
<figure><canvas class="clean" width="28" height="28" role="img"
  aria-label="The digit, 28 by 28 pixels"></canvas><figcaption>clean</figcaption></figure>
<span class="arrow" aria-hidden="true"></span>
<figure><canvas class="spoiled" width="28" height="28" role="img"
  aria-label="The spoiled digit: what every model sees"></canvas>
<figcaption>what they see</figcaption></figure>
</div>
"""


class Seen(Shown):
    """Two pictures with an arrow between them. The value is a pair (clean, spoiled), each (28, 28)
    in [0, 1].
    """

    template = _HTML

    def postprocess(self, value: tuple[np.ndarray, np.ndarray] | None) -> dict[str, str] | None:
        """Both pictures as bytes, base64."""
        if value is None:
            return None
        clean, spoiled = value
        return {"clean": as_base64(clean), "spoiled": as_base64(spoiled)}
