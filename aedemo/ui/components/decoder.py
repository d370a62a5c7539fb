"""Decoder: the digit of the current code, decoded in the browser while the sliders move.

It owns the tab's state: the model, the digit that was encoded, and the code. From Python its value
is a `Start`; listeners in JavaScript give it messages:

    {message: "sliders", sliders: [...]}   the sliders were moved
    {message: "code", code: [...]}         go to this code
    {message: "draw", draw: number}        a random code, from the prior where there is one
    {message: "back", back: number}        the encoded digit's own code again

Its events, at each of which its value is {model, mean, sigma, code, sliders}: `started`, there is
a new digit or model; `moved`, the code changed by other means than the sliders, which should
follow; `settled`, no change for a moment.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from aedemo.ui.components.script import Shown, as_base64

_HTML = """\
<div class="picture">
  <canvas class="digit decoded" width="28" height="28" role="img"
    aria-label="The decoded digit"></canvas>
</div>
<p class="figures"><span class="psnr"></span><span class="time"></span></p>
<div class="twin" hidden>
  <canvas class="digit" width="28" height="28" role="img"
    aria-label="The same z through a plain autoencoder"></canvas>
  <p><b>The same z, a plain autoencoder.</b> No prior was asked of it: even stretched to the spread
  of its codes, a z from the prior often falls between them.</p>
</div>
<p class="copy">
  <button type="button" class="python">Copy as Python</button>
</p>
<pre class="code" tabindex="0" hidden></pre>
<p class="message" role="status" aria-live="polite"></p>
"""


@dataclass(frozen=True, eq=False)
class Start:
    """A digit and its posterior under a model.

    model: see ui.decoders.browser_model. seen: (28, 28) in [0, 1]. mean, sigma: (D,). code: (D,) to
    begin at, None for the mean.
    """

    model: dict
    seen: np.ndarray
    mean: np.ndarray
    sigma: np.ndarray
    code: np.ndarray | None = None


class Decoder(Shown):
    """The decoded digit, its twin without a prior, and what reproduces it elsewhere."""

    template = _HTML
    own_events = ("started", "moved", "settled")

    def __init__(self, value: Start | None = None, *, sliders: str = "", **kwargs: Any) -> None:
        """
        Parameters:
            value: The digit and model to begin with.
            sliders: The elem_id of the sliders, without their number: slider 3 is "<sliders>-3".
            kwargs: Everything else that `gr.HTML` takes.
        """
        super().__init__(value, settings={"sliders": sliders}, **kwargs)

    def postprocess(self, value: Start | None) -> dict[str, Any] | None:
        """Plain data; the posterior with five digits."""
        if value is None:
            return None
        code = None if value.code is None else _rounded(value.code)
        return {
            "message": "start",
            "model": value.model,
            "seen": as_base64(value.seen),
            "mean": _rounded(value.mean),
            "sigma": _rounded(value.sigma),
            "code": code,
        }


def _rounded(numbers: np.ndarray) -> list[float]:
    return np.round(numbers.astype(float), 5).tolist()
