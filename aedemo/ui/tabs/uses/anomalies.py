"""Anomaly detection: an autoencoder's error tells what it was not trained on. Sometimes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import gradio as gr
import numpy as np

from aedemo.experiments import restoring
from aedemo.experiments.restoring import Question, Spoiled
from aedemo.library import Library
from aedemo.measures.anomalies import ERROR_QUANTILES, FALSE_ALARMS
from aedemo.methods.anomalies import ANOMALIES
from aedemo.models.catalogue import VARIANTS
from aedemo.ui import plots
from aedemo.ui.choices import model_choices, quiet_radio
from aedemo.ui.components.card import card, maths
from aedemo.ui.components.chart import Chart
from aedemo.ui.components.digit import Digit
from aedemo.ui.components.seen import Seen
from aedemo.ui.components.verdicts import Judge, Judgement, Verdicts
from aedemo.ui.digits import digit_of
from aedemo.ui.errors import member, numbers_of, refusal
from aedemo.ui.listeners import HERE, LAST, QUICK, Follower, Keywords, moved, skip_without_digit
from aedemo.ui.models import full_label
from aedemo.ui.pad_values import PadValue

TITLE = "Anomalies"
LEAD = (
    "Is it a digit? A network that has seen only digits copies digits well and all else badly, so "
    "its error tells. Try a letter or a mirrored digit, and see which models copy it all the same: "
    "those with a wide code, or none."
)
MATHS = r"""
The score of a picture $x$ is its reconstruction error $\lVert g(f(x)) - x\rVert^2 / 784$. A model
flags what scores above a threshold, which is the score that only a share $\alpha$ of real digits
exceed: $\alpha$ is the rate of false alarms. The ROC curve shows for every $\alpha$ the share of
anomalies that are flagged, and the area below it,

$$\mathrm{AUC} = P(s_{\text{anomaly}} > s_{\text{digit}}),$$

is 1 for a perfect score, 0.5 for guessing, and less where the anomalies are *easier* to copy than
digits (Hanley and McNeil 1982). Measured on 1,000 test digits that are not in the gallery, and
1,000 anomalies of each kind. The scores are in `aedemo/methods/anomalies.py`, the measuring is in
`aedemo/measures/`.
"""

AS_IT_IS = "as-it-is"
KINDS = [AS_IT_IS, *ANOMALIES]
FIRST_KIND = "mirrored"
FIRST_RATE = 5.0  # per cent
LEAST_RATE, MOST_RATE = 0.5, 50.0
MOST_LINES = 3
SEED = 5
SEEDS = 10_000
WITHOUT_A_KIND = "letters"  # whose ROC curve is shown while the digit is left as it is
# JavaScript: the threshold, without a request.
_THRESHOLD = "(rate) => ({ rate: rate / 100 })"


@dataclass(frozen=True, eq=False)
class Anomalies:
    """The part's listeners on a library."""

    library: Library

    def detections(self, name: str) -> dict[str, dict]:
        """By kind of anomaly, how well a model tells it, as measured; empty where it was not."""
        return self.library.record(name).results.get("anomalies", {})

    @cached_property
    def names(self) -> list[str]:
        """The models that judge."""
        return restoring.compared(self.library)

    @cached_property
    def curved(self) -> list[str]:
        """Those whose ROC curves are known."""
        return [name for name in self.names if set(self.detections(name)) == set(ANOMALIES)]

    @skip_without_digit
    def spot(
        self, source: PadValue, kind: str, rate: float, seed: float
    ) -> tuple[tuple[np.ndarray, np.ndarray], Judgement]:
        """The digit and what the models see of it, and what they say."""
        rate, digit = _percent(rate), digit_of(self.library, source)
        seen = _picture(digit, kind, seed)
        return (digit, seen), self.judgement(seen, rate)

    def judgement(self, seen: np.ndarray, rate: float) -> Judgement:
        """Every model's answer to a picture (28, 28), its error, and the rank of that."""
        (answers,) = restoring.answer(self.library, [Question(seen, Spoiled(seen, None))])
        rows = [answers.names.index(name) for name in self.names]
        errors = answers.mse[rows]
        ranks = [
            _rank(error, self.library.record(name).results.get("error quantiles"))
            for name, error in zip(self.names, errors, strict=True)
        ]
        return Judgement(seen, answers.images[rows], errors, np.array(ranks), rate / 100)

    def draw_roc(self, kind: str, chosen: list[str], rate: float) -> plots.Figure:
        """The ROC curves of the chosen models against a kind of anomaly."""
        if not isinstance(chosen, list) or len(chosen) > MOST_LINES:
            raise refusal(f"Send a list of at most {MOST_LINES} models.")
        kind = member(kind, KINDS, "anomaly")
        kind = WITHOUT_A_KIND if kind == AS_IT_IS else kind
        lines = [self.curve(name, kind) for name in chosen if name in self.curved]
        return plots.roc_curves(FALSE_ALARMS, lines, _percent(rate) / 100)

    def curve(self, name: str, kind: str) -> tuple[str, np.ndarray]:
        """A model's label with its AUC, and its ROC curve."""
        measured = self.detections(name)[kind]
        return f"{full_label(name)}, {measured['auc']:.2f}", np.array(measured["roc"])

    def aucs(self, name: str) -> list[float]:
        """A model's AUC for each kind of anomaly; none where they are not all known."""
        known = self.detections(name)
        return [known[kind]["auc"] for kind in ANOMALIES] if name in self.curved else []

    def another(self, seed: float) -> int:
        """Another seed, for another anomaly."""
        return (int(numbers_of(seed, (), 0, SEEDS, "The seed")) + 1) % SEEDS


def build(
    library: Library, pad: Digit, first: np.ndarray, controls: gr.Column, results: gr.Column
) -> Follower:
    """Lay out the part on the digit `first`, in the two columns, and wire it."""
    part = Anomalies(library)
    with controls, card("What the models see", "corruption"):
        kinds = [(_plain(each.label), name) for name, each in ANOMALIES.items()]
        kind = quiet_radio("What the models see", [("Your digit", AS_IT_IS), *kinds], FIRST_KIND)
        first_seen = _picture(first, FIRST_KIND, SEED)
        seen = Seen((first, first_seen))
        again = gr.Button("Another one", size="sm", elem_classes=["ae-quiet"])
        rate = gr.Slider(
            LEAST_RATE,
            MOST_RATE,
            FIRST_RATE,
            step=0.5,
            label="False alarms, % of digits",
            buttons=[],
        )
    with results:
        gr.Markdown(LEAD, elem_classes=["ae-say"])
        verdicts = _verdicts_card(part, lambda: part.judgement(first_seen, FIRST_RATE))
        roc = _roc_card(part) if part.curved else None
        maths(MATHS)

    seed = gr.Number(SEED, visible=False)
    inputs, outputs = [kind, rate, seed], [seen, verdicts]
    to_verdicts: Keywords = {"fn": part.spot, "inputs": [pad, *inputs], "outputs": outputs}
    judged = kind.input(**to_verdicts, **LAST)
    again.click(part.another, seed, seed, **QUICK)
    seed.change(**to_verdicts, **QUICK)
    gr.on(moved(rate), js=_THRESHOLD, inputs=rate, outputs=verdicts, **HERE)
    if roc:
        chosen, plot = roc
        curves = {"fn": part.draw_roc, "inputs": [kind, chosen, rate], "outputs": plot}
        judged.then(**curves, **QUICK)
        gr.on([chosen.input, rate.change], **curves, **LAST)
    return Follower(part.spot, inputs, outputs)


def _verdicts_card(part: Anomalies, first: Callable[[], Judgement]) -> Verdicts:
    aside = "1,000 test digits, 1,000 anomalies of each kind" if part.curved else ""
    with card("What they make of it, and their verdicts", "output", aside):
        verdicts = Verdicts(
            first,
            judges=[_judge(name, part.aucs(name)) for name in part.names],
            anomalies=[each.label for each in ANOMALIES.values()],
        )
        gr.Markdown(_notes(), elem_classes=["ae-caption"])
    return verdicts


def _roc_card(part: Anomalies) -> tuple[gr.Dropdown, Chart]:
    """The choice of models, and their curves."""
    first = _telling({name: float(np.mean(part.aucs(name))) for name in part.curved})
    with card("How many are caught, at every rate of false alarms", "output"):
        chosen = gr.Dropdown(
            model_choices(part.curved),
            value=first,
            multiselect=True,
            max_choices=MOST_LINES,
            label="Models, at most three",
        )
        plot = Chart(part.draw_roc(FIRST_KIND, first, FIRST_RATE))
        gr.Markdown(
            "ROC curves against the anomaly chosen above, letters while the digit is left "
            "as it is; behind each name its AUC. Dotted: the false alarms you allow.",
            elem_classes=["ae-caption"],
        )
    return chosen, plot


def _picture(digit: np.ndarray, kind: str, seed: float) -> np.ndarray:
    """What the models are shown in place of a digit (28, 28)."""
    seed = int(numbers_of(seed, (), 0, SEEDS, "The seed"))
    if member(kind, KINDS, "anomaly") == AS_IT_IS:
        return digit
    return ANOMALIES[kind].make(digit[None], np.random.default_rng(seed))[0]


def _percent(rate: object) -> float:
    return float(numbers_of(rate, (), LEAST_RATE, MOST_RATE, "The rate of false alarms"))


def _rank(error: float, quantiles: list[float] | None) -> float:
    """The share of the digits whose error is smaller, from the quantiles of their errors.

    NaN where these were not measured.
    """
    return np.nan if quantiles is None else float(np.interp(error, quantiles, ERROR_QUANTILES))


def _judge(name: str, auc: list[float]) -> Judge:
    variant = VARIANTS[name]
    code = f"{variant.latent_dim} numbers" if variant.has_code else "no code"
    return Judge(full_label(name), code, auc)


def _telling(means: dict[str, float]) -> list[str]:
    """Three models whose curves are worth comparing: the best, the middling and the worst."""
    ordered = sorted(means, key=means.__getitem__)
    if len(ordered) < MOST_LINES:
        return ordered
    return [ordered[-1], ordered[len(ordered) // 2], ordered[0]]


def _notes() -> str:
    notes = [f"{_plain(each.label)}: {each.note}" for each in ANOMALIES.values()]
    return " ".join(notes) + " AUC 1 is always told apart, 0.5 is guessing."


def _plain(label: str) -> str:
    """Without the places where a narrow column may break it."""
    return label.replace("\u00ad", "")
