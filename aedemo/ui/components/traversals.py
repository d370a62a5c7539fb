"""Traversals: one strip a latent, its nine values from end to end with all others held.

Listeners in JavaScript give it {state}, the Decoder's state. Its event is `pick`, at which its
value is {code: [...]}, that of the cell clicked.
"""

from typing import Any

from aedemo.ui.components.script import MODULES, Shown, address

_HTML = """<div class="strips"></div>"""


class Traversals(Shown):
    """A strip of nine digits for each of the telling latents, decoded in the browser."""

    template = _HTML

    def __init__(self, value: None = None, **kwargs: Any) -> None:
        super().__init__(
            value,
            settings={"module": address(MODULES / "decoding.js")},
            **kwargs,
        )
