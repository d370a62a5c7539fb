"""What only tabs show that are not open at first is fetched, and computed, when they are opened.

The page holds the values and settings of all components: a megabyte of pictures, of which a visitor
who stays on the first tab sees none. They are computed once, for whoever asks first.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Any

from gradio.blocks import Block

from aedemo.ui.components.script import Own, Shown
from aedemo.ui.files import APART, LATE

Made = dict[str, Callable[[], bytes]]  # files by address

_LEAST = 1500  # characters: for less the way is longer than what is fetched


def set_apart(blocks: Iterable[Block]) -> Made:
    """Replace what is large or not yet computed by where it is; the files that are there.

    The value of a component that is not only shown stays: listeners may take it before it is seen.
    """
    files: Made = {}
    for block in blocks:
        if isinstance(block, Own):
            block.settings = _moved(files, block.settings, f"{block._id}-settings")
        if isinstance(block, Shown):
            value = _computed(block, block.first) if block.first else block.value
            block.value = _moved(files, value, f"{block._id}")
    return files


def _computed(block: Own, first: Callable[[], Any]) -> Callable[[], Any]:
    return lambda: block.postprocess(first())


def _moved(files: Made, content: Any, name: str) -> Any:
    """The content itself if it is short, else where it is."""
    if callable(content):
        address = f"{LATE}{name}.json"
        files[address] = lambda: _json(content())
    else:
        text = _json(content)
        if len(text) < _LEAST:
            return content
        address = f"{APART}{hashlib.sha256(text).hexdigest()[:20]}.json"
        files[address] = lambda: text
    return {"apart": address}


def _json(content: Any) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode()
