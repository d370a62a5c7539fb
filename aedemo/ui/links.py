"""What a link calls the controls of the page: modules/link.js writes by it, opening.js reads."""

import itertools
import re
from collections.abc import Container
from typing import Any

import gradio as gr
from gradio.blocks import Block
from gradio.components import Component, FormComponent

from aedemo.data.preprocessing import SIDE
from aedemo.ui.choices import OpenRadio, OpenSlider
from aedemo.ui.components.digit import Digit
from aedemo.ui.components.drawpad import DrawPad
from aedemo.ui.components.hole import Hole
from aedemo.ui.components.keeper import Keeper
from aedemo.ui.components.script import Own, Shown
from aedemo.ui.pad_values import GALLERY_SIZE, GRID

LONGEST = 16_000  # letters of a value in a link: a drawing of some 4,000 points


def named(page: gr.Blocks) -> dict[str, Any]:
    """What a link calls the page's components, with their numbers, and what it takes to read one.

    A name is the tab's and the control's label, or the kind of component where it has none, with a
    number where that would be two: "restore.level", "interpolate.drawpad-2".
    """
    tabs = [each for each in page.blocks.values() if isinstance(each, gr.Tab)]
    names: dict[str, Any] = {"pad": None, "digits": [], "values": {}, "parts": {}, "open": []}
    for block in page.blocks.values():
        tab = _tab_of(block)
        if isinstance(block, Digit):
            names["digits"].append(block._id)
        elif isinstance(block, DrawPad) and tab is None:
            names["pad"] = block._id
        elif tab is not None and isinstance(block, Component) and not isinstance(block, Keeper):
            kind = _kind_in_link(block)
            if kind:
                name = f"{_slug(str(tab.label))}.{_slug(str(block.label or type(block).__name__))}"
                names[kind][_unused(name, names[kind])] = block._id
        if isinstance(block, OpenRadio | OpenSlider):
            names["open"].append(block._id)
    return {
        **names,
        "tab": _slug(str(tabs[0].label)) if tabs else "",
        "grid": GRID,
        "gallery": GALLERY_SIZE,
        "pixels": SIDE * SIDE,
        "longest": LONGEST,
    }


def _kind_in_link(block: Component) -> str:
    """Whether a link tells the value of a component, or what it alone knows, or nothing of it."""
    if isinstance(block, Shown):
        return "parts"
    # A file lies on the server that it was sent to, and a hole is as long as a picture.
    if not is_control(block) or isinstance(block, Hole | gr.File | gr.Image):
        return ""
    return "values"


def _tab_of(block: Block) -> gr.Tab | None:
    parent = block.parent
    return parent if parent is None or isinstance(parent, gr.Tab) else _tab_of(parent)


def _slug(words: str) -> str:
    return re.sub("[^a-z0-9]+", "-", words.lower()).strip("-")


def _unused(name: str, taken: Container[str]) -> str:
    numbered = (f"{name}-{i}" for i in itertools.count(2))
    return name if name not in taken else next(each for each in numbered if each not in taken)


def is_control(block: Component) -> bool:
    """Whether its value is a visitor's to change."""
    if isinstance(block, Own):
        return not isinstance(block, Shown)
    return isinstance(block, FormComponent)
