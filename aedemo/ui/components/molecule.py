"""Molecule: what the network saw, what it drew and the truth, with the missing bonds ringed and
those that it invented boxed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from aedemo.ui.components.script import Shown, as_png

_HTML = """\
<div class="three">
  <figure class="seen"><div class="frame"><img alt="What the network sees"></div>
    <figcaption>what it sees</figcaption></figure>
  <figure class="answer"><div class="frame"><img alt="What the network drew"><svg
    viewBox="0 0 1 1" aria-hidden="true"></svg></div>
    <figcaption>what it draws</figcaption></figure>
  <figure class="truth"><div class="frame"><img alt="The true drawing"><svg
    viewBox="0 0 1 1" aria-hidden="true"></svg></div>
    <figcaption>the truth <span class="name"></span></figcaption></figure>
</div>
<p class="key"></p>
<div class="closer">
<figure class="compare">
  <div class="frame"><img class="below" alt="The answer, once more"><img class="above"
    alt="What went in, laid over it"><i class="line"></i>
    <input type="range" min="0" max="100" step="0.5" value="50"
      aria-label="How much of what it sees covers the answer"></div>
  <figcaption>drag across: what it sees on the left, what it draws on the right</figcaption>
</figure>
<div class="words"><table></table><p class="note"></p></div>
</div>
"""


Place = tuple[float, float]


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
    not known. name: of the molecule, "" where there is no truth. rings: of the bonds that are
    missing from what is seen. invented: the middles (x, y), in [0, 1] of the picture, of the bonds
    that the truth has not. table: rows of cells, first the heads; its first column names the rows.
    """

    seen: np.ndarray
    answer: np.ndarray
    truth: np.ndarray | None
    name: str
    rings: Sequence[Ring]
    invented: Sequence[Place]
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
            "name": value.name,
            "invented": [[round(x, 4), round(y, 4)] for x, y in value.invented],
            "rings": [[round(each.x, 4), round(each.y, 4), each.hit] for each in value.rings],
            "table": [list(row) for row in value.table],
            "note": value.note,
        }
