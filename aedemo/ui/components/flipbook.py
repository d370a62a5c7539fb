"""Flipbook: a row of captioned pictures that a number leafs through.

The value is `Pages`; a listener in JavaScript may give it {at: number in [0, 1]} instead, which
turns to the page there without a request.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from aedemo.ui.components.script import Shown, as_base64


@dataclass(frozen=True, eq=False)
class Pages:
    """For each of the captions, K pictures of the same size.

    images: (captions, K, 28, 28) in [0, 1]. at: where to open, in [0, 1]; None stays there.
    signed: which of the captions' pictures are in [-1, 1] instead. notes: for each caption K words
    to stand under its pictures, or none.
    """

    captions: Sequence[str]
    images: np.ndarray
    at: float | None = None
    signed: Sequence[bool] = ()
    notes: Sequence[Sequence[str]] = ()


class Flipbook(Shown):
    """Pictures side by side, all turned to the same page."""

    template = '<div class="row"></div>'

    def postprocess(self, value: Pages | None) -> dict[str, Any] | None:
        """Bytes for the pixels."""
        if value is None:
            return None
        signed = list(value.signed) or [False] * len(value.captions)
        images = [
            as_base64((pages + 1) / 2 if either else pages)
            for pages, either in zip(value.images, signed, strict=True)
        ]
        return {
            "captions": list(value.captions),
            "images": images,
            "at": value.at,
            "signed": signed,
            "notes": [list(words) for words in value.notes],
        }
