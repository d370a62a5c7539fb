"""How the page's listeners are run, what they have in common, and the names they go by."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from inspect import ismethod
from typing import Any

import gradio as gr
from gradio.events import Dependency

from aedemo.data.preprocessing import NotADigit
from aedemo.ui.pad_values import PadValue

Keywords = dict[str, Any]  # of a listener

# Answered in milliseconds, so past the queue.
QUICK: Keywords = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
# For what the hand changes as it moves: what comes while an answer is under way waits, the last of
# it only. One listener an event: several of these wake one another for ever.
LAST: Keywords = {**QUICK, "trigger_mode": "always_last"}
# Every question is answered, in whatever order.
EVERY: Keywords = {**QUICK, "trigger_mode": "multiple"}
# Takes seconds, so through the queue.
SLOW: Keywords = {"show_progress": "hidden", "api_visibility": "private"}
# In the browser, without a request.
HERE: Keywords = {"fn": None, "api_visibility": "private"}


@dataclass(frozen=True, eq=False)
class Follower:
    """What shows the digit of a pad.

    follow: from the pad and the values of `inputs` to a value for each of `outputs`. runs: what is
    called off when the digit changes.
    """

    follow: Callable
    inputs: list
    outputs: list
    runs: Sequence[Dependency] = ()

    def answers(self, source: PadValue, values: Sequence) -> list:
        """A value for each output, of a pad that holds a digit."""
        answer = self.follow(source, *values)
        return [answer] if len(self.outputs) == 1 else [*answer]


def moved(*sliders: gr.Slider) -> list[Callable]:
    """The events of a hand on sliders: the reset arrow fires no `input`, a key no `release`."""
    return [event for slider in sliders for event in (slider.input, slider.release)]


def skip_without_digit(listener: Callable) -> Callable:
    """The listener, which leaves all its outputs as they are where it raises NotADigit.

    An empty pad says so itself.
    """

    @wraps(listener)
    def with_digit(*arguments: Any) -> Any:
        try:
            return listener(*arguments)
        except NotADigit:
            return gr.skip()

    return with_digit


def told(event: gr.EventData, key: str) -> Any:
    """What an event says under a key, which can be anything; None where it says nothing."""
    data = event._data
    return data.get(key) if isinstance(data, dict) else None


def name_of(listener: Callable) -> str:
    """Its file and its own name: "restore.paint" in tabs/restore.py, "digits.take_upload".

    A method's file is that of its object's class, which may have it from another.
    """
    owner = type(listener.__self__) if ismethod(listener) else listener
    file = owner.__module__.removeprefix("aedemo.ui.").removeprefix("tabs.")
    return f"{file}.{listener.__name__}"


def named_listeners(page: gr.Blocks) -> dict[str, Callable]:
    """All Python listeners of a page by name. Raises ValueError when two have the same one."""
    named: dict[str, Callable] = {}
    for registered in page.fns.values():
        if listener := registered.fn:
            name = name_of(listener)
            if named.setdefault(name, listener) != listener:
                raise ValueError(f"two listeners are called {name}")
    return named
