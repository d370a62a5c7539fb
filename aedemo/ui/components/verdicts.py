"""Verdicts: what every model makes of a picture, and whether its error gives it away as no digit.

First what some of them make of it, large; all of them stand in a table that can be unfolded. The
value is a `Judgement`; a listener in JavaScript may give it {rate: number} instead, which moves
the threshold without a request. How well each model tells every anomaly from digits stands beside
it, as measured, and does not change.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from aedemo.data.digits import SIDE
from aedemo.ui.components.script import First, Shown, as_base64

_HTML = f"""\
<p class="summary" role="status"></p>
<div class="few"><figure class="seen"><canvas class="digit" width="{SIDE}" height="{SIDE}"
  role="img" aria-label="What the models see"></canvas>
  <figcaption><b>what they see</b></figcaption></figure></div>
<details><summary></summary>
<div class="scroller"><table><thead><tr></tr></thead><tbody></tbody></table></div></details>
"""
FEW = 4  # models whose answers are shown large


@dataclass(frozen=True)
class Judge:
    """A model: its label, the size of its code in words, and its AUC for each anomaly, or none."""

    label: str
    code: str
    auc: Sequence[float]


@dataclass(frozen=True, eq=False)
class Judgement:
    """What N models make of one picture, `seen` (28, 28) in [0, 1].

    answers: (N, 28, 28) in [0, 1]. errors: (N,) MSE per pixel. ranks: (N,) the share of test digits
    with a smaller error, NaN where it was not measured. rate: the share of digits that may be
    flagged.
    """

    seen: np.ndarray
    answers: np.ndarray
    errors: np.ndarray
    ranks: np.ndarray
    rate: float


class Verdicts(Shown):
    """Some answers, and a row a model, which can be sorted by any column."""

    template = _HTML

    def __init__(
        self,
        value: First[Judgement] = None,
        *,
        judges: Sequence[Judge] = (),
        anomalies: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        """
        Parameters:
            value: The judgement shown first.
            judges: The models, in the judgement's order.
            anomalies: What stands above the columns of the AUC.
            kwargs: Everything else that `gr.HTML` takes.
        """
        super().__init__(
            value,
            settings={
                "judges": [asdict(judge) for judge in judges],
                "heads": [*anomalies],
                "few": _spread(judges),
            },
            **kwargs,
        )

    def postprocess(self, value: Judgement | None) -> dict[str, Any] | None:
        """Bytes for the pixels, rounded numbers for the rest."""
        if value is None:
            return None
        ranks = [None if np.isnan(rank) else round(float(rank), 4) for rank in value.ranks]
        return {
            "seen": as_base64(value.seen),
            "pixels": as_base64(value.answers),
            "errors": np.round(value.errors.astype(float), 5).tolist(),
            "ranks": ranks,
            "rate": value.rate,
        }


def _spread(judges: Sequence[Judge]) -> list[int]:
    """From the one that tells anomalies best in the mean to the one that does worst, by place."""
    known = [place for place, judge in enumerate(judges) if judge.auc]
    ordered = sorted(known, key=lambda place: -float(np.mean(judges[place].auc)))
    ordered = ordered or [*range(len(judges))]
    return [ordered[round(at)] for at in np.linspace(0, len(ordered) - 1, min(FEW, len(ordered)))]
