"""Wall: every model's answer to one digit, in one component of real, focusable elements.

The value is a `restoring.Answers`, that of the spoiled digit itself among them. The pixels travel
once, as bytes; sorting, filtering, the error maps, the facts beside the wall and the pinned
pictures are the browser's own work and ask the server nothing. Its events are `pin`, with
`{"pins": [name, ...]}`, when the choice of up to three pinned models changes, and `settled`, when
no new answers have come for a moment. Cards made within `with Wall(...):` stand around it, where
wall.css says by their classes.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from aedemo.experiments.restoring import AS_IT_IS, Answers
from aedemo.ui.components.script import First, Shown, as_base64

# No placeholder but the children's: rendering the template again must not touch the canvases.
_HTML = """\
<section class="answers ae-card">
  <header>
    <h2><i class="dot"></i>What they see and answer</h2>
    <p class="aside">point at a pixel to compare it</p>
  </header>
  <div class="pins"></div>
  <p class="none">Draw a digit, or pick one below the pad.</p>
</section>
<section class="wall ae-card">
  <header>
    <h2><i class="dot"></i>Every model's answer</h2><p class="aside timing"></p>
    <div class="sort" role="group" aria-label="Sort by"></div>
  </header>
  <div class="filter" role="group" aria-label="Show only one family"></div>
  <p class="legend"></p>
  <div class="groups"></div>
</section>
<section class="detail ae-card" aria-label="The answer that is pointed at"></section>
@children
"""


@dataclass(frozen=True)
class Tile:
    """What the wall says of a model whatever the digit: all of it made for people.

    learned: whether it was trained. latent: the numbers of its code, 0 where there is none.
    facts: pairs of a label and a value. against: the names of the kinds of damage that it was
    trained to undo.
    """

    name: str
    label: str
    family: str
    aside: str
    learned: bool
    latent: int
    parameters: int
    note: str
    facts: Sequence[tuple[str, str]]
    against: Sequence[str] = ()


class Wall(Shown):
    """The wall of answers, with the pinned ones at large size below it."""

    template = _HTML
    own_events = ("pin", "settled")

    def __init__(
        self,
        value: First[Answers] = None,
        *,
        tiles: Sequence[Tile] = (),
        pins: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        """
        Parameters:
            value: The answers painted first.
            tiles: What may appear on the wall, in the order of its families.
            pins: The names pinned at first, at most three.
            kwargs: Everything else that `gr.HTML` takes.
        """
        super().__init__(
            value,
            settings={
                "tiles": [asdict(tile) for tile in tiles],
                "pins": list(pins),
                "asItIs": AS_IT_IS,
            },
            **kwargs,
        )

    def postprocess(self, value: Answers | None) -> dict[str, Any] | None:
        """Bytes for the pixels, rounded numbers for the rest."""
        if value is None:
            return None
        return {
            "names": value.names,
            "pixels": as_base64(value.images),
            "clean": as_base64(value.clean),
            "psnr": np.round(value.psnr.astype(float), 2).tolist(),
            "ssim": np.round(value.ssim.astype(float), 3).tolist(),
            "mse": np.round(value.mse.astype(float), 5).tolist(),
            "kind": value.kind,
            # Finer than is shown: what equals the answer before would not be painted.
            "milliseconds": round(value.milliseconds, 3),
        }
