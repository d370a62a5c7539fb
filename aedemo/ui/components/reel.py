"""Reel: rows of pictures that play together, draw after draw, and can be averaged over draws.

The value is a list of `Row`s; every picture in them has the same number of draws, or one for all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from aedemo.ui.components.script import First, Shown, as_base64

SPAN = 2.5  # signed pixels are shown from -SPAN to SPAN

_HTML = """\
<div class="controls">
  <button type="button" class="play" aria-pressed="false">Play</button>
  <label class="average"><span>Draws averaged</span>
    <input type="range" min="1" max="16" step="1" value="1"><output>1</output></label>
  <p class="scale"><span>−1</span><i></i><span>1</span></p>
</div>
<div class="rows"></div>
"""


@dataclass(frozen=True, eq=False)
class Picture:
    """Draws (K, 28, 28) or one picture for all of them (1, 28, 28).

    Of draws it is said which is shown, or how many are averaged. signed: pixels of either sign, on
    the diverging scale; otherwise grey in [0, 1]. figures: a number for each draw, shown as
    `figure` says with {} for their mean over all draws, whichever are shown.
    """

    caption: str
    draws: np.ndarray
    signed: bool = False
    figure: str = ""
    figures: Sequence[float] = ()


@dataclass(frozen=True, eq=False)
class Row:
    """Pictures under a heading. scatter: (x, y, label of x, label of y), two of the row's pictures
    by their place in it, whose pixels are plotted against each other; or None. is_large: for what
    is to be seen first.
    """

    title: str
    aside: str
    stage: str
    pictures: Sequence[Picture]
    scatter: tuple[int, int, str, str] | None = None
    is_large: bool = False


class Reel(Shown):
    """Pictures in rows, playing."""

    template = _HTML

    def __init__(self, value: First[Sequence[Row]] = None, **kwargs: Any) -> None:
        super().__init__(
            value,
            settings={"span": SPAN},
            **kwargs,
        )

    def postprocess(self, value: Sequence[Row] | None) -> list[dict[str, Any]] | None:
        """Bytes for the pixels, five digits for the figures."""
        if value is None:
            return None
        return [
            {
                "title": row.title,
                "aside": row.aside,
                "stage": row.stage,
                "scatter": row.scatter and list(row.scatter),
                "isLarge": row.is_large,
                "pictures": [
                    {
                        "caption": picture.caption,
                        "signed": picture.signed,
                        "draws": as_base64(_fraction(picture)),
                        "figure": picture.figure,
                        "figures": [round(float(each), 5) for each in picture.figures],
                    }
                    for picture in row.pictures
                ],
            }
            for row in value
        ]


def _fraction(picture: Picture) -> np.ndarray:
    """The pixels as fractions of what can be shown."""
    pixels = (picture.draws / SPAN + 1) / 2 if picture.signed else picture.draws
    return pixels.clip(0, 1)
