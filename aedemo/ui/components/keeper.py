"""Keeper: nothing to be seen. It keeps the values of the controls of a tab over a reload.

Its value is {"values": [...]}, those of its controls, in their order. Its event `reopened` comes
once the tab is open after a reload, and all its components are there to be told something.
"""

from collections.abc import Sequence
from typing import Any

from gradio.components import Component

from aedemo.ui.components.script import Own, Shown


class Keeper(Shown):
    """What keeps the controls of a tab."""

    template = ""
    own_events = ("reopened",)

    def __init__(
        self, *, controls: Sequence[Component] = (), parts: Sequence[Own] = (), **kwargs: Any
    ) -> None:
        """
        Parameters:
            controls: Those whose values it keeps.
            parts: The components of ours that must be mounted before anything is put back.
            kwargs: Everything else that `gr.HTML` takes.
        """
        super().__init__(
            settings={
                "controls": [each._id for each in controls],
                "parts": [each._id for each in parts],
            },
            visible="hidden",
            elem_classes=["ae-keeper"],
            **kwargs,
        )
