"""Digit: nothing to be seen. What is on the page's pad, as one tab follows it.

A tab that is not in view asks for nothing: it hears of the digit when it is opened. Its events are
those of the pad, `input` and `release`, and so is its value. The pad has the last word: what a
listener sets here is replaced by what the pad shows.
"""

from typing import Any

from aedemo.ui.components.script import Own
from aedemo.ui.pad_values import KEYS, PadValue, read_digit, written_digit


class Digit(Own):
    """The page's digit in one tab."""

    template = ""

    def __init__(self, value: PadValue | None = None, **kwargs: Any) -> None:
        """
        Parameters:
            value: What is on the page's pad at first.
            kwargs: Everything else that `gr.HTML` takes.
        """
        super().__init__(value, visible="hidden", **kwargs)

    def preprocess(self, payload: dict[str, Any] | None) -> PadValue:
        """Check what a client sent, which can be anything, and say in a sentence what is wrong."""
        return read_digit(payload)

    def postprocess(self, value: PadValue | None) -> dict[str, Any]:
        """The object that the page knows a digit by."""
        return written_digit(value)

    def api_info(self) -> dict[str, Any]:
        """The JSON schema of the value, for API clients."""
        return {"type": "object", "description": KEYS}

    def example_payload(self) -> dict[str, Any]:
        """A digit of the gallery, as a client would send it."""
        return {"gallery": 0}

    def example_value(self) -> PadValue:
        """The same digit, as a listener would return it."""
        return read_digit(self.example_payload())
