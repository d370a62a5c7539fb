"""Latents: drag the numbers of a code, and the digit follows under the hand."""

from dataclasses import dataclass

import gradio as gr
import numpy as np

from aedemo.data.preprocessing import NotADigit
from aedemo.experiments import coding
from aedemo.library import Library
from aedemo.models.catalogue import VARIANTS
from aedemo.ui.choices import model_choice
from aedemo.ui.components.card import card, maths, taper
from aedemo.ui.components.decoder import Decoder, Start
from aedemo.ui.components.digit import Digit
from aedemo.ui.components.kept import Kept
from aedemo.ui.components.plane import Marks, Plane
from aedemo.ui.components.samples import Samples
from aedemo.ui.components.traversals import Traversals
from aedemo.ui.decoders import browser_model, decoder_of, latent_order
from aedemo.ui.digits import FIRST_DIGIT, digit_of
from aedemo.ui.errors import numbers_of
from aedemo.ui.listeners import HERE, LAST, QUICK, Keywords, moved, skip_without_digit, told
from aedemo.ui.models import digit_models, first_of, full_label, plane_names
from aedemo.ui.pad_values import PadValue

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


@dataclass(frozen=True, eq=False)
class Latents:
    """The tab's listeners on a library, for the models with these names and for the planes."""

    library: Library
    names: list[str]
    planes: list[str]

    def start(self, name: str, source: PadValue, code: np.ndarray | None = None) -> Start:
        """A model with the digit of a pad, at its code or at a given one.

        Raises NotADigit when the pad is empty.
        """
        digit = digit_of(self.library, source)
        mean, sigma = coding.posterior(self.library, name, digit[None])
        model = browser_model(self.library, name, MOST_SLIDERS)
        return Start(model, digit, mean[0], sigma[0], code)

    def start_or_first(self, name: str, source: PadValue, code: np.ndarray | None = None) -> Start:
        """The same; another model must begin somewhere, though the pad is empty."""
        try:
            return self.start(name, source, code)
        except NotADigit:
            return self.start(name, FIRST_DIGIT, code)

    @skip_without_digit
    def start_again(self, name: str, source: PadValue) -> Start:
        """Another digit."""
        return self.start(name, source)

    def mark(self, name: str, source: PadValue) -> Marks:
        """Where the digit of a pad lies in the plane of a model."""
        digit = digit_of(self.library, source)
        return Marks(tuple(coding.encode(self.library, name, digit[None])[0]))

    @skip_without_digit
    def mark_all(self, source: PadValue) -> list[Marks]:
        """Where it lies in all planes."""
        return [self.mark(name, source) for name in self.planes]

    def go_to_plane(self, name: str, source: PadValue, event: gr.EventData) -> tuple:
        """The model of a plane in which a place was picked, at that code, and all that changes."""
        picked = told(event, "code")
        code = numbers_of(picked, (2,), -MOST_CODE, MOST_CODE, "A point of the plane")
        begun = self.start_or_first(name, source, code)
        return name, begun, *_of_model(self.library, begun)

    def choose(self, name: str, source: PadValue) -> tuple:
        """Another model: its sliders, and the digit as it sees it."""
        begun = self.start_or_first(name, source)
        return begun, *_of_model(self.library, begun)


def build(library: Library) -> None:
    """Lay out the tab and wire it."""
    names = _choices(library)
    if not names:
        gr.Markdown("No model with a code is trained yet.", elem_classes=["ae-lead"])
        return
    tab = Latents(library, names, plane_names(library))
    first = first_of(FIRST_MODEL, names)
    begun = tab.start(first, FIRST_DIGIT)

    gr.Markdown(LEAD, elem_classes=["ae-lead"])
    maths(MATHS)
    pad = Digit(FIRST_DIGIT)
    with gr.Row(elem_classes=["ae-sentence"]):
        with gr.Column(), card("Model", "code"):
            model = model_choice(names, first)
            note = gr.Markdown(_note(library, first), elem_classes=["ae-caption"])
        taper("encoder", "input")
        sliders, folding, buttons = _code_card(library, begun)
        taper("decoder", "output")
        with card("Decoded", "output", classes=("ae-decoded",)):
            decoder = Decoder(begun, sliders=SLIDERS)
    with card("One latent at a time", "output", "click to go there"):
        traversals = Traversals()
    noise, samples = _noise_card(VARIANTS[first].generative)
    gr.Markdown(PLANE_LEAD, elem_classes=["ae-lead"])
    with gr.Row(elem_classes=["ae-path"]):
        planes = {name: _plane(library, name, tab.mark(name, FIRST_DIGIT)) for name in tab.planes}

    of_model = [decoder, note, buttons[0], noise, *folding, *sliders]
    to_decoder: Keywords = {"fn": tab.start_again, "inputs": [model, pad], "outputs": decoder}
    to_planes: Keywords = {
        "fn": tab.mark_all,
        "inputs": pad,
        "outputs": [*planes.values()],
        **QUICK,
    }
    pad.input(**to_decoder, **LAST)
    pad.release(**to_planes)
    model.input(tab.choose, [model, pad], of_model, **LAST)
    for name, plane in planes.items():
        plane.pick(tab.go_to_plane, [Kept(name), pad], [model, *of_model], **QUICK)
        mark_here = {"js": _MARK.format(name=name), "inputs": [decoder, plane], "outputs": plane}
        decoder.settled(**mark_here, **HERE)
    _wire_in_browser(decoder, sliders, buttons, samples, traversals)


def _code_card(
    library: Library, begun: Start
) -> tuple[list[gr.Slider], tuple[gr.Checkbox, gr.Markdown], tuple[gr.Button, gr.Button]]:
    """The sliders; what folds them and what is said instead; to another code and back again."""
    name = begun.model["name"]
    with card("The code", "code", classes=("ae-latents",)):
        sliders = [
            gr.Slider(
                elem_id=f"{SLIDERS}-{i}", buttons=[], value=_at(begun, i), **_slider(begun, i)
            )
            for i in range(MOST_SLIDERS)
        ]
        fold, folded = _inactive(library, name)
        show_inactive = gr.Checkbox(
            False, interactive=True, container=False, elem_classes=["ae-fold"], **fold
        )
        none_folded = gr.Markdown(elem_classes=["ae-caption"], **folded)
        with gr.Row(elem_classes=["ae-buttons"]):
            draw = gr.Button(_draw_label(name), size="sm", min_width=80)
            back = gr.Button("Back to the digit", size="sm", min_width=80)
    return sliders, (show_inactive, none_folded), (draw, back)


def _noise_card(visible: bool) -> tuple[gr.Column, Samples]:
    """Samples of the posterior, which only a model with a prior has; laid out and wired."""
    with (
        gr.Column(visible=visible) as noise,
        card("Where the encoder is unsure", "code", "eight samples of its posterior"),
    ):
        samples = Samples()
        with gr.Row(elem_classes=["ae-buttons"]):
            temperature = gr.Slider(0, 3, 1, step=0.05, label="Temperature", buttons=[])
            resample = gr.Button("Resample", size="sm", min_width=80)
    gr.on(moved(temperature), js=_TEMPERATURE, inputs=temperature, outputs=samples, **HERE)
    resample.click(js=_RESAMPLE, inputs=None, outputs=samples, **HERE)
    return noise, samples


def _plane(library: Library, name: str, marks: Marks) -> Plane:
    return Plane(
        marks,
        decoder=decoder_of(library, name),
        codes=lambda: coding.gallery_codes(library, name),
        label=full_label(name),
    )


def _wire_in_browser(
    decoder: Decoder,
    sliders: list[gr.Slider],
    buttons: tuple[gr.Button, gr.Button],
    samples: Samples,
    traversals: Traversals,
) -> None:
    """What follows the hand without a request."""
    draw, back = buttons
    gr.on(moved(*sliders), js=_SLIDERS_MOVED, inputs=sliders, outputs=decoder, **HERE)
    draw.click(js=_DRAW, inputs=None, outputs=decoder, **HERE)
    back.click(js=_BACK, inputs=None, outputs=decoder, **HERE)
    decoder.moved(js=_SLIDERS_FOLLOW, inputs=decoder, outputs=sliders, **HERE)
    decoder.started(js=_STATE, inputs=decoder, outputs=samples, **HERE)
    decoder.settled(js=_STATE, inputs=decoder, outputs=traversals, **HERE)
    for strip in (samples, traversals):
        strip.pick(js=_GO, inputs=strip, outputs=decoder, **HERE)


def _choices(library: Library) -> list[str]:
    """Every model with a code, those one can draw from first."""
    generative, plain = (
        digit_models(library, has_code=True, generative=each, having="latents")
        for each in (True, False)
    )
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
    """What slider i is under a model; those beyond its latents are hidden.

    Where it stands is the decoder's to say, who knows the code.
    """
    model = begun.model
    if i >= len(model["order"]):
        return {"visible": False}
    span = model["ranges"][i]
    nats = f"  {model['kl'][i]:.1f} nats" if model["kl"] else ""
    return {
        "minimum": span["low"],
        "maximum": span["high"],
        "step": span["step"],
        "label": f"z{model['order'][i] + 1}{nats}",
        "visible": True,
        "elem_classes": ["ae-latent", *([] if i < model["active"] else ["ae-inactive"])],
    }


def _at(begun: Start, i: int) -> float | None:
    """Where slider i stands at first."""
    model = begun.model
    if i >= len(model["order"]):
        return None
    span = model["ranges"][i]
    return round(float(np.clip(begun.mean[model["order"][i]], span["low"], span["high"])), 2)


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
