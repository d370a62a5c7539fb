"""What the first layer looks for: the kernels of two models, and what excites one of them."""

from dataclasses import dataclass

import gradio as gr
import numpy as np

from aedemo.experiments import kernels
from aedemo.library import Library
from aedemo.ui.choices import model_choice
from aedemo.ui.components.card import card
from aedemo.ui.components.digit import Digit
from aedemo.ui.components.tiles import Section, Tiles
from aedemo.ui.digits import digit_or, gallery_digits
from aedemo.ui.errors import numbers_of, refusal
from aedemo.ui.listeners import HERE, LAST, QUICK, Follower, told
from aedemo.ui.models import digit_models, first_of, full_label
from aedemo.ui.pad_values import GalleryDigit, PadValue
from aedemo.ui.tabs.inside.scale import signed_key, to_unit

TITLE = "Kernels"

FIRST_MODELS = ("dense-shallow", "dense-shallow-denoising")
MOST_SHOWN = 100  # of each model
FIRST_KERNEL = 0
CAPTION = (
    "Its answer to your digit: one number where the kernel is as large as a digit, else one at "
    "each place."
)
# JavaScript: the kernel of a number is the one that is marked.
_MARK = f"(k) => ({{ chosen: [Math.floor(k / {MOST_SHOWN}), k % {MOST_SHOWN}] }})"


@dataclass(frozen=True, eq=False)
class Kernels:
    """The part's listeners on a library; `first` is what they show of an empty pad."""

    library: Library
    first: GalleryDigit

    def choose(self, event: gr.EventData) -> int:
        """The number of the kernel that was clicked: those of the left model, then the right's."""
        section, tile = told(event, "section"), told(event, "tile")
        numbers = type(section) is int and type(tile) is int
        if not (numbers and section in (0, 1) and 0 <= tile < MOST_SHOWN):
            raise refusal("There is no such kernel; choose one of those shown.")
        return section * MOST_SHOWN + tile

    def excite(self, source: PadValue, left: str, right: str, number: int) -> list[Section]:
        """A kernel of one of two models, the last where there are fewer, and what excites it."""
        number = int(numbers_of(number, (), 0, 2 * MOST_SHOWN - 1, "The kernel"))
        section, tile = divmod(number, MOST_SHOWN)
        name = (left, right)[section]
        count = min(MOST_SHOWN, len(kernels.kernels(self.library, name)))
        digit = digit_or(self.library, source, self.first)
        return _excited(self.library, name, min(tile, count - 1), digit)

    def show(
        self, source: PadValue, left: str, right: str, number: int
    ) -> tuple[list[Section], list[Section]]:
        """The first layers of two other models, and the kernel at the same place."""
        return _kernels(self.library, left, right), self.excite(source, left, right, number)


def trained(library: Library) -> bool:
    """Whether there is anything to show."""
    return bool(digit_models(library, has_code=True))


def build(library: Library, pad: Digit, first: GalleryDigit) -> Follower:
    """Lay out the part on the digit `first` and wire it."""
    listeners, names = Kernels(library, first), digit_models(library, has_code=True)
    left, right = (first_of(name, names) for name in FIRST_MODELS)
    framed = card("What the first layer looks for", "code", "the strongest of each; choose one")
    with framed, gr.Row(elem_classes=["ae-kernels"]):
        with gr.Column():
            with gr.Row(elem_classes=["ae-pair"]):
                models = [model_choice(names, left), model_choice(names, right)]
            shown = Tiles(lambda: _kernels(library, left, right), choosable=True)
            signed_key("below 0, ink takes away", "above 0, ink adds to the answer")
        with gr.Column():
            excited = Tiles(lambda: listeners.excite(first, left, right, FIRST_KERNEL))
            gr.Markdown(CAPTION, elem_classes=["ae-caption"])
    last = 2 * MOST_SHOWN - 1
    # A control, so that it is kept and stands in the link as all controls do.
    kernel = gr.Number(
        FIRST_KERNEL, label="Kernel", precision=0, minimum=0, maximum=last, visible=False
    )
    inputs = [*models, kernel]
    gr.on([each.input for each in models], listeners.show, [pad, *inputs], [shown, excited], **LAST)
    shown.choose(listeners.choose, None, kernel, **QUICK)
    kernel.change(listeners.excite, [pad, *inputs], excited, **LAST)
    # "multiple": of two that want the last one each would wake the other for ever.
    kernel.change(js=_MARK, inputs=kernel, outputs=shown, trigger_mode="multiple", **HERE)
    return Follower(listeners.excite, inputs, [excited])


def _kernels(library: Library, left: str, right: str) -> list[Section]:
    """The first layers of two models, on one scale."""
    pictures = [kernels.kernels(library, name) for name in (left, right)]
    scale = max(np.quantile(np.abs(each), 0.99) for each in pictures)
    return [
        Section(full_label(name), _count(each), np.clip(each[:MOST_SHOWN] / scale, -1, 1), size=44)
        for name, each in zip((left, right), pictures, strict=True)
    ]


def _count(pictures: np.ndarray) -> str:
    shown, total = min(MOST_SHOWN, len(pictures)), len(pictures)
    return f"{total} kernels" if shown == total else f"{shown} of {total}"


def _excited(library: Library, name: str, place: int, digit: np.ndarray) -> list[Section]:
    """A kernel, its answer to the digit, and the digits that excite it most."""
    kernel = kernels.kernels(library, name)[place]
    answer = kernels.activation(library, name, place, digit[None])
    value = f"{answer.max():.2f}" + ("" if answer.size == 1 else " at most")
    best = gallery_digits(library, kernels.exciters(library, name, place))
    return [
        Section("the kernel", "", to_unit(kernel[None]), size=84),
        Section("its answer", value, to_unit(answer), size=84),
        Section("excites it most", "of 1,000 gallery digits", best, grey=True, size=48),
    ]
