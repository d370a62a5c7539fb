"""Chart: a figure drawn by plotly's JavaScript, which is fetched when the first one is seen.

The value is a figure of `plots`.
"""

from typing import Any

from aedemo.ui.components.script import First, Shown
from aedemo.ui.files import PLOTLY
from aedemo.ui.plots import Figure

_HTML = '<div class="chart"></div>'


class Chart(Shown):
    """A figure with its legend; Gradio's own fetches plotly with the page, whoever looks at it."""

    template = _HTML

    def __init__(self, value: First[Figure] = None, **kwargs: Any) -> None:
        """
        Parameters:
            value: The figure drawn first.
            kwargs: Everything else that `gr.HTML` takes.
        """
        super().__init__(value, settings={"plotly": PLOTLY}, **kwargs)
