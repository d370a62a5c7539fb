"""Samples: digits drawn from the posterior, and their mean, which is why a VAE's answer is blurred.

Listeners in JavaScript give it {state}, the Decoder's state; {temperature}; or {draw: number} for
other noise. Its event is `pick`, at which its value is {code: [...]}, the sample clicked.
"""

from aedemo.ui.components.script import Shown

_HTML = """<div class="row"></div>"""


class Samples(Shown):
    """Eight samples and their mean, decoded in the browser."""

    template = _HTML
    own_events = ("pick",)
