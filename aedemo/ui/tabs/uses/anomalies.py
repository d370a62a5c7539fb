"""Anomaly detection: an autoencoder's error tells what it was not trained on. Sometimes."""

import gradio as gr
import numpy as np

from aedemo.experiments import restoring
from aedemo.experiments.restoring import Spoiled
from aedemo.library import Library, uses
from aedemo.methods.anomalies import ANOMALIES, FALSE_ALARMS
from aedemo.models.catalogue import VARIANTS
from aedemo.ui import plots
from aedemo.ui.components.card import card, maths
from aedemo.ui.components.drawpad import DrawPad, PadValue
from aedemo.ui.components.seen import Seen
from aedemo.ui.components.verdicts import Judge, Judgement, Verdicts
from aedemo.ui.decoders import full_label
from aedemo.ui.errors import numbers_of, refusal
from aedemo.ui.tabs.uses.part import LAST, QUICK, Part, member, skipping

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
FIRST_KIND = "mirrored"
FIRST_RATE = 5.0  # per cent
LEAST_RATE, MOST_RATE = 0.5, 50.0
MOST_LINES = 3
SEED = 5
SEEDS = 10_000
WITHOUT_A_KIND = "letters"  # whose ROC curve is shown while the digit is left as it is


def build(library: Library, pad: DrawPad, column: gr.Column, first: np.ndarray) -> Part:
    """Lay out the part on the digit `first`, its controls in the pad's `column`, and wire it."""
    names = restoring.compared(library)
    measured = library.uses
    kinds = [AS_IT_IS, *ANOMALIES]

    def picture(digit: np.ndarray, kind: str, seed: float) -> np.ndarray:
        seed = int(numbers_of(seed, (), 0, SEEDS, "The seed"))
        if member(kind, kinds, "anomaly") == AS_IT_IS:
            return digit
        return ANOMALIES[kind].make(digit[None], np.random.default_rng(seed))[0]

    def judgement(seen: np.ndarray, rate: float) -> Judgement:
        answers = restoring.answer(library, seen, Spoiled(seen, None))
        rows = [answers.names.index(name) for name in names]
        errors = answers.mse[rows]
        ranks = [
            _rank(error, measured[name]["errors"]) if name in measured else np.nan
            for name, error in zip(names, errors, strict=True)
        ]
        return Judgement(answers.images[rows], errors, np.array(ranks), rate / 100)

    def spot(source: PadValue, kind: str, rate: float, seed: float):
        rate = _percent(rate)

        def show(digit: np.ndarray):
            seen = picture(digit, kind, seed)
            return (digit, seen), judgement(seen, rate)

        return skipping(2, show, library, source)

    def draw_roc(kind: str, chosen: list[str], rate: float):
        if not isinstance(chosen, list) or len(chosen) > MOST_LINES:
            raise refusal(f"Send a list of at most {MOST_LINES} models.")
        kind = member(kind, kinds, "anomaly")
        kind = WITHOUT_A_KIND if kind == AS_IT_IS else kind
        lines = [
            (
                f"{full_label(name)}, {measured[name]['auc'][kind]:.2f}",
                np.array(measured[name]["roc"][kind]),
            )
            for name in chosen
            if name in measured and name in names
        ]
        return plots.roc_curves(FALSE_ALARMS, lines, _percent(rate) / 100)

    def another(seed: float) -> int:
        return (int(numbers_of(seed, (), 0, SEEDS, "The seed")) + 1) % SEEDS

    first_seen = picture(first, FIRST_KIND, SEED)
    curves = _telling(names, measured)
    with (
        column,
        gr.Column(elem_classes=["ae-part", "ae-part-1"]),
        card("What the models see", "corruption"),
    ):
        kind = gr.Radio(
            [("Your digit", AS_IT_IS)]
            + [(each.label.replace("\u00ad", ""), name) for name, each in ANOMALIES.items()],
            value=FIRST_KIND,
            label="What the models see",
            show_label=False,
            container=False,
        )
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
    with gr.Column(elem_classes=["ae-part", "ae-part-1"]):
        gr.Markdown(LEAD, elem_classes=["ae-say"])
        aside = "1,000 test digits, 1,000 anomalies of each kind" if measured else ""
        with card("The verdicts, and the AUC against every anomaly", "output", aside):
            verdicts = Verdicts(
                judgement(first_seen, FIRST_RATE),
                judges=[_judge(name, measured) for name in names],
                anomalies=[each.label for each in ANOMALIES.values()],
            )
            gr.Markdown(_notes(), elem_classes=["ae-caption"])
        if measured:
            with card("How many are caught, at every rate of false alarms", "output"):
                chosen = gr.Dropdown(
                    [(full_label(name), name) for name in names if name in measured],
                    value=curves,
                    multiselect=True,
                    max_choices=MOST_LINES,
                    label="Models, at most three",
                )
                plot = gr.Plot(draw_roc(FIRST_KIND, curves, FIRST_RATE), show_label=False)
                gr.Markdown(
                    "ROC curves against the anomaly chosen above, letters while the digit is left "
                    "as it is; behind each name its AUC. Dotted: the false alarms you allow.",
                    elem_classes=["ae-caption"],
                )
        maths(MATHS)

    seed = gr.State(SEED)
    inputs, outputs = [kind, rate, seed], [seen, verdicts]
    judged = kind.input(spot, [pad, *inputs], outputs, **LAST)
    again.click(another, seed, seed, **QUICK).then(spot, [pad, *inputs], outputs, **QUICK)
    gr.on(
        [rate.input, rate.release],
        fn=None,
        js="(rate) => ({ rate: rate / 100 })",
        inputs=rate,
        outputs=verdicts,
        api_visibility="private",
    )
    if measured:
        curve = {"fn": draw_roc, "inputs": [kind, chosen, rate], "outputs": plot}
        judged.then(**curve, **QUICK)
        gr.on([chosen.input, rate.change], **curve, **LAST)
    return Part(TITLE, spot, inputs, outputs)


def _percent(rate: object) -> float:
    return float(numbers_of(rate, (), LEAST_RATE, MOST_RATE, "The rate of false alarms"))


def _rank(error: float, quantiles: list[float]) -> float:
    """The share of the digits whose error is smaller, from the quantiles of their errors."""
    return float(np.interp(error, quantiles, uses.ERROR_QUANTILES))


def _judge(name: str, measured: dict) -> Judge:
    variant = VARIANTS[name]
    code = f"{variant.latent_dim} numbers" if variant.has_code else "no code"
    auc = list(measured[name]["auc"].values()) if name in measured else []
    return Judge(full_label(name), code, auc)


def _telling(names: list[str], measured: dict) -> list[str]:
    """Three models whose curves are worth comparing: the best, the middling and the worst."""
    ordered = sorted(
        (name for name in names if name in measured),
        key=lambda name: np.mean(list(measured[name]["auc"].values())),
    )
    if len(ordered) < MOST_LINES:
        return ordered
    return [ordered[-1], ordered[len(ordered) // 2], ordered[0]]


def _notes() -> str:
    notes = [f"{each.label.replace(chr(0xAD), '')}: {each.note}" for each in ANOMALIES.values()]
    return " ".join(notes) + " AUC 1 is always told apart, 0.5 is guessing."
