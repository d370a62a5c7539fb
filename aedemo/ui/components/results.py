"""Results: captioned pictures side by side, each with its figure.

The value is a list of `Result`s; the best of them wear a frame.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from aedemo.ui.components.script import Shown, as_base64


@dataclass(frozen=True, eq=False)
class Result:
    """One picture (28, 28) in [0, 1], or None where there is none yet and the last one stays,
    dimmed; and what is said below it.

    figure: of this picture. aside: what to compare it with, such as the mean over test digits.
    """

    caption: str
    image: np.ndarray | None
    figure: str = ""
    aside: str = ""
    best: bool = False


class Results(Shown):
    """A row of pictures that wraps."""

    template = '<div class="grid"></div>'

    def postprocess(self, value: Sequence[Result] | None) -> list[dict[str, Any]] | None:
        """Bytes for the pixels."""
        if value is None:
            return None
        return [
            {
                "caption": each.caption,
                "pixels": "" if each.image is None else as_base64(each.image.clip(0, 1)),
                "figure": each.figure,
                "aside": each.aside,
                "best": each.best,
            }
            for each in value
        ]
