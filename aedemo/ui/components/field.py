"""Field: arrows in the plane from each point to its reconstruction, and points that follow them.

`ask` is the event of a point that was dropped, with {"place": [x, y]}; answer it with a `Trail`.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from aedemo.ui.components.script import Shown

_HTML = """\
<canvas tabindex="0" role="application"></canvas>
<p class="key"><span>distance travelled: 0</span><i></i><span class="most"></span></p>
"""


@dataclass(frozen=True, eq=False)
class Arrows:
    """From points (N, 2) to points (N, 2), over a curve of arms (A, K, 2), all in [0, 1]."""

    start: np.ndarray
    end: np.ndarray
    arms: np.ndarray


@dataclass(frozen=True, eq=False)
class Trail:
    """The way (K, 2) of one point."""

    points: np.ndarray


class Field(Shown):
    """A canvas: click drops a point; with the keyboard, arrow keys move a cross and Enter drops."""

    template = _HTML
    own_events = ("ask",)

    def postprocess(self, value: Arrows | Trail | None) -> dict[str, Any] | None:
        """Plain data with four digits."""
        match value:
            case None:
                return None
            case Arrows(start, end, arms):
                each = {"start": start, "end": end, "arms": arms}
                return {name: np.round(of.astype(float), 4).tolist() for name, of in each.items()}
            case Trail(points):
                return {"path": np.round(points.astype(float), 4).tolist()}
        raise TypeError(f"Field cannot show a {type(value).__name__}")
