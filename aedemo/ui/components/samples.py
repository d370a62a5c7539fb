"""Samples: digits drawn from the posterior, and their mean, which is why a VAE's answer is blurred.

Listeners in JavaScript give it {state}, the Decoder's state; {temperature}; or {draw: number} for
other noise. Its event is `pick`, at which its value is {code: [...]}, the sample clicked.
"""

from typing import Any

from aedemo.ui.components.script import MODULES, Shown, address

_HTML = """<div class="row"></div>"""


class Samples(Shown):
    """Eight samples and their mean, decoded in the browser."""

    template = _HTML

    def __init__(self, value: None = None, **kwargs: Any) -> None:
        super().__init__(
            value,
            settings={"module": address(MODULES / "decoding.js")},
            **kwargs,
        )
