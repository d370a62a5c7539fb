"""Traversals: one strip a latent, its nine values from end to end with all others held.

Listeners in JavaScript give it {state}, the Decoder's state. Its event is `pick`, at which its
value is {code: [...]}, that of the cell clicked.
"""

from aedemo.ui.components.script import Shown

_HTML = """<div class="strips"></div>"""


class Traversals(Shown):
    """A strip of nine digits for each of the telling latents, decoded in the browser."""

    template = _HTML
    own_events = ("pick",)
