"""Interpolate: the way from one digit to another, and what lies on it."""

from functools import cache

import gradio as gr
import numpy as np

from aedemo.data.preprocessing import NotADigit
from aedemo.experiments import coding, interpolation
from aedemo.library import Library
from aedemo.methods.transformations import TRANSFORMATIONS
from aedemo.models.catalogue import VARIANTS
from aedemo.ui.components.card import card, maths
from aedemo.ui.components.drawpad import DrawPad, GalleryDigit, PadValue
from aedemo.ui.components.flipbook import Flipbook, Pages
from aedemo.ui.components.interpolation import Interpolation, Way, Ways
from aedemo.ui.components.plane import Marks, Plane
from aedemo.ui.decoders import decoder_of, full_label, plane_names
from aedemo.ui.digits import accept_uploads, digit_of
from aedemo.ui.errors import refusal

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

FIRST = (GalleryDigit(1509), GalleryDigit(4206), GalleryDigit(4277))  # A, B, C
FIRST_POINT = "conv-ae"
FIRST_GAUSSIAN = "vae"
FIRST_KIND = "rotation"
JUDGE = "conv-deep"  # trained on clean digits only; its code is wide enough to copy any of them
TYPICAL_DIGITS = slice(None, None, 10)  # of the gallery: 500, fifty of each class


def build(library: Library) -> None:
    """Lay out the tab and wire it."""
    points = library.names(dataset="mnist", has_code=True, generative=False)
    gaussians = library.names(dataset="mnist", has_code=True, generative=True)
    planes = plane_names(library)
    if not (points and gaussians and planes and JUDGE in library.names()):
        gr.Markdown("The models of this tab are not trained yet.", elem_classes=["ae-lead"])
        return
    plane_name = planes[0]

    @cache
    def usual() -> tuple[float, float, float]:
        """The judge's error on real digits: 10 % quantile, median, 90 % quantile."""
        digits = library.gallery.images[TYPICAL_DIGITS, 0].numpy().astype(np.float32) / 255
        low, median, high = np.quantile(
            interpolation.strangeness(library, JUDGE, digits), (0.1, 0.5, 0.9)
        )
        return low, median, high

    def way(name: str | None, a: np.ndarray, b: np.ndarray, spherical: bool = False) -> Way:
        _, median, _ = usual()
        if name is None:
            start, end = a.ravel(), b.ravel()
            frames = interpolation.interpolate(start, end).reshape(-1, *a.shape)
        else:
            start, end = coding.encode(library, name, np.stack([a, b]))
            frames = coding.decode(library, name, interpolation.interpolate(start, end, spherical))
        label, aside = "Pixels", "a blend of the two"
        if name is not None:
            label, aside = full_label(name), "along a circle" if spherical else "along a line"
        return Way(
            label,
            aside,
            None if name is None else decoder_of(library, name),
            start,
            end,
            spherical,
            interpolation.strangeness(library, JUDGE, frames) / median,
        )

    def ways(a: np.ndarray, b: np.ndarray, point: str, gaussian: str) -> Ways:
        low, median, high = usual()
        choices = [(None, False), (point, False), (gaussian, False), (gaussian, True)]
        return Ways(
            [way(name, a, b, spherical) for name, spherical in choices],
            (low / median, high / median),
        )

    def sums(a: np.ndarray, b: np.ndarray, c: np.ndarray, point: str, gaussian: str) -> Pages:
        digits = np.stack([a, b, c])
        images, captions = [a, b, c, (a - b + c).clip(0, 1)], ["A", "B", "C", "in pixels"]
        for name in (point, gaussian):
            code_a, code_b, code_c = coding.encode(library, name, digits)
            images.append(coding.decode(library, name, (code_a - code_b + code_c)[None])[0])
            captions.append(full_label(name))
        return Pages(captions, np.stack(images)[:, None])

    def path(a: np.ndarray, kind: str, name: str, at: float | None) -> tuple[Pages, Marks]:
        images, answers, codes = interpolation.transformed(library, name, plane_name, a, kind)
        pages = Pages(
            [f"the digit, {TRANSFORMATIONS[kind].label.lower()}", full_label(name)],
            np.stack([images, answers]),
            at,
        )
        return pages, Marks(path=tuple(map(tuple, codes.tolist())), at=at)

    def between(a: PadValue, b: PadValue, point: str, gaussian: str):
        try:
            return ways(digit_of(library, a), digit_of(library, b), point, gaussian)
        except NotADigit:  # an empty pad says so itself; what was shown stays
            return gr.skip()

    def add(a: PadValue, b: PadValue, c: PadValue, point: str, gaussian: str):
        try:
            return sums(*(digit_of(library, pad) for pad in (a, b, c)), point, gaussian)
        except NotADigit:
            return gr.skip()

    def transform(a: PadValue, kind: str, gaussian: str, amount: float):
        if kind not in TRANSFORMATIONS:
            raise refusal(f"No such transformation; send one of {', '.join(TRANSFORMATIONS)}.")
        try:
            return path(digit_of(library, a), kind, gaussian, _share(kind, amount))
        except NotADigit:
            return gr.skip(), gr.skip()

    def choose_kind(a: PadValue, kind: str, gaussian: str):
        """Another transformation: its slider, which starts at the identity, and its path."""
        try:
            digit = digit_of(library, a)
        except NotADigit:  # its pictures must go with its name, though the pad is empty
            digit = first[0]
        at = _share(kind, TRANSFORMATIONS[kind].neutral)
        return gr.update(**_amount(kind)), *path(digit, kind, gaussian, at)

    def all_of_it(
        a: PadValue,
        b: PadValue,
        c: PadValue,
        point: str,
        gaussian: str,
        kind: str,
        amount: float,
    ):
        return (
            between(a, b, point, gaussian),
            add(a, b, c, point, gaussian),
            *transform(a, kind, gaussian, amount),
        )

    first = [digit_of(library, source) for source in FIRST]
    first_point = FIRST_POINT if FIRST_POINT in points else points[0]
    first_gaussian = FIRST_GAUSSIAN if FIRST_GAUSSIAN in gaussians else gaussians[0]
    first_pages, first_marks = path(
        first[0],
        FIRST_KIND,
        first_gaussian,
        _share(FIRST_KIND, TRANSFORMATIONS[FIRST_KIND].neutral),
    )
    sprite = library.public / "gallery.png"

    gr.Markdown(LEAD, elem_classes=["ae-lead"])
    maths(MATHS)
    with gr.Row(elem_classes=["ae-bench"]):
        with gr.Column():
            with card("A", "input", "draw or pick"):
                pad_a = DrawPad(FIRST[0], sprite=sprite)
            with card("B", "input", "draw or pick"):
                pad_b = DrawPad(FIRST[1], sprite=sprite)
        with card("From A to B", "output", "curve: how strange each frame is to an autoencoder"):
            with gr.Row(elem_classes=["ae-choices"]):
                point = _models("Autoencoder", points, first_point)
                gaussian = _models("Variational", gaussians, first_gaussian)
            blend = Interpolation(ways(*first[:2], first_point, first_gaussian))
    with gr.Row(elem_classes=["ae-path"]):
        with card("A transformed", "corruption", "its code draws a path through the plane"):
            kind = gr.Radio(
                [(each.label, name) for name, each in TRANSFORMATIONS.items()],
                value=FIRST_KIND,
                label="Transformation",
                show_label=False,
                container=False,
            )
            amount = gr.Slider(buttons=[], **_amount(FIRST_KIND))
            book = Flipbook(first_pages)
        plane = Plane(
            first_marks,
            decoder=decoder_of(library, plane_name),
            codes=coding.gallery_codes(library, plane_name),
            label=VARIANTS[plane_name].label,
        )
    with (
        card("A − B + C", "code", "A is to B as what is to C?"),
        gr.Row(elem_classes=["ae-bench"]),
    ):
        with gr.Column():
            pad_c = DrawPad(FIRST[2], sprite=sprite)
        sum_book = Flipbook(sums(*first, first_point, first_gaussian))

    quick = {
        "queue": False,
        "show_progress": "hidden",
        "api_visibility": "private",
        "trigger_mode": "always_last",
    }
    models, pads = [point, gaussian], [pad_a, pad_b, pad_c]
    to_blend = {"fn": between, "inputs": [pad_a, pad_b, *models], "outputs": blend, **quick}
    to_sum = {"fn": add, "inputs": [*pads, *models], "outputs": sum_book, **quick}
    to_all = {
        "fn": all_of_it,
        "inputs": [*pads, *models, kind, amount],
        "outputs": [blend, sum_book, book, plane],
        **quick,
    }
    # One listener an event: several that want the last one each wake one another for ever.
    gr.on([pad_a.input, pad_b.input], **to_blend)
    # What lies further down follows when the hand rests.
    gr.on([pad_b.release, pad_c.input], **to_sum)
    gr.on([pad_a.release, point.input, gaussian.input], **to_all)
    accept_uploads(pad_a).then(**to_all)
    accept_uploads(pad_b).then(**to_blend).then(**to_sum)
    accept_uploads(pad_c).then(**to_sum)
    kind.input(choose_kind, [pad_a, kind, gaussian], [amount, book, plane], **quick)
    gr.on(
        [amount.input, amount.release],
        fn=None,
        js=_turn_script(),
        inputs=[amount, kind, plane],
        outputs=[book, plane],
        api_visibility="private",
    )


def _models(label: str, names: list[str], value: str) -> gr.Dropdown:
    return gr.Dropdown(
        [(full_label(name), name) for name in names],
        value=value,
        label=label,
        filterable=False,
    )


def _amount(kind: str) -> dict:
    each = TRANSFORMATIONS[kind]
    return {
        "label": f"{each.label}, {each.unit}",
        "minimum": each.low,
        "maximum": each.high,
        "value": each.neutral,
        "step": (each.high - each.low) / (interpolation.PATH_STEPS - 1),
    }


def _share(kind: str, amount: float) -> float:
    """Where an amount lies between the lowest and the highest, in [0, 1]."""
    each = TRANSFORMATIONS[kind]
    if amount is None or not each.low <= amount <= each.high:
        raise refusal(f"The amount must be a number from {each.low:g} to {each.high:g}.")
    return (amount - each.low) / (each.high - each.low)


def _turn_script() -> str:
    """JavaScript: the slider turns the page and moves the dot on the path, without a request."""
    ends = {name: [each.low, each.high] for name, each in TRANSFORMATIONS.items()}
    return (
        "(amount, kind, plane) => {"
        f" const [low, high] = ({ends})[kind], at = (amount - low) / (high - low);"
        " return [{ at }, { ...plane, at }]; }"
    )
