"""Tiles: sections of small pictures of any size, such as kernels and feature maps.

Where they can be chosen, `choose` is the event of it, with {"section": i, "tile": k}; a listener in
JavaScript may give {chosen: [i, k]} for the value, which marks another one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from aedemo.ui.components.script import First, Shown, as_base64


@dataclass(frozen=True, eq=False)
class Section:
    """Pictures (N, h, w) under a title: of either sign in [-1, 1], or grey in [0, 1].

    size: the width of each in CSS pixels.
    """

    title: str
    aside: str
    tiles: np.ndarray
    grey: bool = False
    size: int = 56


class Tiles(Shown):
    """Sections, one below another or, where there is room, side by side."""

    template = '<div class="sections"></div>'
    own_events = ("choose",)

    def __init__(
        self, value: First[Sequence[Section]] = None, *, choosable: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(
            value,
            settings={"asButtons": choosable},
            **kwargs,
        )

    def postprocess(self, value: Sequence[Section] | None) -> list[dict[str, Any]] | None:
        """Bytes for the pixels."""
        if value is None:
            return None
        return [
            {
                "title": section.title,
                "aside": section.aside,
                "height": section.tiles.shape[1],
                "width": section.tiles.shape[2],
                "grey": section.grey,
                "size": section.size,
                "tiles": as_base64(section.tiles if section.grey else (section.tiles + 1) / 2),
            }
            for section in value
        ]
