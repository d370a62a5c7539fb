"""Picker: a grid of small pictures, one of which is chosen. The value is its number, or None."""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from aedemo.ui.components.script import Own, as_png

_THUMBNAIL = 96  # pixels a side


class Picker(Own):
    """Buttons with pictures on them; arrow keys and Tab reach all."""

    template = '<div class="grid" role="group" aria-label="Gallery"></div>'

    def __init__(
        self,
        value: int | None = None,
        *,
        pictures: Sequence[np.ndarray] = (),
        names: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        """
        Parameters:
            value: The number of the chosen picture.
            pictures: (3, H, W) uint8 each.
            names: What is said of each to those who do not see it.
            kwargs: Everything else that `gr.HTML` takes.
        """
        self.count = len(pictures)
        super().__init__(
            value,
            settings={
                "thumbnails": [as_png(_thumbnail(each)) for each in pictures],
                "words": [*names],
            },
            **kwargs,
        )

    def preprocess(self, payload: Any) -> int | None:
        """The chosen number, None for whatever is none of them."""
        return payload if type(payload) is int and 0 <= payload < self.count else None

    def postprocess(self, value: int | None) -> int | None:
        return value

    def api_info(self) -> dict[str, Any]:
        """For the API's schema."""
        return {"type": "integer"}


def _thumbnail(picture: np.ndarray) -> np.ndarray:
    pixels = picture.transpose(1, 2, 0)
    small = cv2.resize(pixels, (_THUMBNAIL, _THUMBNAIL), interpolation=cv2.INTER_AREA)
    return small.transpose(2, 0, 1)
