"""What a visitor made outlives a reload, and can be sent to others: every control of every tab.

Gradio reloads the page whenever the server was away for a moment. What is kept is written down by
modules/kept.js when the page goes, and put back by opening.js before Gradio builds it again. No
control has to be named for that: those of a tab are all of Gradio's own and all of ours whose value
is a visitor's. What follows from them is asked for again by the listeners that they have anyway.
"""

import json
import zlib
from collections.abc import Iterator
from pathlib import Path

import gradio as gr
from gradio.blocks import Block, BlockContext
from gradio.components import Component, FormComponent

from aedemo.ui.components.keeper import Keeper
from aedemo.ui.components.script import Own
from aedemo.ui.links import is_control, named
from aedemo.ui.listeners import HERE

OPENING = Path(__file__).with_name("opening.js")

# JavaScript: the values as the Keeper takes them, and those that were kept, of which many may be
# undefined, at which Gradio leaves a control as it is.
_KEEP = "(...values) => ({ values })"
_PUT_BACK = "() => %s.map((id) => window.opening.kept?.values[id])"


def keep_controls(page: gr.Blocks, tab: BlockContext) -> None:
    """Keep the controls of a tab that is laid out and wired; called within it."""
    blocks = [*within(tab)]
    # What the browser sets by itself follows from something else, which is kept.
    following = [
        each for listener in page.fns.values() if not listener.fn for each in listener.outputs
    ]
    controls = [each for each in blocks if is_control(each) and each not in following]
    native = [each for each in controls if isinstance(each, FormComponent)]
    parts = [each for each in blocks if isinstance(each, Own) and _is_seen(each)]
    keeper = Keeper(controls=native, parts=parts)
    if native:
        changes = [each.change for each in native]  # type: ignore[attr-defined]
        gr.on(changes, js=_KEEP, inputs=native, outputs=keeper, trigger_mode="multiple", **HERE)
    put_back = _PUT_BACK % [each._id for each in controls]
    keeper.reopened(js=put_back, inputs=None, outputs=controls, **HERE)


def opening(page: gr.Blocks) -> str:
    """The script for the page's head that puts back what was kept, or what a link says."""
    *before, call = OPENING.read_text(encoding="utf-8").rpartition("})(")
    call = call.replace("PAGE", _fingerprint(page)).replace("NAMED", json.dumps(named(page)))
    return f"<script>{''.join(before)}{call}</script>"


def within(block: Block) -> Iterator[Component]:
    """All components that stand in a tab, or in another block."""
    for child in block.children if isinstance(block, BlockContext) else []:
        if isinstance(child, Component):
            yield child
        yield from within(child)


def _is_seen(block: Block | None) -> bool:
    """Whether it is mounted with its tab."""
    return block is None or (block.visible is not False and _is_seen(block.parent))


def _fingerprint(page: gr.Blocks) -> str:
    """What tells a page from another one on which the same ids mean other controls."""
    controls = [each for each in page.blocks.values() if isinstance(each, Component)]
    told = [
        (each._id, type(each).__name__, each.label, getattr(each, "choices", None))
        for each in controls
        if is_control(each)
    ]
    return f"{zlib.crc32(json.dumps(told, default=str).encode()):08x}"
