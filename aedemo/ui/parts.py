"""A tab in parts, of which one is shown: it alone follows the page's digit."""

import json
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import gradio as gr
import numpy as np

from aedemo.data.preprocessing import NotADigit
from aedemo.library import Library
from aedemo.ui.choices import quiet_radio
from aedemo.ui.components.digit import Digit
from aedemo.ui.components.kept import Kept
from aedemo.ui.digits import FIRST_DIGIT, digit_of
from aedemo.ui.errors import member
from aedemo.ui.listeners import LAST, Follower, Keywords
from aedemo.ui.pad_values import PadValue


@dataclass(frozen=True, eq=False)
class Parts:
    """The parts of a tab by their titles; what follows the digit in each, or None if nothing does.

    Each tab has a subclass of its own, after whose file its listener is called.
    """

    library: Library
    parts: Mapping[str, Follower | None]

    @property
    def followers(self) -> dict[str, Follower]:
        """The parts that show the digit."""
        return {title: part for title, part in self.parts.items() if part}

    def follow_digit(self, title: str, followed: object, source: PadValue, *values: Any) -> list:
        """The part that is open with the pad's digit; the others wait until they are opened.

        `followed` says which digit each part shows: one that is opened again stays as it was left.
        The values are those of all parts' inputs, one after the other.
        """
        title = member(title, [*self.parts], "part")
        known = followed if isinstance(followed, dict) else {}
        followed = {part: known.get(part) for part in self.followers}
        digit: object
        try:
            digit = _checksum(digit_of(self.library, source))
        except NotADigit:  # the pad says so itself
            digit = followed.get(title)
        rest, answers = iter(values), []
        for each, part in self.followers.items():
            own = [*islice(rest, len(part.inputs))]
            if each == title and followed[title] != digit:
                answers += part.answers(source, own)
                followed[title] = digit
            else:
                answers += [gr.skip()] * len(part.outputs)
        return [followed, *answers]


def part_choice(label: str, titles: Sequence[str]) -> gr.Radio:
    """The row of buttons, of which the first is chosen; laid out before the parts' columns."""
    gr.HTML(f"<style>{_shown_when_chosen(titles)}</style>", visible="hidden")
    return quiet_radio(label, titles, titles[0], classes=["ae-parts"])


def part_column(title: str) -> gr.Column:
    """A column that is shown while the part of this title is chosen; it may have several."""
    return gr.Column(elem_classes=_classes(title))


def follow(tab: Parts, pad: Digit, shown: gr.Radio, changed: Callable) -> None:
    """Let the part in view follow the pad: at its event `changed`, and when another is opened.

    All parts are laid out on FIRST_DIGIT.
    """
    followers = tab.followers.values()
    first = _checksum(digit_of(tab.library, FIRST_DIGIT))
    followed = Kept(dict.fromkeys(tab.followers, first))
    to_parts: Keywords = {
        "fn": tab.follow_digit,
        "inputs": [shown, followed, pad, *(each for part in followers for each in part.inputs)],
        "outputs": [followed, *(each for part in followers for each in part.outputs)],
    }
    runs = [run for part in followers for run in part.runs]
    gr.on([changed, shown.input], **to_parts, cancels=runs, **LAST)


def _classes(title: str) -> list[str]:
    return ["ae-part", f"ae-part-{re.sub('[^a-z0-9]+', '-', title.lower())}"]


def _shown_when_chosen(titles: Sequence[str]) -> str:
    """CSS: of each part, that it is shown while its title is chosen.

    It asks the choice and not the whole tab: what a `:has` is asked of is looked at anew whenever
    anything in it changes, and then all that it says something of.
    """
    rules = []
    for title in titles:
        chosen = f".ae-parts:has(input[value={json.dumps(title, ensure_ascii=False)}]:checked)"
        part = f".{_classes(title)[-1]}"
        rules.append(f"{chosen} ~ {part}, {chosen} ~ * {part} {{ display: flex !important; }}")
    return "".join(rules)


def _checksum(digit: np.ndarray) -> int:
    return zlib.crc32(digit.tobytes())
