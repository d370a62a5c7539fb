"""Traversals: one strip a latent, its nine values from end to end with all others held.

Listeners in JavaScript give it {state}, the Decoder's state. Its event is `pick`, at which its
value is {code: [...]}, that of the cell clicked.
"""

from typing import Any

import gradio as gr

from aedemo.ui.components.script import MODULES, address, script, style

_HTML = """<div class="strips"></div>"""


class Traversals(gr.HTML):
    """A strip of nine digits for each of the telling latents, decoded in the browser."""

    def __init__(self, value: None = None, **kwargs: Any) -> None:
        super().__init__(
            value,
            html_template=_HTML,
            css_template=style(__file__),
            js_on_load=script(__file__, module=address(MODULES / "decoding.js")),
            apply_default_css=False,
            **kwargs,
        )

    def preprocess(self, payload: Any) -> None:
        """It lives in the browser: what a client sends is not read."""

    def api_info(self) -> dict[str, Any]:
        """For the API's schema."""
        return {"type": "object"}
