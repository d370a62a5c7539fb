"""The frames of a tab: its cards, and the maths behind it."""

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

import gradio as gr

STAGES = ("input", "corruption", "code", "output")


@contextmanager
def card(title: str, stage: str, aside: str = "", classes: tuple[str, ...] = ()) -> Iterator[None]:
    """A hairline frame whose first line has a dot in its stage's hue, a title and an aside.

    Everything made within stands in the card. `stage` is one of STAGES and gives the hue.
    """
    with gr.Column(elem_classes=["ae-card", f"ae-{stage}", *classes]):
        gr.HTML(
            f'<header><h2><i class="dot"></i>{escape(title)}</h2>'
            f'<p class="aside">{escape(aside)}</p></header>',
            elem_classes=["ae-heading"],
        )
        yield


def taper(word: str, stage: str) -> None:
    """The encoder or the decoder between two pictures: a shape that narrows towards the code."""
    gr.HTML(
        f'<p class="shape"><span>{word}</span></p>', elem_classes=["ae-taper", word, f"ae-{stage}"]
    )


def maths(text: str) -> None:
    """What is behind a tab, one click away. `text` is Markdown with $...$ and $$...$$."""
    with gr.Accordion("The maths", open=False, elem_classes=["ae-maths"]):
        gr.Markdown(
            text,
            latex_delimiters=[
                {"left": "$$", "right": "$$", "display": True},
                {"left": "$", "right": "$", "display": False},
            ],
        )
