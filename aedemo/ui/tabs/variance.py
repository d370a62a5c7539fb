"""Variance: digits whose mean is zero, so that only their variance shows what they are."""

from dataclasses import dataclass

import gradio as gr
import numpy as np
from gradio.components import Component
from gradio.events import Dependency

from aedemo.data.variance import least_error, optimal_gate
from aedemo.experiments import variance
from aedemo.experiments.coding import gallery_codes, nearest_digits
from aedemo.experiments.variance import Draws, Views
from aedemo.library import Library
from aedemo.measures.maps import path_of
from aedemo.measures.table import known_figures
from aedemo.methods import projection
from aedemo.models.catalogue import VARIANTS
from aedemo.models.likelihoods import Gate, Normal
from aedemo.ui.choices import quiet_radio
from aedemo.ui.components.card import card, maths
from aedemo.ui.components.digit import Digit
from aedemo.ui.components.gallery_map import Answer, Arrange, GalleryMap, Page, Yours
from aedemo.ui.components.reel import Picture, Reel, Row
from aedemo.ui.digits import FIRST_DIGIT, digit_of, gallery_digits, told_index
from aedemo.ui.errors import numbers_of
from aedemo.ui.files import library_address, sprite_address
from aedemo.ui.listeners import EVERY, LAST, QUICK, SLOW, Keywords, moved, skip_without_digit
from aedemo.ui.pad_values import PadValue
from aedemo.ui.tabs.gallery_map import page_of

TITLE = "Variance"

LEAD = (
    "Each draw is noise around zero, and still you see a digit: it is not in the mean of the "
    "pixels, which fades as draws are averaged, but in how far they stray."
)
MATHS = r"""
A pixel is $x = m\,\varepsilon$ with $\varepsilon \sim \mathcal N(0, 1)$ drawn anew each time, where
$m \in [0, 1]$ is the digit. Its mean is $0$ whatever the digit: a network trained to make
$\lVert \hat x - x \rVert^2$ small from ten numbers can do no better than the mean, so it learns
nothing of the digit.

The **gated denoiser** sees $y = x + \mathcal N(0, \sigma^2)$ and answers $\hat x = g \cdot y$ with
$g = \mathrm{sigmoid}(f(y))$. Whoever knew the digit would choose the Wiener filter

$$g = \frac{m^2}{m^2 + \sigma^2} = \mathrm{sigmoid}(\log m^2 - \log \sigma^2),$$

with an error of $g\,\sigma^2$ a pixel. The **VAE** answers with a mean and a log-variance for each
pixel and is paid in likelihood (Kingma and Welling 2014, appendix C.2),

$$-\log p(x \mid z) = \tfrac12 \sum_i \log \sigma_i^2 + (x_i - \mu_i)^2 / \sigma_i^2 + C,$$

which is least at $\mu = 0$, $\sigma = m$: its variance is the digit. $\log \sigma^2$ is held above
$-6$. The likelihoods are in `aedemo/models/likelihoods.py`, the best values
in `aedemo/data/variance.py`.
"""

FIRST_SIGMA = 0.2
LEAST_SIGMA, MOST_SIGMA = 0.01, 0.5
DRAWS = 16
SEED = 7


@dataclass(frozen=True, eq=False)
class Variance:
    """The tab's listeners on a library, for the networks with these names."""

    library: Library
    names: list[str]

    @skip_without_digit
    def play(self, source: PadValue, sigma: float) -> list[Row]:
        """What is seen of a digit, and a row for each network."""
        return _rows(self.library, self.names, digit_of(self.library, source), _noise(sigma))

    @skip_without_digit
    def wander(self, name: str, source: PadValue, sigma: float) -> Yours:
        """Where the codes of the digit's draws lie on the map."""
        draws = variance.draws_of(digit_of(self.library, source), _noise(sigma), DRAWS, SEED)
        codes, known = variance.codes(self.library, name, draws), gallery_codes(self.library, name)
        nearest, _ = projection.nearest_in(codes, known, projection.NEIGHBOURS)
        places = projection.place(codes, known, self.library.projections(name).places["umap"])
        return Yours(variance.views(self.library, name, draws).belief, places, nearest, 0)

    def arrange(self, name: str) -> Arrange:
        """The gallery on the map of another network."""
        title = f"{VARIANTS[name].label}, UMAP"
        maps = library_address(self.library, path_of(self.library.folder, name))
        return Arrange(name, maps, "umap", title)

    def explain(self, name: str, event: gr.EventData) -> Answer | dict:
        """What a network believes of one draw of a digit of the gallery."""
        index = told_index(self.library, event)
        if index is None:
            return gr.skip()
        digit = gallery_digits(self.library, index)
        draws = variance.draws_of(digit, FIRST_SIGMA, 1, seed=index)
        belief = variance.views(self.library, name, draws).belief[0]
        others = nearest_digits(self.library, name, index)
        return Answer(name, index, belief, float(np.square(belief - digit).mean()), others)

    def save(self, name: str) -> Page:
        """The map as a page of its own."""
        return page_of(self.library, name, "umap")


def build(library: Library) -> None:
    """Lay out the tab and wire it."""
    tab = Variance(library, variance.names(library))
    if not tab.names:
        gr.Markdown("No network of this tab is trained yet.", elem_classes=["ae-lead"])
        return
    gr.Markdown(LEAD, elem_classes=["ae-lead"])
    maths(MATHS)
    pad = Digit(FIRST_DIGIT)
    with gr.Row(elem_classes=["ae-bench"]):
        with gr.Column(), card("Noise", "corruption", "for the denoiser"):
            sigma = gr.Slider(
                LEAST_SIGMA,
                MOST_SIGMA,
                FIRST_SIGMA,
                step=0.01,
                label="Sigma; it was trained at 0.20",
                buttons=[],
            )
        with gr.Column(), card("Draw after draw", "output", "16 draws, over and over"):
            reel = Reel(lambda: tab.play(FIRST_DIGIT, FIRST_SIGMA))
    to_reel: Keywords = {"fn": tab.play, "inputs": [pad, sigma], "outputs": reel}
    played = [
        gr.on([pad.input, *moved(sigma)], **to_reel, **LAST),
    ]
    mapped = [name for name in tab.names if name in library.names(having="maps")]
    if mapped:
        _build_map(tab, mapped, [pad, sigma], played)


def _build_map(
    tab: Variance, names: list[str], inputs: list[Component], played: list[Dependency]
) -> None:
    """Lay out the map, which follows the draws that were played, and wire it."""
    first = names[-1]
    space = GalleryMap(
        lambda: tab.arrange(first),
        sprite=sprite_address(tab.library),
        visitor=lambda: tab.wander(first, FIRST_DIGIT, FIRST_SIGMA),
    )
    with space, gr.Column(), card("Arranged by", "code", "its codes of one draw each"):
        model = quiet_radio("Network", [(VARIANTS[name].label, name) for name in names], first)
        gr.Markdown(
            "The line joins the codes of your digit's 16 draws: the same digit, seen anew. "
            "The pictures are the deviation of each pixel that the network goes by.",
            elem_classes=["ae-caption"],
        )
    to_space: Keywords = {"fn": tab.wander, "inputs": [model, *inputs], "outputs": space, **QUICK}
    for event in (*played, model.input(tab.arrange, model, space, **LAST)):
        event.then(**to_space)
    space.ask(tab.explain, model, space, **EVERY)
    space.save(tab.save, model, space, **SLOW)


def _noise(sigma: object) -> float:
    return float(numbers_of(sigma, (), LEAST_SIGMA, MOST_SIGMA, "The noise"))


def _rows(library: Library, names: list[str], digit: np.ndarray, sigma: float) -> list[Row]:
    """What is seen, and a row for each network."""
    draws = variance.draws_of(digit, sigma, DRAWS, SEED)
    seen = Row(
        "One digit, drawn again and again",
        "x = m ε, with new noise ε each time",
        "input",
        [
            Picture("what is seen", draws.x, signed=True),
            Picture(f"the mean of all {DRAWS}", draws.x.mean(axis=0)[None], signed=True),
            Picture(
                f"how far all {DRAWS} stray from zero",
                np.sqrt(np.square(draws.x).mean(axis=0))[None],
            ),
        ],
        is_large=True,
    )
    return [seen, *(_row(library, name, digit, draws, sigma) for name in names)]


def _row(library: Library, name: str, digit: np.ndarray, draws: Draws, sigma: float) -> Row:
    variant, views = VARIANTS[name], variance.views(library, name, draws)
    answer = Picture("its answer", views.answer, signed=True, **_error(views.answer, draws))
    scatter = None
    match variant.likelihood:
        case Gate():
            pictures = _gates(views, answer, digit, draws, sigma)
            scatter = (2, 1, "the best gate", "learned")
        case Normal():
            pictures = _deviations(views, answer, digit)
        case _:
            pictures = [answer, _nothing(digit)]
    words = f"{variant.note} {_measured(library, name)}"
    return Row(variant.label, words, "output", pictures, scatter)


def _gates(
    views: Views, answer: Picture, digit: np.ndarray, draws: Draws, sigma: float
) -> list[Picture]:
    """What is seen, the learned gate and the best, and what each of them lets through."""
    assert views.gate is not None
    best = optimal_gate(digit, sigma)
    best_answer = Picture(
        "the best answer",
        best * draws.noisy,
        signed=True,
        figure="MSE {} expected",
        figures=[float(least_error(digit, sigma).mean())],
    )
    seen = Picture(
        f"what it sees: noise, sigma {sigma:.2f}",
        draws.noisy,
        signed=True,
        **_error(draws.noisy, draws),
    )
    return [
        seen,
        Picture("the gate it learned", views.gate),
        Picture("the best gate", best[None]),
        answer,
        best_answer,
    ]


def _deviations(views: Views, answer: Picture, digit: np.ndarray) -> list[Picture]:
    """The deviation that is predicted, beside the true one."""
    gap = np.square(views.belief - digit).mean((1, 2))
    return [
        answer,
        Picture("the deviation it predicts", views.belief, figure="MSE {} of m", figures=gap),
        Picture("the true one, m", digit[None]),
    ]


def _nothing(digit: np.ndarray) -> Picture:
    """What the mean of all draws is."""
    return Picture(
        "no answer at all",
        np.zeros_like(digit)[None],
        signed=True,
        figure="MSE {} expected",
        figures=[float(np.square(digit).mean())],
    )


def _measured(library: Library, name: str) -> str:
    """What was measured on the test digits, in a sentence, and the best that could be."""
    figures = library.record(name).figures
    words = []
    if "probe" in figures:
        words.append(f"a probe on its code names {figures['probe']:.1f} % of the digits")
    for best, figure in (("best_noisy_mse", "noisy_mse"), ("best_density", "density")):
        if {best, figure} <= set(figures):
            each = known_figures()[figure]
            value, least = (each.in_words(figures[key]) for key in (figure, best))
            words.append(f"{each.label} {value} {each.unit}".strip() + f", at best {least}")
    return f"On the test digits {'; '.join(words)}." if words else ""


def _error(pictures: np.ndarray, draws: Draws) -> dict:
    return {"figure": "MSE {}", "figures": np.square(pictures - draws.x).mean((1, 2))}
