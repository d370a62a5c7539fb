"""Molecule: what the network saw, what it drew and the truth, with the missing bonds ringed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from aedemo.ui.components.script import Shown, as_png

_HTML = """\
<div class="three">
  <figure class="seen"><div class="frame"><img alt="The spoiled drawing"></div>
    <figcaption>what it sees</figcaption></figure>
  <figure class="answer"><div class="frame"><img alt="What the network drew"><svg
    viewBox="0 0 1 1" aria-hidden="true"></svg></div>
    <figcaption>what it draws</figcaption></figure>
  <figure class="truth"><div class="frame"><img alt="The true drawing"><svg
    viewBox="0 0 1 1" aria-hidden="true"></svg></div>
    <figcaption>the truth</figcaption></figure>
</div>
<p class="key"><i class="hit"></i> a missing bond, redrawn <i class="miss"></i> missed</p>
<div class="closer">
<figure class="compare">
  <div class="frame"><img class="below" alt=""><img class="above" alt=""><i class="line"></i>
    <input type="range" min="0" max="100" step="0.5" value="50"
      aria-label="How much of the spoiled drawing covers the answer"></div>
  <figcaption>drag across: spoiled on the left, restored on the right</figcaption>
</figure>
<div class="words"><table></table><p class="note"></p></div>
</div>
"""


@dataclass(frozen=True)
class Ring:
    """A dropped bond: its middle in [0, 1] of the picture, and whether it was redrawn."""

    x: float
    y: float
    hit: bool


@dataclass(frozen=True, eq=False)
class Restoration:
    """One restored drawing.

    seen: (H, W) in [0, 1]. answer: (3, H, W) in [0, 1]. truth: (3, H, W) uint8, or None when it is
    not known. table: rows of cells, first the heads; its first column names the rows.
    """

    seen: np.ndarray
    answer: np.ndarray
    truth: np.ndarray | None
    rings: Sequence[Ring]
    table: Sequence[Sequence[str]]
    note: str


class Molecule(Shown):
    """Three pictures side by side, and one with a handle between the first two."""

    template = _HTML

    def postprocess(self, value: Restoration | None) -> dict[str, Any] | None:
        """PNG for the pictures."""
        if value is None:
            return None
        return {
            "seen": as_png((value.seen * 255).round().astype(np.uint8)),
            "answer": as_png((value.answer * 255).round().astype(np.uint8)),
            "truth": None if value.truth is None else as_png(value.truth),
            "rings": [[round(each.x, 4), round(each.y, 4), each.hit] for each in value.rings],
            "table": [list(row) for row in value.table],
            "note": value.note,
        }
