"""Restore: draw a digit, spoil it, and see which networks can put it back together."""

from dataclasses import dataclass
from functools import cached_property, partial

import gradio as gr
import numpy as np

from aedemo.data.corruptions import CORRUPTIONS
from aedemo.experiments import restoring
from aedemo.experiments.restoring import AS_IT_IS, Answers, Question
from aedemo.experiments.together import Together
from aedemo.library import Library
from aedemo.measures.quality import LEVELS
from aedemo.methods.baselines import BASELINES
from aedemo.models.catalogue import VARIANTS
from aedemo.models.variants import UNLEARNED
from aedemo.ui import facts, plots
from aedemo.ui.choices import damage_choice
from aedemo.ui.components.card import card, maths
from aedemo.ui.components.chart import Chart
from aedemo.ui.components.digit import Digit
from aedemo.ui.components.kept import Kept
from aedemo.ui.components.wall import Wall
from aedemo.ui.digits import FIRST_DIGIT, digit_of
from aedemo.ui.errors import refusal
from aedemo.ui.listeners import LAST, QUICK, Keywords, moved, skip_without_digit, told
from aedemo.ui.pad_values import PadValue

TITLE = "Restore"

LEAD = "Spoil your digit and see which networks can put it back together."
MATHS = r"""
A network is shown a spoiled digit $\tilde x = c(x)$ and asked for the clean one. An autoencoder
must pass it through a code $z = f(\tilde x)$ and answers $\hat x = g(z)$; it is trained to make

$$\mathbb E\,\lVert g(f(c(x))) - x\rVert^2$$

small, or the cross-entropy in its place (Vincent et al. 2008, *Extracting and composing robust
features with denoising autoencoders*). Where $c$ is the identity it has only ever seen clean
digits, and what it does to a spoiled one is a by-product of its narrow code. A variational one
pays the divergence $\mathrm{KL}(q(z \mid x)\,\Vert\,p(z))$ for its code as well; a contractive one
pays $\lambda \lVert \partial f/\partial x\rVert_F^2$. Fed back again and again, an output drifts
towards what the network thinks digits look like (Alain and Bengio 2014: $\hat x - x$ follows the
gradient of $\log p(x)$).

The figure below each picture is the peak signal-to-noise ratio of the answer against the clean
digit, $\mathrm{PSNR} = -10 \log_{10} \mathrm{MSE}$ in dB: 3 dB more is half the squared error. The
terms of each network's loss are in `aedemo/models/codes.py` and `aedemo/models/likelihoods.py`, and
every network is one entry of `aedemo/models/catalogue/`.
"""

CURVE = (
    "Shaded: the middle 80 % of 1,000 test digits for the first pinned model. Dots: the level a "
    "model was trained at. Dashed: the best without learning, at the level chosen. Dotted: the "
    "spoiled digit as it is."
)
AGAIN = "Every answer is shown to the same network again, so often."

FIRST_KIND = "dropped"
FIRST_LEVEL = 0.5
FIRST_SEED = 7
FIRST_PINS = ("unet-universal", "conv-vae", "bottleneck")
MOST_SEED = 2**31 - 1
MOST_PINS = 3
MOST_TOGETHER = 16  # visitors: more would wait longer for each other than they gain

Sought = tuple[np.ndarray, str, float, int, list[str]]  # of a curve: digit, kind, level, seed, pins


@dataclass(frozen=True)
class Restore:
    """The tab's listeners on a library."""

    library: Library

    @cached_property
    def walls(self) -> Together[Question, Answers]:
        """Every model's answers, to several visitors at once."""
        return Together(partial(restoring.answer, self.library), MOST_TOGETHER)

    @cached_property
    def curves(self) -> Together[Sought, plots.Figure]:
        """One visitor's curve at a time: for walls people wait, and they want the processor too."""
        return Together(lambda all_sought: [_psnr_figure(self.library, *all_sought[0])], most=1)

    @skip_without_digit
    def paint(
        self, source: PadValue, kind: str, level: float, seed: float, passes: float
    ) -> tuple[str, Answers]:
        """Words on the damage, and every model's answer."""
        clean = digit_of(self.library, source)
        _check(kind, level, seed, passes)
        spoiled = restoring.spoil(clean, kind, level, int(seed))
        answers = self.walls.ask(Question(clean, spoiled, int(passes)))
        return CORRUPTIONS[kind].caption(level), answers

    @skip_without_digit
    def plot(
        self,
        source: PadValue,
        kind: str,
        level: float,
        seed: float,
        pins: object,
    ) -> plots.Figure:
        """The PSNR of the pinned models on this digit, against the level."""
        clean = digit_of(self.library, source)
        _check(kind, level, seed, passes=1)
        return self.curves.ask((clean, kind, level, int(seed), known_pins(self.library, pins)))

    def choose_pins(self, event: gr.EventData) -> list[str]:
        """The first three known models of those that were pinned."""
        return known_pins(self.library, told(event, "pins"))

    def next_seed(self, seed: float | None) -> int:
        """Another seed, for another draw."""
        return (int(seed or 0) + 1) % MOST_SEED


def build(library: Library) -> None:
    """Lay out the tab and wire it."""
    tab = Restore(library)
    first = (FIRST_DIGIT, FIRST_KIND, FIRST_LEVEL, FIRST_SEED)
    first_pins = [name for name in FIRST_PINS if name in library.names()]
    tab.paint(*first, 1)  # the first pass through a network is slow, and would be said to be so
    first_caption, first_answers = tab.paint(*first, 1)

    pad = Digit(FIRST_DIGIT)
    gr.Markdown(LEAD, elem_classes=["ae-lead"])
    with Wall(first_answers, tiles=facts.tiles(library), pins=first_pins) as wall:
        with card("Spoil it", "corruption", classes=("ae-spoil",)):
            kind = damage_choice(FIRST_KIND)
            level = gr.Slider(0, 1, FIRST_LEVEL, step=0.01, label="Level")
            caption = gr.Markdown(first_caption, elem_classes=["ae-caption"])
            seed, again = _seed_row()
        with card("This digit, at every level", "corruption", classes=("ae-curve",)):
            curve = Chart(tab.plot(*first, first_pins))
            gr.Markdown(CURVE, elem_classes=["ae-caption"])
        with card("Again and again", "code", "fed back in", classes=("ae-again",)):
            passes = gr.Slider(0, restoring.MOST_PASSES, 1, step=1, label="Passes")
            gr.Markdown(AGAIN, elem_classes=["ae-caption"])
    maths(MATHS)

    pins = Kept(first_pins)
    spoiling = [pad, kind, level, seed]
    to_wall: Keywords = {
        "fn": tab.paint,
        "inputs": [*spoiling, passes],
        "outputs": [caption, wall],
    }
    to_curve: Keywords = {"fn": tab.plot, "inputs": [*spoiling, pins], "outputs": curve}
    changed = [pad.input, kind.input, seed.change, *moved(level, passes)]
    gr.on(changed, **to_wall, **LAST)
    again.click(tab.next_seed, seed, seed, **QUICK)
    wall.settled(**to_curve, **LAST)
    wall.pin(tab.choose_pins, None, pins, **QUICK).then(**to_curve, **LAST)


def known_pins(library: Library, names: object) -> list[str]:
    """The first three known models of what a page says to be pinned."""
    known = restoring.wall_names(library)
    return [name for name in names if name in known][:MOST_PINS] if isinstance(names, list) else []


def _seed_row() -> tuple[gr.Number, gr.Button]:
    """The seed of the damage, and the button for another one."""
    with gr.Row(elem_classes=["ae-draw"]):
        seed = gr.Number(
            FIRST_SEED, label="Seed", precision=0, minimum=0, maximum=MOST_SEED, min_width=80
        )
        return seed, gr.Button("Another draw", size="sm", min_width=110)


def _check(kind: str, level: float, seed: float, passes: float) -> None:
    """A slider lets NaN through, and a client can send anything."""
    if kind not in CORRUPTIONS:
        raise refusal(f"No such kind of damage; send one of {', '.join(CORRUPTIONS)}.")
    if level is None or not 0 <= level <= 1:
        raise refusal("The level must be a number from 0 to 1.")
    if seed is None or not 0 <= seed <= MOST_SEED:
        raise refusal(f"The seed must be a whole number from 0 to {MOST_SEED}.")
    if passes is None or not 0 <= passes <= restoring.MOST_PASSES:
        raise refusal(f"The passes must be a whole number from 0 to {restoring.MOST_PASSES}.")


def _psnr_figure(
    library: Library, clean: np.ndarray, kind: str, level: float, seed: int, pins: list[str]
) -> plots.Figure:
    spoiled = restoring.spoil(clean, kind, level, seed)
    names = restoring.wall_names(library, spoiled.missing is not None)
    pinned = [name for name in pins if name in names]
    unlearned = [
        name
        for name in names
        if name != AS_IT_IS and (name in BASELINES or VARIANTS[name].family is UNLEARNED)
    ]
    nearest = LEVELS[round(level * (len(LEVELS) - 1))]
    here = restoring.psnr_by_level(library, unlearned, clean, kind, seed, [nearest])
    best = max(unlearned, key=lambda name: here[name][0])
    curves = restoring.psnr_by_level(library, [*pinned, best, AS_IT_IS], clean, kind, seed)
    lines = [_level_line(library, name, curves[name], kind) for name in pinned]
    baseline = _level_line(library, best, curves[best], kind)
    return plots.psnr_against_level(lines, baseline, curves[AS_IT_IS], level)


def _level_line(library: Library, name: str, psnr: np.ndarray, kind: str) -> plots.LevelLine:
    if name in BASELINES:
        return plots.LevelLine(BASELINES[name].label, psnr)
    if name == AS_IT_IS:
        return plots.LevelLine("as it is", psnr)
    variant = VARIANTS[name]
    learnt = variant.family is not UNLEARNED
    return plots.LevelLine(
        f"{variant.family.title}, {variant.label}" if learnt else variant.label,
        psnr,
        variant.corruption.level_of(CORRUPTIONS[kind]) if variant.corruption else None,
        _band(library, name, kind),
    )


def _band(library: Library, name: str, kind: str) -> np.ndarray | None:
    """What was measured of a model under this damage; None where it was not."""
    rows = library.record(name).results.get("profile", {}).get(kind)
    return None if rows is None else np.array(rows)
