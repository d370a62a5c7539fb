"""Latents: drag the numbers of a code, and the digit follows under the hand."""

import base64
from collections.abc import Callable

import gradio as gr
import numpy as np

from aedemo.data.preprocessing import NotADigit
from aedemo.experiments import coding
from aedemo.library import Library
from aedemo.models.catalogue import VARIANTS
from aedemo.ui.choices import model_choice
from aedemo.ui.components.card import card, maths, taper
from aedemo.ui.components.decoder import Decoder, Start
from aedemo.ui.components.drawpad import DrawPad, GalleryDigit, PadValue, Strokes
from aedemo.ui.components.plane import Marks, Plane
from aedemo.ui.components.samples import Samples
from aedemo.ui.components.traversals import Traversals
from aedemo.ui.decoders import (
    browser_model,
    decoder_of,
    full_label,
    latent_order,
    plane_names,
)
from aedemo.ui.digits import accept_uploads, digit_of
from aedemo.ui.errors import numbers_of

TITLE = "Latents"

LEAD = (
    "Drag a latent and the digit follows. Which number bends the stroke, which one turns a 3 into "
    "an 8, and which does nothing at all?"
)
MATHS = r"""
The encoder of a variational autoencoder answers with a distribution over codes,
$q(z \mid x) = \mathcal N(\mu(x), \operatorname{diag} \sigma^2(x))$, and is trained to maximise

$$\mathbb E_{q(z \mid x)} \log p(x \mid z)
- \beta\,\mathrm{KL}\big(q(z \mid x)\,\Vert\,\mathcal N(0, I)\big)$$

(Kingma and Welling 2014, *Auto-Encoding Variational Bayes*; with $\beta > 1$ Higgins et al. 2017).
The KL is a sum over the latents, $\tfrac12(\mu_d^2 + \sigma_d^2 - 1 - \log \sigma_d^2)$ each: the
nats beside a slider are its mean over the 10,000 test digits. A latent that carries none has
$\mu = 0$ and $\sigma = 1$ for every digit, and the decoder has learnt not to look at it.

The sliders start at $\mu(x)$; the shaded band is $\pm\sigma(x)$. A sample is
$z = \mu + T\sigma\varepsilon$, $\varepsilon \sim \mathcal N(0, I)$, with the temperature $T = 1$ in
training. All samples within the band must do for the same digit, so the decoder answers with
something near their mean: that is the blur.

A plain autoencoder has no $\sigma$ and no prior. Its sliders run from the 1st to the 99th
percentile of its codes, and between those codes nothing was asked of its decoder. The terms are in
`aedemo/models/codes.py`, the browser's decoding in `aedemo/ui/modules/decoding.js`.
"""

PLANE_LEAD = (
    "With two latents the whole code is a plane: point at a place to decode it, click to go there. "
    "The VAE fills its plane with digits; the plain autoencoder leaves land that none came from."
)

FIRST_MODEL = "conv-vae"
FIRST_DIGIT = GalleryDigit(1509)
MOST_SLIDERS = 32
MOST_CODE = 1e4
SLIDERS = "latent"

# JavaScript: what passes between the components without a request. See decoder.py.
_SLIDERS_MOVED = "(...sliders) => ({ message: 'sliders', sliders })"
_SLIDERS_FOLLOW = (
    f"(state) => Array.from({{ length: {MOST_SLIDERS} }}, (_, i) => state.sliders[i] ?? 0)"
)
_DRAW = "() => ({ message: 'draw', draw: Math.random() })"
_BACK = "() => ({ message: 'back', back: Math.random() })"
_GO = "({ code }) => ({ message: 'code', code })"
_STATE = "(state) => ({ state })"
_MARK = "(state, plane) => state.model.name === '{name}' ? {{ ...plane, code: state.code }} : plane"
_TEMPERATURE = "(temperature) => ({ temperature })"
_RESAMPLE = "() => ({ draw: Math.random() })"


def build(library: Library) -> None:
    """Lay out the tab and wire it."""
    names = _choices(library)
    if not names:
        gr.Markdown("No model with a code is trained yet.", elem_classes=["ae-lead"])
        return

    def start(name: str, source: PadValue, code: np.ndarray | None = None) -> Start:
        digit = digit_of(library, source)
        mean, sigma = coding.posterior(library, name, digit[None])
        index = source.index if isinstance(source, GalleryDigit) else None
        model = browser_model(library, name, MOST_SLIDERS)
        return Start(model, digit, mean[0], sigma[0], index, code)

    def start_or_first(name: str, source: PadValue, code: np.ndarray | None = None) -> Start:
        try:
            return start(name, source, code)
        except NotADigit:  # another model must begin somewhere, though the pad is empty
            return start(name, FIRST_DIGIT, code)

    def start_again(name: str, source: PadValue):
        try:
            return start(name, source)
        except NotADigit:  # an empty pad says so itself; what was decoded stays there
            return gr.skip()

    def mark(name: str, source: PadValue) -> Marks:
        return Marks(tuple(coding.encode(library, name, digit_of(library, source)[None])[0]))

    def mark_all(source: PadValue):
        try:
            return [mark(name, source) for name in planes]
        except NotADigit:
            return [gr.skip()] * len(planes)

    def go_to_plane(name: str) -> Callable:
        """A listener for a pick in the plane of a model: that model, at that code."""

        def go(source: PadValue, event: gr.EventData):
            picked = event._data.get("code")
            code = numbers_of(picked, (2,), -MOST_CODE, MOST_CODE, "A point of the plane")
            begun = start_or_first(name, source, code)
            return name, begun, *_of_model(library, begun)

        return go

    def choose(name: str, source: PadValue):
        """Another model: its sliders, and the digit as it sees it."""
        begun = start_or_first(name, source)
        return begun, *_of_model(library, begun)

    def open_link(event: gr.EventData):
        """The state of a copied link. What is not sound in it is left out."""
        name = event._data.get("model")
        if name not in names:
            return (gr.skip(),) * (2 + len(of_model))
        source = _gallery_digit(event._data.get("digit"))
        code = _code(event._data.get("code"), VARIANTS[name].latent_dim)
        if source is None and code is not None:  # of a drawing: there is the code, and no digit
            model = browser_model(library, name, MOST_SLIDERS)
            begun = Start(model, None, code, np.zeros_like(code))
            return name, Strokes(()), begun, *_of_model(library, begun)
        source = source or FIRST_DIGIT
        begun = start(name, source, code)
        return name, source, begun, *_of_model(library, begun)

    first = FIRST_MODEL if FIRST_MODEL in names else names[0]
    begun = start(first, FIRST_DIGIT)

    gr.Markdown(LEAD, elem_classes=["ae-lead"])
    maths(MATHS)
    with gr.Row(elem_classes=["ae-sentence"]):
        with gr.Column():
            with card("Start from", "input", "draw or pick"):
                pad = DrawPad(FIRST_DIGIT, sprite=library.public / "gallery.png")
            with card("Model", "code"):
                model = model_choice(names, first)
                note = gr.Markdown(_note(library, first), elem_classes=["ae-caption"])
        taper("encoder", "input")
        with card("The code", "code", classes=("ae-latents",)):
            sliders = [
                gr.Slider(elem_id=f"{SLIDERS}-{i}", buttons=[], **_slider(begun, i))
                for i in range(MOST_SLIDERS)
            ]
            fold, folded = _inactive(library, first)
            show_inactive = gr.Checkbox(
                False, interactive=True, container=False, elem_classes=["ae-fold"], **fold
            )
            none_folded = gr.Markdown(elem_classes=["ae-caption"], **folded)
            with gr.Row(elem_classes=["ae-buttons"]):
                draw = gr.Button(_draw_label(first), size="sm", min_width=80)
                back = gr.Button("Back to the digit", size="sm", min_width=80)
        taper("decoder", "output")
        with card("Decoded", "output", classes=("ae-decoded",)):
            decoder = Decoder(begun, sliders=SLIDERS)
    with card("One latent at a time", "output", "click to go there"):
        traversals = Traversals()
    with (
        gr.Column(visible=VARIANTS[first].generative) as noise,
        card("Where the encoder is unsure", "code", "eight samples of its posterior"),
    ):
        samples = Samples()
        with gr.Row(elem_classes=["ae-buttons"]):
            temperature = gr.Slider(0, 3, 1, step=0.05, label="Temperature", buttons=[])
            resample = gr.Button("Resample", size="sm", min_width=80)

    gr.Markdown(PLANE_LEAD, elem_classes=["ae-lead"])
    with gr.Row(elem_classes=["ae-path"]):
        planes = {
            name: Plane(
                mark(name, FIRST_DIGIT),
                decoder=decoder_of(library, name),
                codes=coding.gallery_codes(library, name),
                label=full_label(name),
            )
            for name in plane_names(library)
        }

    quick = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    of_model = [decoder, note, draw, noise, show_inactive, none_folded, *sliders]
    to_decoder = {
        "fn": start_again,
        "inputs": [model, pad],
        "outputs": decoder,
        "trigger_mode": "always_last",
        **quick,
    }
    pad.input(**to_decoder)
    model.input(choose, [model, pad], of_model, trigger_mode="always_last", **quick)
    decoder.link(open_link, None, [model, pad, *of_model], **quick)

    here = {"fn": None, "api_visibility": "private"}  # in the browser, without a request
    moves = [event for slider in sliders for event in (slider.input, slider.release)]
    gr.on(moves, js=_SLIDERS_MOVED, inputs=sliders, outputs=decoder, **here)
    draw.click(js=_DRAW, inputs=None, outputs=decoder, **here)
    back.click(js=_BACK, inputs=None, outputs=decoder, **here)
    decoder.moved(js=_SLIDERS_FOLLOW, inputs=decoder, outputs=sliders, **here)
    decoder.started(js=_STATE, inputs=decoder, outputs=samples, **here)
    decoder.settled(js=_STATE, inputs=decoder, outputs=traversals, **here)
    gr.on(
        [temperature.input, temperature.release],
        js=_TEMPERATURE,
        inputs=temperature,
        outputs=samples,
        **here,
    )
    resample.click(js=_RESAMPLE, inputs=None, outputs=samples, **here)
    to_planes = {"fn": mark_all, "inputs": pad, "outputs": [*planes.values()], **quick}
    pad.release(**to_planes)
    accept_uploads(pad).then(**to_decoder).then(**to_planes)
    for name, plane in planes.items():
        plane.pick(go_to_plane(name), pad, [model, *of_model], **quick)
        mark_here = {"js": _MARK.format(name=name), "inputs": [decoder, plane], "outputs": plane}
        decoder.settled(**mark_here, **here)
    for strip in (samples, traversals):
        strip.pick(js=_GO, inputs=strip, outputs=decoder, **here)


def _choices(library: Library) -> list[str]:
    """Every model with a code, those one can draw from first."""
    generative = library.names(dataset="mnist", has_code=True, generative=True)
    plain = library.names(dataset="mnist", has_code=True, generative=False)
    return generative + plain


def _note(library: Library, name: str) -> str:
    variant, figures = VARIANTS[name], library.record(name).figures
    network = variant.architecture.in_words(variant.sizes)
    order, active = latent_order(library, name)
    if "kl" in figures:
        carried = (
            f"KL {figures['kl']:.1f} nats in all, {active} of {len(order)} active. "
            "Shaded: σ, what the encoder is unsure of."
        )
    else:
        carried = f"Sorted by how much each of the {len(order)} varies."
    return f"{network}. {carried} {variant.note}"


def _inactive(library: Library, name: str) -> tuple[dict, dict]:
    """Updates of the switch that unfolds what carries nothing, and of the words in its place."""
    order, active = latent_order(library, name)
    shown = min(len(order), MOST_SLIDERS)
    hidden = len(order) - shown
    words = f"The {shown} that vary most, of {len(order)}." if hidden else ""
    fold = {
        "label": f"Show the inactive: {len(order) - active} of {len(order)}",
        "visible": active < shown,
    }
    return fold, {"value": words, "visible": bool(words)}


def _slider(begun: Start, i: int) -> dict:
    """What slider i shows under a model; those beyond its latents are hidden."""
    model = begun.model
    if i >= len(model["order"]):
        return {"visible": False}
    span = model["ranges"][i]
    code = begun.mean if begun.code is None else begun.code
    nats = f"  {model['kl'][i]:.1f} nats" if model["kl"] else ""
    return {
        "minimum": span["low"],
        "maximum": span["high"],
        "step": span["step"],
        "value": float(np.clip(code[model["order"][i]], span["low"], span["high"]).round(2)),
        "label": f"z{model['order'][i] + 1}{nats}",
        "visible": True,
        "elem_classes": ["ae-latent", *([] if i < model["active"] else ["ae-inactive"])],
    }


def _of_model(library: Library, begun: Start) -> list:
    """Updates of all that another model changes beside the decoder."""
    name = begun.model["name"]
    fold, folded = _inactive(library, name)
    sliders = [gr.update(**_slider(begun, i)) for i in range(MOST_SLIDERS)]
    return [
        _note(library, name),
        _draw_label(name),
        gr.update(visible=VARIANTS[name].generative),
        gr.update(**fold),
        gr.update(**folded),
        *sliders,
    ]


def _draw_label(name: str) -> str:
    return "From the prior" if VARIANTS[name].generative else "A random code"


def _gallery_digit(text: object) -> GalleryDigit | None:
    known = isinstance(text, str) and text.isascii() and text.isdigit() and int(text[:9]) < 5_000
    return GalleryDigit(int(text)) if known else None


def _code(text: object, size: int) -> np.ndarray | None:
    """A code of a link: `size` float32, base64 with - and _ for + and /; None if it is not."""
    try:
        code = np.frombuffer(base64.urlsafe_b64decode(f"{text}=="), np.float32)
    except ValueError:
        return None
    return code if len(code) == size and (np.abs(code) < MOST_CODE).all() else None
