"""Uses: what autoencoders are good for, and where something simpler does as well."""

import json
import re
import zlib
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
from aedemo.ui.listeners import LAST, Follower, Keywords
from aedemo.ui.models import digit_models
from aedemo.ui.pad_values import PadValue
from aedemo.ui.tabs.uses import anomalies, compression, inpainting, superresolution
from aedemo.ui.tabs.uses.part import member

TITLE = "Uses"

LEAD = (
    "What is a network good for that can only copy its input? It knows when something is no digit, "
    "packs a digit into a few bytes, fills holes and sharpens."
)
PARTS = (anomalies, compression, inpainting, superresolution)


@dataclass(frozen=True, eq=False)
class Uses:
    """The listener of all parts, by their titles."""

    library: Library
    parts: dict[str, Follower]

    def follow_digit(self, title: str, followed: object, source: PadValue, *values: Any) -> list:
        """The part that is open with the pad's digit; the others wait until they are opened.

        `followed` says which digit each part shows: one that is opened again stays as it was left.
        The values are those of all parts' inputs, one after the other.
        """
        title = member(title, [*self.parts], "part")
        known = followed if isinstance(followed, dict) else {}
        followed = {part: known.get(part) for part in self.parts}
        digit: object
        try:
            digit = _checksum(digit_of(self.library, source))
        except NotADigit:  # the pad says so itself
            digit = followed[title]
        rest, answers = iter(values), []
        for each, part in self.parts.items():
            own = [*islice(rest, len(part.inputs))]
            if each == title and followed[title] != digit:
                answers += part.answers(source, own)
            else:
                answers += [gr.skip()] * len(part.outputs)
        return [{**followed, title: digit}, *answers]


def build(library: Library) -> None:
    """Lay out the tab and wire it."""
    coded = digit_models(library, has_code=True, having="latents")
    if not (coded and digit_models(library, generative=True)):
        words = "The models of this tab are not trained and measured yet: python train_all.py"
        gr.Markdown(words, elem_classes=["ae-lead"])
        return
    titles = [part.TITLE for part in PARTS]
    first = digit_of(library, FIRST_DIGIT)

    gr.Markdown(LEAD, elem_classes=["ae-lead"])
    gr.HTML(f"<style>{_shown_when_chosen(titles)}</style>", visible="hidden")
    pad = Digit(FIRST_DIGIT)
    shown = quiet_radio("Use", titles, titles[0], classes=["ae-parts"])
    with gr.Row(elem_classes=["ae-bench"]):
        with gr.Column():
            controls = [gr.Column(elem_classes=_classes(title)) for title in titles]
        with gr.Column():
            results = [gr.Column(elem_classes=_classes(title)) for title in titles]
    parts = {
        part.TITLE: part.build(library, pad, first, *columns)
        for part, *columns in zip(PARTS, controls, results, strict=True)
    }
    _wire(Uses(library, parts), pad, shown, Kept(dict.fromkeys(titles, _checksum(first))))


def _wire(tab: Uses, pad: Digit, shown: gr.Radio, followed: Kept) -> None:
    parts = tab.parts.values()
    to_parts: Keywords = {
        "fn": tab.follow_digit,
        "inputs": [shown, followed, pad, *(each for part in parts for each in part.inputs)],
        "outputs": [followed, *(each for part in parts for each in part.outputs)],
    }
    runs = [run for part in parts for run in part.runs]
    gr.on([pad.input, shown.input], **to_parts, cancels=runs, **LAST)


def _classes(title: str) -> list[str]:
    return ["ae-part", f"ae-part-{re.sub('[^a-z0-9]+', '-', title.lower())}"]


def _shown_when_chosen(titles: list[str]) -> str:
    """CSS: of each part, that it is shown while its title is chosen."""
    return "".join(
        f".tabitem:has(.ae-parts input[value={json.dumps(title, ensure_ascii=False)}]:checked)"
        f" .{_classes(title)[-1]}"
        " { display: flex !important; }"
        for title in titles
    )


def _checksum(digit: np.ndarray) -> int:
    return zlib.crc32(digit.tobytes())
