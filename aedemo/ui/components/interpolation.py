"""Interpolation: several ways from one digit to another, leafed through together.

The value is a `Ways`. The frames are decoded in the browser from the two codes of each way, at any
point between them; how strange the eleven frames of each are was measured in Python.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from aedemo.ui.components.script import Shown

_HTML = """\
<div class="now"></div>
<div class="scrub">
  <button type="button" class="play" aria-pressed="false">Play</button>
  <input class="time" type="range" min="0" max="1" step="0.005" value="0.5"
    aria-label="How far from A to B">
  <span class="at"></span>
</div>
<div class="ways"></div>
<p class="key">Curve: the error of an autoencoder that has seen only real digits, as a multiple of
its error on a typical one. Grey: the middle 80 % of real digits.</p>
<p class="message" role="status" aria-live="polite"></p>
"""


@dataclass(frozen=True, eq=False)
class Way:
    """One way from A to B.

    decoder: see ui.decoders.decoder_of, None where start and end are themselves pixels. start,
    end: (D,) codes. spherical: along a great circle. strangeness: (11,), of its frames, as a
    multiple of that of a typical digit.
    """

    label: str
    aside: str
    decoder: dict | None
    start: np.ndarray
    end: np.ndarray
    spherical: bool
    strangeness: np.ndarray


@dataclass(frozen=True, eq=False)
class Ways:
    """Ways between the same two digits; `usual` are the 10 % and 90 % quantiles of real digits."""

    ways: Sequence[Way]
    usual: tuple[float, float]


class Interpolation(Shown):
    """Film strips with one scrubber for all, and a curve of strangeness under each."""

    template = _HTML

    def postprocess(self, value: Ways | None) -> dict[str, Any] | None:
        """Plain data; codes with five digits."""
        if value is None:
            return None
        return {
            "usual": list(value.usual),
            "ways": [
                {
                    "label": way.label,
                    "aside": way.aside,
                    "decoder": way.decoder,
                    "start": _rounded(way.start, 5),
                    "end": _rounded(way.end, 5),
                    "spherical": way.spherical,
                    "strangeness": _rounded(way.strangeness, 3),
                }
                for way in value.ways
            ],
        }


def _rounded(numbers: np.ndarray, digits: int) -> list[float]:
    return np.round(numbers.astype(float), digits).tolist()
