"""Kept: a value that listeners hand on to one another, and the page keeps for them."""

from typing import Any

import gradio as gr


class Kept(gr.HTML):
    """Nothing to be seen. The server remembers nothing of a visitor, as `gr.State` would have it
    do: any process can answer, and a page that is closed leaves nothing behind. It ends with the
    page: what is to outlive a reload is held by a control, if need be one that is not visible.
    """

    def __init__(self, value: Any, **kwargs: Any) -> None:
        """
        Parameters:
            value: What is kept at first: all that JSON can say.
            kwargs: Everything else that `gr.HTML` takes.
        """
        super().__init__(value, html_template="", js_on_load=None, visible="hidden", **kwargs)

    def preprocess(self, payload: Any) -> Any:
        """What the page sent, which can be anything."""
        return payload

    def postprocess(self, value: Any) -> Any:
        """The value itself."""
        return value
