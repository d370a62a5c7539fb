"""What only tabs show that are not open at first is fetched when they are opened.

The page holds the values and settings of all components: a megabyte of pictures, of which a visitor
who stays on the first tab sees none.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from gradio.blocks import Block

from aedemo.ui.components.script import Own, Shown
from aedemo.ui.files import APART

_LEAST = 1500  # characters: for less the way is longer than what is fetched


def set_apart(blocks: Iterable[Block]) -> dict[str, bytes]:
    """Replace what is large in components of ours by where it is; the files, by their addresses.

    The value of a component that is not only shown stays: listeners may take it before it is seen.
    """
    files: dict[str, bytes] = {}

    def moved(content: Any) -> Any:
        text = json.dumps(content, separators=(",", ":")).encode()
        if len(text) < _LEAST:
            return content
        address = f"{APART}{hashlib.sha256(text).hexdigest()[:20]}.json"
        files[address] = text
        return {"apart": address}

    for block in blocks:
        if isinstance(block, Own):
            block.settings = moved(block.settings)
        if isinstance(block, Shown):
            block.value = moved(block.value)
    return files
