"""Interpolate: the way from one digit to another, and what lies on it."""

from dataclasses import dataclass
from functools import cached_property

import gradio as gr
import numpy as np

from aedemo.experiments import coding, interpolation
from aedemo.library import Library
from aedemo.methods.transformations import TRANSFORMATIONS
from aedemo.models.catalogue import VARIANTS
from aedemo.ui.choices import OpenSlider, model_choice, quiet_radio
from aedemo.ui.components.card import card, maths
from aedemo.ui.components.digit import Digit
from aedemo.ui.components.flipbook import Flipbook, Pages
from aedemo.ui.components.interpolation import Interpolation, Way, Ways
from aedemo.ui.components.plane import Marks, Plane
from aedemo.ui.decoders import decoder_of
from aedemo.ui.digits import (
    FIRST_DIGIT,
    accept_uploads,
    digit_of,
    digit_or,
    gallery_digits,
    gallery_pad,
)
from aedemo.ui.errors import numbers_of, refusal
from aedemo.ui.listeners import HERE, LAST, Keywords, moved, skip_without_digit
from aedemo.ui.models import digit_models, first_of, full_label, plane_names
from aedemo.ui.pad_values import GalleryDigit, PadValue

TITLE = "Interpolate"

LEAD = (
    "Go from one digit to another. Halfway between two pictures lie two pictures at once; halfway "
    "between two codes lies a digit. Look where each way leaves the digits: the curve rises."
)
MATHS = r"""
Between two digits $a$ and $b$ lie the pictures $(1 - t)\,a + t\,b$, which are no digits, and the
pictures $g\big((1 - t) f(a) + t f(b)\big)$, where $f$ is an encoder and $g$ its decoder. For a code
with a Gaussian prior a line has a flaw: in $D$ dimensions nearly all of the prior lies at a length
near $\sqrt D$, and the middle of a line is shorter. The great circle keeps the length
(Shoemake 1985; White 2016, *Sampling Generative Networks*),

$$\frac{\sin((1 - t)\,\omega)}{\sin \omega}\,f(a) + \frac{\sin(t\,\omega)}{\sin \omega}\,f(b),
\qquad \cos \omega = \frac{f(a) \cdot f(b)}{\lVert f(a) \rVert\,\lVert f(b) \rVert}.$$

How far a frame $x$ lies from real digits is measured by a convolutional autoencoder that has seen
only real ones: $\lVert g(f(x)) - x \rVert^2$, small for what it knows (Alain and Bengio 2014). The
curve shows it as a multiple of the median over test digits; the grey band holds the middle 80 % of
them. It is blind to some faults: a blurred digit is easy to copy, so a low curve does not say that
a frame is sharp.

The code is `aedemo/experiments/interpolation.py` and `aedemo/methods/transformations.py`.
"""

FIRST = (FIRST_DIGIT, GalleryDigit(4206), GalleryDigit(4277))  # A, B, C
FIRST_POINT = "conv-ae"
FIRST_GAUSSIAN = "vae"
FIRST_KIND = "rotation"
JUDGE = "conv-deep"  # trained on clean digits only; its code is wide enough to copy any of them
TYPICAL_DIGITS = slice(None, None, 10)  # of the gallery: 500, fifty of each class


@dataclass(frozen=True, eq=False)
class Interpolate:
    """The tab's listeners on a library; paths run through the plane of `plane_name`."""

    library: Library
    plane_name: str

    @cached_property
    def usual(self) -> tuple[float, float, float]:
        """The judge's error on real digits: 10 % quantile, median, 90 % quantile."""
        digits = gallery_digits(self.library, TYPICAL_DIGITS)
        errors = interpolation.strangeness(self.library, JUDGE, digits)
        low, median, high = np.quantile(errors, (0.1, 0.5, 0.9)).tolist()
        return low, median, high

    def way(self, name: str | None, a: np.ndarray, b: np.ndarray, spherical: bool = False) -> Way:
        """From one digit (28, 28) to another by the codes of a model, or by pixels (None)."""
        if name is None:
            start, end = a.ravel(), b.ravel()
            frames = interpolation.interpolate(start, end).reshape(-1, *a.shape)
            label, aside, decoder = "Pixels", "a blend of the two", None
        else:
            start, end = coding.encode(self.library, name, np.stack([a, b]))
            codes = interpolation.interpolate(start, end, spherical)
            frames = coding.decode(self.library, name, codes)
            label, aside = full_label(name), "along a circle" if spherical else "along a line"
            decoder = decoder_of(self.library, name)
        _, median, _ = self.usual
        strangeness = interpolation.strangeness(self.library, JUDGE, frames) / median
        return Way(label, aside, decoder, start, end, spherical, strangeness)

    def path(self, a: np.ndarray, kind: str, name: str, at: float | None) -> tuple[Pages, Marks]:
        """A digit (28, 28) transformed and what a model makes of it; its path through the plane."""
        images, answers, codes = interpolation.transformed(
            self.library, name, self.plane_name, a, kind
        )
        captions = [f"the digit, {TRANSFORMATIONS[kind].label.lower()}", full_label(name)]
        pages = Pages(captions, np.stack([images, answers]), at)
        return pages, Marks(path=tuple(map(tuple, codes.tolist())), at=at)

    @skip_without_digit
    def between(self, a: PadValue, b: PadValue, point: str, gaussian: str) -> Ways:
        """Four ways between the digits of two pads."""
        start, end = digit_of(self.library, a), digit_of(self.library, b)
        choices = [(None, False), (point, False), (gaussian, False), (gaussian, True)]
        ways = [self.way(name, start, end, spherical) for name, spherical in choices]
        low, median, high = self.usual
        return Ways(ways, (low / median, high / median))

    @skip_without_digit
    def add(self, a: PadValue, b: PadValue, c: PadValue, point: str, gaussian: str) -> Pages:
        """A - B + C of the digits of three pads, in pixels and in the codes of two models."""
        digits = np.stack([digit_of(self.library, pad) for pad in (a, b, c)])
        images = [*digits, (digits[0] - digits[1] + digits[2]).clip(0, 1)]
        captions = ["A", "B", "C", "in pixels"]
        for name in (point, gaussian):
            code_a, code_b, code_c = coding.encode(self.library, name, digits)
            images.append(coding.decode(self.library, name, (code_a - code_b + code_c)[None])[0])
            captions.append(full_label(name))
        return Pages(captions, np.stack(images)[:, None])

    def choose_kind(self, a: PadValue, kind: str, gaussian: str) -> tuple[dict, Pages, Marks]:
        """Another transformation: its slider, which starts at the identity, and its path."""
        digit = digit_or(self.library, a, FIRST[0])
        at = _share(kind, TRANSFORMATIONS[kind].neutral)
        return gr.update(**_amount(kind)), *self.path(digit, kind, gaussian, at)

    @skip_without_digit
    def show_all(
        self,
        a: PadValue,
        b: PadValue,
        c: PadValue,
        point: str,
        gaussian: str,
        kind: str,
        amount: float,
    ) -> tuple[Ways | dict, Pages | dict, Pages, Marks]:
        """Everything that shows digit A, or one of the models."""
        if kind not in TRANSFORMATIONS:
            raise refusal(f"No such transformation; send one of {', '.join(TRANSFORMATIONS)}.")
        path = self.path(digit_of(self.library, a), kind, gaussian, _share(kind, amount))
        return self.between(a, b, point, gaussian), self.add(a, b, c, point, gaussian), *path


def build(library: Library) -> None:
    """Lay out the tab and wire it."""
    points = digit_models(library, has_code=True, generative=False)
    gaussians = digit_models(library, has_code=True, generative=True)
    planes = plane_names(library)
    if not (points and gaussians and planes and JUDGE in library.names()):
        gr.Markdown("The models of this tab are not trained yet.", elem_classes=["ae-lead"])
        return
    tab = Interpolate(library, planes[0])
    first_models = first_of(FIRST_POINT, points), first_of(FIRST_GAUSSIAN, gaussians)

    gr.Markdown(LEAD, elem_classes=["ae-lead"])
    maths(MATHS)
    pad_a = Digit(FIRST[0])
    with gr.Row(elem_classes=["ae-bench"]):
        with gr.Column(), card("B", "input", "draw or pick"):
            pad_b = gallery_pad(library, FIRST[1])
        with card("From A to B", "output", "curve: how strange each frame is to an autoencoder"):
            with gr.Row(elem_classes=["ae-choices"]):
                point = model_choice(points, first_models[0], "Autoencoder", True)
                gaussian = model_choice(gaussians, first_models[1], "Variational", True)
            blend = Interpolation(lambda: tab.between(*FIRST[:2], *first_models))
    with gr.Row(elem_classes=["ae-path"]):
        kind, amount, book, plane = _path_cards(tab, first_models[1])
    with (
        card("A − B + C", "code", "A is to B as what is to C?"),
        gr.Row(elem_classes=["ae-bench"]),
    ):
        with gr.Column():
            pad_c = gallery_pad(library, FIRST[2])
        sum_book = Flipbook(lambda: tab.add(*FIRST, *first_models))

    models, pads = [point, gaussian], [pad_a, pad_b, pad_c]
    to_blend: Keywords = {
        "fn": tab.between,
        "inputs": [pad_a, pad_b, *models],
        "outputs": blend,
        **LAST,
    }
    to_sum: Keywords = {"fn": tab.add, "inputs": [*pads, *models], "outputs": sum_book, **LAST}
    to_all: Keywords = {
        "fn": tab.show_all,
        "inputs": [*pads, *models, kind, amount],
        "outputs": [blend, sum_book, book, plane],
        **LAST,
    }
    gr.on([pad_a.input, pad_b.input], **to_blend)
    # What lies further down follows when the hand rests.
    gr.on([pad_b.release, pad_c.input], **to_sum)
    gr.on([pad_a.release, point.input, gaussian.input], **to_all)
    accept_uploads(pad_b).then(**to_blend).then(**to_sum)
    accept_uploads(pad_c).then(**to_sum)
    kind.input(tab.choose_kind, [pad_a, kind, gaussian], [amount, book, plane], **LAST)


def _path_cards(tab: Interpolate, gaussian: str) -> tuple[gr.Radio, gr.Slider, Flipbook, Plane]:
    """The transformation, its amount, which turns the page in the browser, its path, the plane."""
    digit = digit_of(tab.library, FIRST[0])
    at = _share(FIRST_KIND, TRANSFORMATIONS[FIRST_KIND].neutral)
    pages, marks = tab.path(digit, FIRST_KIND, gaussian, at)
    with card("A transformed", "corruption", "its code draws a path through the plane"):
        kinds = [(each.label, name) for name, each in TRANSFORMATIONS.items()]
        kind = quiet_radio("Transformation", kinds, FIRST_KIND)
        amount = OpenSlider(buttons=[], **_amount(FIRST_KIND))
        book = Flipbook(pages)
    plane = Plane(
        marks,
        decoder=decoder_of(tab.library, tab.plane_name),
        codes=lambda: coding.gallery_codes(tab.library, tab.plane_name),
        label=VARIANTS[tab.plane_name].label,
    )
    turn = {"js": _turn_script(), "inputs": [amount, kind, plane], "outputs": [book, plane]}
    gr.on(moved(amount), **turn, **HERE)
    return kind, amount, book, plane


def _amount(kind: str) -> dict:
    each = TRANSFORMATIONS[kind]
    return {
        "label": f"{each.label}, {each.unit}",
        "minimum": each.low,
        "maximum": each.high,
        "value": each.neutral,
        "step": (each.high - each.low) / (interpolation.PATH_STEPS - 1),
    }


def _share(kind: str, amount: object) -> float:
    """Where an amount lies between the lowest and the highest, in [0, 1]."""
    each = TRANSFORMATIONS[kind]
    value = float(numbers_of(amount, (), each.low, each.high, "The amount"))
    return min((value - each.low) / (each.high - each.low), 1.0)  # numbers have seven digits


def _turn_script() -> str:
    """JavaScript: the slider turns the page and moves the dot on the path, without a request."""
    ends = {name: [each.low, each.high] for name, each in TRANSFORMATIONS.items()}
    return (
        "(amount, kind, plane) => {"
        f" const [low, high] = ({ends})[kind], at = (amount - low) / (high - low);"
        " return [{ at }, { ...plane, at }]; }"
    )
