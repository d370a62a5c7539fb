"""Picker: a grid of small pictures, one of which is chosen. The value is its number, or None."""

import base64
from collections.abc import Sequence
from typing import Any

import cv2
import gradio as gr
import numpy as np

from aedemo.ui.components.script import script, style

_THUMBNAIL = 96  # pixels a side


class Picker(gr.HTML):
    """Buttons with pictures on them; arrow keys and Tab reach all."""

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
            html_template='<div class="grid" role="group" aria-label="Gallery"></div>',
            css_template=style(__file__),
            js_on_load=script(
                __file__, thumbnails=[_png(each) for each in pictures], words=[*names]
            ),
            apply_default_css=False,
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


def _png(picture: np.ndarray) -> str:
    small = cv2.resize(
        picture.transpose(1, 2, 0), (_THUMBNAIL, _THUMBNAIL), interpolation=cv2.INTER_AREA
    )
    _, data = cv2.imencode(".png", np.ascontiguousarray(small[:, :, ::-1]))
    return "data:image/png;base64," + base64.b64encode(data.tobytes()).decode()
