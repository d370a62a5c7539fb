"""How the parts of the Inside tab bring signed numbers to the scale of their pictures."""

from html import escape

import gradio as gr
import numpy as np

from aedemo.ui.colours import DIVERGING


def to_unit(numbers: np.ndarray, share: float = 1) -> np.ndarray:
    """To at most 1 in size, whatever the shape; the largest but a `share` of them stay at 1."""
    scale = max(np.quantile(np.abs(numbers), share), 1e-6)
    return np.clip(numbers / scale, -1, 1)


def signed_key(below: str, above: str) -> None:
    """The scale's colours, between words for what lies below 0 and above."""
    colours = f"background: linear-gradient(to right, {', '.join(DIVERGING)})"
    gr.HTML(
        f'<p><span>{escape(below)}</span><i style="{colours}"></i><span>{escape(above)}</span></p>',
        elem_classes=["ae-key"],
    )
