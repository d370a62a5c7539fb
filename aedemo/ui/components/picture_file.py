"""PictureFile: a button that takes a picture file. The value is its bytes, in the event `upload`.

What is too large to be sent is made smaller in the browser; what cannot be is refused there.
"""

import base64
import contextlib
import math
from typing import Any

from aedemo.ui.components.script import Own
from aedemo.ui.errors import refusal
from aedemo.ui.limits import MOST_FILE

_HTML = """\
<button type="button"></button>
<input type="file" accept="image/*" hidden>
<p class="message" role="status" aria-live="polite"></p>
"""


class PictureFile(Own):
    """A button, and a line that says what is wrong with a file."""

    template = _HTML

    def __init__(self, label: str, **kwargs: Any) -> None:
        """
        Parameters:
            label: What stands on the button.
            kwargs: Everything else that `gr.HTML` takes.
        """
        super().__init__(None, settings={"most": MOST_FILE, "label": label}, **kwargs)

    def preprocess(self, payload: Any) -> bytes | None:
        """The bytes of a file, of whatever a client sent; None where it sent nothing."""
        if payload is None:
            return None
        sent = payload.get("file") if isinstance(payload, dict) else None
        data = b""
        # Looked at before decoding, so that an enormous text costs nothing more.
        if isinstance(sent, str) and len(sent) <= 4 * math.ceil(MOST_FILE / 3):
            with contextlib.suppress(ValueError):
                data = base64.b64decode(sent, validate=True)
        if not 0 < len(data) <= MOST_FILE:
            raise refusal("The file must be one of at most 5 MB in base64.")
        return data
