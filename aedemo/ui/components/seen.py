"""Seen: the digit as the networks would like it, and what they are given, side by side."""

from typing import Any

import numpy as np

from aedemo.ui.components.script import Shown, as_base64, script, style

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
    """Two 28 x 28 pictures with an arrow between them. The value is a pair (clean, spoiled)."""

    def __init__(self, value: tuple[np.ndarray, np.ndarray] | None = None, **kwargs: Any) -> None:
        """
        Parameters:
            value: (28, 28) arrays in [0, 1]: the clean digit and the spoiled one.
            kwargs: Everything else that `gr.HTML` takes.
        """
        super().__init__(
            value,
            html_template=_HTML,
            css_template=style(__file__),
            js_on_load=script(__file__),
            apply_default_css=False,
            **kwargs,
        )

    def postprocess(self, value: tuple[np.ndarray, np.ndarray] | None) -> dict[str, str] | None:
        """Both pictures as bytes, base64."""
        if value is None:
            return None
        clean, spoiled = value
        return {"clean": as_base64(clean), "spoiled": as_base64(spoiled)}
