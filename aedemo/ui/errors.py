"""Errors meant for people, and the reading of what anybody may send."""

from collections.abc import Sequence
from typing import TypeVar

import gradio as gr
import numpy as np

Known = TypeVar("Known", bound=str | int)


def refusal(sentence: str) -> gr.Error:
    """An error for whoever sent it, which leaves no traceback in the server's log."""
    return gr.Error(sentence, print_exception=False)


def numbers_of(
    values: object, shape: tuple[int, ...], low: float, high: float, what: str
) -> np.ndarray:
    """A list from outside as a float32 array, or an error that says what was expected."""
    expected = f"{' × '.join(map(str, shape))} numbers" if shape else "a number"
    try:
        with np.errstate(over="ignore"):  # what is too large for a float32 is out of every range
            array = np.array(values, dtype=np.float32)
    except (TypeError, ValueError, OverflowError):
        array = None
    if array is None or array.shape != shape:
        raise refusal(f"{what} must be {expected}.")
    if not ((array >= low) & (array <= high)).all():
        raise refusal(f"{what} must hold numbers from {low:g} to {high:g} only.")
    return array


def member(value: object, names: Sequence[Known], what: str) -> Known:
    """A name or number from outside, or an error that says which there are."""
    for name in names:
        if type(value) is type(name) and value == name:
            return name
    raise refusal(f"No such {what}; send one of {', '.join(map(str, names))}.")
