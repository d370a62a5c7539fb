"""A card: a hairline frame whose first line has a dot in its stage's hue, a title and an aside."""

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

import gradio as gr

STAGES = ("input", "corruption", "code", "output")


@contextmanager
def card(title: str, stage: str, aside: str = "", classes: tuple[str, ...] = ()) -> Iterator[None]:
    """Everything made within stands in the card. `stage` is one of STAGES and gives the hue."""
    with gr.Column(elem_classes=["ae-card", f"ae-{stage}", *classes]):
        gr.HTML(
            f'<header><h2><i class="dot"></i>{escape(title)}</h2>'
            f'<p class="aside">{escape(aside)}</p></header>',
            elem_classes=["ae-heading"],
        )
        yield
