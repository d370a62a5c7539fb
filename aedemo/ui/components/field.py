"""Field: arrows in the plane from each point to its reconstruction, and points that follow them.

`ask` is the event of points that were dropped, with {"places": [[x, y], ...]}, the latest last;
answer it with `Trails`. It comes again when there are other arrows.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from aedemo.ui.components.script import First, Shown

_HTML = """\
<canvas tabindex="0" role="application"></canvas>
<p class="key">
  <span><i class="arms"></i>the spiral, where the data lie</span>
  <span><i class="arrow">→</i>from a point to its reconstruction</span>
  <span>its length: 0<i class="scale"></i><b class="most"></b></span>
  <span><i class="dropped"></i>a point that you dropped, and its way</span>
  <span><i class="end"></i>where it is, fed back again and again</span>
</p>
"""
MOST_POINTS = 6  # that are shown at once


@dataclass(frozen=True, eq=False)
class Arrows:
    """From points (N, 2) to points (N, 2), over a curve of arms (A, K, 2), all in [0, 1]."""

    start: np.ndarray
    end: np.ndarray
    arms: np.ndarray


@dataclass(frozen=True, eq=False)
class Trails:
    """The ways (N, K, 2) of the points that were dropped."""

    points: np.ndarray


class Field(Shown):
    """A canvas: click drops a point; with the keyboard, arrow keys move a cross and Enter drops."""

    template = _HTML
    own_events = ("ask",)

    def __init__(self, value: First[Arrows] = None, **kwargs: Any) -> None:
        """
        Parameters:
            value: The arrows shown first.
            kwargs: Everything else that `gr.HTML` takes.
        """
        super().__init__(value, settings={"most": MOST_POINTS}, **kwargs)

    def postprocess(self, value: Arrows | Trails | None) -> dict[str, Any] | None:
        """Plain data with four digits."""
        match value:
            case None:
                return None
            case Arrows(start, end, arms):
                each = {"start": start, "end": end, "arms": arms}
                return {name: np.round(of.astype(float), 4).tolist() for name, of in each.items()}
            case Trails(points):
                return {"paths": np.round(points.astype(float), 4).tolist()}
        raise TypeError(f"Field cannot show a {type(value).__name__}")
