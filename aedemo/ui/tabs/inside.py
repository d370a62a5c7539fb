"""Inside: why they behave as they do. Kernels, contraction, capacity, layers, the manifold."""

import gradio as gr
import numpy as np
import torch

from aedemo.data.preprocessing import NotADigit
from aedemo.experiments import activations, capacity, manifold, randomized, tangents
from aedemo.experiments import kernels as first_layers
from aedemo.library import Library
from aedemo.measures.quality import psnr
from aedemo.models.catalogue import VARIANTS
from aedemo.ui import plots
from aedemo.ui.choices import model_choice
from aedemo.ui.components.card import card, maths
from aedemo.ui.components.drawpad import DrawPad, GalleryDigit, PadValue
from aedemo.ui.components.field import Arrows, Field, Trail
from aedemo.ui.components.flipbook import Flipbook, Pages
from aedemo.ui.components.tiles import Section, Tiles
from aedemo.ui.decoders import full_label
from aedemo.ui.digits import accept_uploads, digit_of
from aedemo.ui.errors import numbers_of, refusal

TITLE = "Inside"

LEAD = (
    "Open the networks up. What does a unit look for, how far does a code move when a pixel does, "
    "and how much fits into it? Draw a digit and follow it through."
)
MATHS = r"""
**Kernels.** Each unit of a first dense layer is a picture $w_j$ of 28 × 28 weights, and answers
$w_j \cdot x + b_j$. Trained on clean digits they stay noisy, for nothing punishes it; trained on
noisy ones they become strokes and blobs, for noise cannot fool what averages over many pixels
(Vincent et al. 2010).

**Contraction.** $J = \partial z / \partial x$ at your digit has the singular values
$s_1 \ge s_2 \ge \dots$ and directions $v_k$: a step $a\,v_k$ in the picture moves the code by about
$a\,s_k$. The contractive penalty is $\lVert J \rVert_F^2 = \sum_k s_k^2$ (Rifai et al. 2011). The
few large values that are left belong to directions that lead to other digits: the tangents of the
manifold.

**Capacity.** The best *linear* code of $d$ numbers is that of the first $d$ principal components. A
network with the same $d$ may bend, and for small $d$ bending is worth most. A code as wide as the
picture need not leave anything out: what keeps it from merely copying is noise (over-complete) or
contraction, and it copies clean digits less well for it.

**The manifold.** For a small noise $\sigma$ the best reconstruction is
$\hat x - x \approx \sigma^2\,\nabla \log p(x)$ (Alain and Bengio 2014): each arrow points to where
the data are denser. Followed again and again a point falls onto the curve. With much noise the
network can no longer tell the arms apart and pulls towards the mean of both.

The code: `kernels.py`, `tangents.py`, `capacity.py`, `activations.py` and `manifold.py` in
`aedemo/experiments/`.
"""

RANDOMIZED = (
    "A random encoder is frozen and only its decoder is trained; then the decoder's weights, "
    "turned round, take the encoder's place; then the decoder is trained anew on these codes."
)

FIRST_DIGIT = GalleryDigit(1509)
FIRST_KERNELS = ("dense-shallow", "dense-shallow-denoising")
FIRST_LAYERS = "conv-deep"
FIRST_SIZE = 8
DIRECTIONS = 5
WALK = np.linspace(-4, 4, 17, dtype=np.float32)
SHOWN_KERNELS = 100
# JavaScript: the slider leafs through the walks without a request.
_ALONG = f"(a) => ({{ at: (a - {WALK[0]}) / {WALK[-1] - WALK[0]} }})"


def build(library: Library) -> None:
    """Lay out the tab and wire it."""
    coded = library.names(dataset="mnist", has_code=True)
    trios = tangents.trios(library)
    sizes = [VARIANTS[name].latent_dim for name in capacity.names(library)]
    planes = manifold.names(library)

    def excite(
        source: PadValue, left: str, right: str, event: gr.EventData | None = None
    ) -> list[Section]:
        section, tile = _chosen(event)
        name = (left, right)[section]
        count = min(SHOWN_KERNELS, len(first_layers.kernels(library, name)))
        return _excited(library, name, min(tile, count - 1), digit_of(library, source))

    def show_kernels(source: PadValue, left: str, right: str):
        return _kernels(library, left, right), excite(source, left, right)

    def contract(source: PadValue, trio: int, which: int):
        digit = digit_of(library, source)
        names = trios[trio]
        spectra = {name: tangents.spectrum(library, name, digit) for name in names}
        name = names[which]
        return (
            plots.singular_values({full_label(each): spectra[each].values for each in names}),
            _walks(library, name, digit, spectra[name].directions),
        )

    def fit_into(source: PadValue, d: int):
        return _sizes(library, sizes, digit_of(library, source), _known_size(sizes, d))

    def mark_size(d: int):
        return _errors(library, _known_size(sizes, d))

    def look_through(source: PadValue, name: str):
        return _layers(library, name, digit_of(library, source))

    def go_through_steps(source: PadValue) -> Pages:
        return _procedure(library, digit_of(library, source))

    def look_inside(source: PadValue, left, right, trio, which, d, name):
        """Everything that shows the digit, anew."""
        try:
            digit_of(library, source)
        except NotADigit:  # an empty pad says so itself; what was shown stays
            return (gr.skip(),) * 6
        return (
            excite(source, left, right),
            *contract(source, trio, which),
            fit_into(source, d),
            look_through(source, name),
            go_through_steps(source),
        )

    def draw_field(name: str) -> Arrows:
        points = manifold.grid()
        return Arrows(points, manifold.reconstructions(library, name, points), manifold.arms())

    def drop(name: str, event: gr.EventData) -> Trail:
        place = numbers_of(event._data.get("place"), (2,), 0, 1, "A point of the plane")
        return Trail(manifold.descent(library, name, place))

    if not (trios and sizes and planes):
        gr.Markdown("Some networks of this tab are not trained yet: python train_all.py")
        return
    left, right = (name if name in coded else coded[0] for name in FIRST_KERNELS)
    layered = FIRST_LAYERS if FIRST_LAYERS in coded else coded[0]
    size = FIRST_SIZE if FIRST_SIZE in sizes else sizes[0]
    # Of the narrowest code each direction is a change that the eye can read.
    narrow = min(range(len(trios)), key=lambda i: VARIANTS[trios[i][0]].latent_dim)
    spectrum, walks = contract(FIRST_DIGIT, narrow, 0)

    gr.Markdown(LEAD, elem_classes=["ae-lead"])
    maths(MATHS)
    with gr.Row(elem_classes=["ae-bench"]):
        with gr.Column(elem_classes=["ae-stays"]), card("Your digit", "input", "draw or pick"):
            pad = DrawPad(FIRST_DIGIT, sprite=library.public / "gallery.png")
        with gr.Column():
            with card("What the first layer looks for", "code", "choose a kernel"):
                with gr.Row(elem_classes=["ae-pair"]):
                    models = [model_choice(coded, name) for name in (left, right)]
                kernels = Tiles(_kernels(library, left, right), choosable=True)
                excited = Tiles(excite(FIRST_DIGIT, left, right))
            with card(
                "What contraction means", "code", "how far the code moves, in each direction"
            ):
                trio = gr.Radio(
                    [(_trio_label(names), i) for i, names in enumerate(trios)],
                    value=narrow,
                    label="Networks",
                    show_label=False,
                    container=False,
                )
                values = gr.Plot(spectrum, show_label=False, container=False)
                with gr.Row(elem_classes=["ae-pair"]):
                    which = gr.Radio(
                        [(word, i) for i, word in enumerate(tangents.KINDS)],
                        value=0,
                        label="Directions of the network that is",
                    )
                    along = gr.Slider(
                        WALK[0].item(),
                        WALK[-1].item(),
                        0,
                        step=0.5,
                        label="How far along the direction, a",
                        buttons=[],
                    )
                directions = Flipbook(walks)
            with card("How much fits into a code", "code", "the same network, codes of d numbers"):
                chosen_size = gr.Radio(sizes, value=size, label="Numbers in the code, d")
                with gr.Row(elem_classes=["ae-path"]):
                    sized = Flipbook(fit_into(FIRST_DIGIT, size))
                    errors = gr.Plot(_errors(library, size), show_label=False, container=False)
            with card("Layer by layer", "output", "after each nonlinearity; twelve maps at most"):
                with gr.Row(elem_classes=["ae-pair"]):
                    model = model_choice(coded, layered)
                stages = Tiles(look_through(FIRST_DIGIT, layered))
            with card(
                "The randomized network",
                "output",
                "no weight of its encoder was trained by gradient",
            ):
                gr.Markdown(RANDOMIZED, elem_classes=["ae-caption"])
                steps = Flipbook(go_through_steps(FIRST_DIGIT))
            with card("The manifold", "output", "click to drop a point and let it be pulled"):
                noise = gr.Radio(
                    [(f"{VARIANTS[name].corruption.sigma:g}", name) for name in planes],
                    value=planes[len(planes) // 2 - 1],
                    label="Noise that it was trained to remove, sigma",
                )
                field = Field(draw_field(planes[len(planes) // 2 - 1]))

    quick = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    last = {"trigger_mode": "always_last", **quick}
    here = {"api_visibility": "private"}  # in the browser, without a request
    everything = {
        "fn": look_inside,
        "inputs": [pad, *models, trio, which, chosen_size, model],
        "outputs": [excited, values, directions, sized, stages, steps],
    }
    # When the hand rests: five cards are too much for every movement of it.
    gr.on([pad.release], **everything, **last)
    accept_uploads(pad).then(**everything, **quick)
    gr.on([each.input for each in models], show_kernels, [pad, *models], [kernels, excited], **last)
    kernels.choose(excite, [pad, *models], excited, **last)
    gr.on([trio.input, which.input], contract, [pad, trio, which], [values, directions], **last)
    gr.on([along.input, along.release], None, js=_ALONG, inputs=along, outputs=directions, **here)
    chosen_size.input(mark_size, chosen_size, errors, **last)
    chosen_size.input(None, js=_page_of(sizes), inputs=chosen_size, outputs=sized, **here)
    model.input(look_through, [pad, model], stages, **last)
    noise.input(draw_field, noise, field, **last)
    field.ask(drop, noise, field, **last)


def _kernels(library: Library, left: str, right: str) -> list[Section]:
    """The first layers of two models, on one scale."""
    pictures = [first_layers.kernels(library, name) for name in (left, right)]
    scale = max(np.quantile(np.abs(each), 0.99) for each in pictures)
    return [
        Section(full_label(name), _count(each), each[:SHOWN_KERNELS] / scale, size=44)
        for name, each in zip((left, right), pictures, strict=True)
    ]


def _count(kernels: np.ndarray) -> str:
    shown, total = min(SHOWN_KERNELS, len(kernels)), len(kernels)
    return f"{total} kernels" if shown == total else f"the strongest {shown} of {total} kernels"


def _chosen(event: gr.EventData | None) -> tuple[int, int]:
    """Which kernel of which model; the first until one is chosen."""
    data = getattr(event, "_data", None) or {}
    section, tile = data.get("section", 0), data.get("tile", 0)
    if section not in (0, 1) or type(tile) is not int or tile < 0:
        raise refusal("There is no such kernel; choose one of those shown.")
    return section, tile


def _excited(library: Library, name: str, place: int, digit: np.ndarray) -> list[Section]:
    """A kernel, its answer to the digit, and the digits that excite it most."""
    kernel = first_layers.kernels(library, name)[place]
    answer = first_layers.activation(library, name, place, digit[None])
    best = first_layers.exciters(library, name, place)
    digits = library.gallery.images[best, 0].numpy().astype(np.float32) / 255
    value = f"{answer.max():.2f}" + ("" if answer.size == 1 else " at most")
    sections = [
        Section("the kernel", full_label(name), _scaled(kernel[None]), size=84),
        Section("excites it most", "of 1,000 gallery digits", digits, grey=True, size=48),
    ]
    said = Section("its answer", value, _scaled(answer), size=84)
    return [sections[0], said, sections[1]]


def _scaled(numbers: np.ndarray) -> np.ndarray:
    """To at most 1 in size."""
    return numbers / max(np.abs(numbers).max(), 1e-6)


def _trio_label(names: tuple[str, ...]) -> str:
    variant = VARIANTS[names[0]]
    return f"{variant.family.title}, {variant.label}"


def _walks(library: Library, name: str, digit: np.ndarray, directions: np.ndarray) -> Pages:
    """The first directions, and what the network answers on the way along each."""
    chosen = directions[:DIRECTIONS]
    shown = np.repeat(_scaled(chosen)[:, None], len(WALK), axis=1)
    answers = [tangents.walk(library, name, digit, each, WALK) for each in chosen]
    captions = [f"direction {k + 1}" for k in range(len(chosen))]
    return Pages(
        [*captions, *(f"along {k + 1}" for k in range(len(chosen)))],
        np.concatenate([shown, np.stack(answers)]),
        at=0.5,
        signed=[True] * len(chosen) + [False] * len(chosen),
    )


def _known_size(sizes: list[int], d: object) -> int:
    if d not in sizes:
        raise refusal(f"The size of the code must be one of {', '.join(map(str, sizes))}.")
    return d


def _sizes(library: Library, sizes: list[int], digit: np.ndarray, d: int) -> Pages:
    """The digit, and through d numbers of a network and of PCA, a page for each size."""
    image = torch.from_numpy(np.ascontiguousarray(digit))[None, None]
    through = [
        torch.cat([capacity.reconstruct(library, image, each, learned) for each in sizes])
        for learned in (True, False)
    ]
    notes = [[f"{value:.1f} dB" for value in psnr(each, image.expand_as(each))] for each in through]
    pictures = [image.expand_as(through[0]), *through]
    return Pages(
        ["the digit", "autoencoder", "PCA"],
        torch.stack(pictures)[:, :, 0].numpy(),
        at=sizes.index(d) / (len(sizes) - 1),
        notes=[[""] * len(sizes), *notes],
    )


def _errors(library: Library, d: int):
    """The curves of both, and the wider codes beyond them, with d marked."""
    wider = {VARIANTS[name].label: each for name, each in capacity.wider(library).items()}
    return plots.error_by_size(capacity.errors(library), wider, d)


def _page_of(sizes: list[int]) -> str:
    """JavaScript: the page of a size, without a request."""
    return f"(d) => ({{ at: {sizes}.indexOf(d) / {len(sizes) - 1} }})"


def _layers(library: Library, name: str, digit: np.ndarray) -> list[Section]:
    return [
        Section(each.half, each.label, _scaled(each.maps), size=56 if len(each.maps) > 1 else 84)
        for each in activations.activations(library, name, digit)
    ]


def _procedure(library: Library, digit: np.ndarray) -> Pages:
    """The digit, and a randomized network's answer to it after each step of its training."""
    image = torch.from_numpy(np.ascontiguousarray(digit))[None, None]
    steps = randomized.procedure(library)
    with torch.inference_mode():
        answers = [library[name].restore(image) for name in steps.values()]
    return Pages(
        ["the digit", *steps],
        torch.stack([image, *answers])[:, :, 0].numpy(),
        notes=[[""], *([f"{psnr(answer, image).item():.1f} dB"] for answer in answers)],
    )
