"""Verdicts: what every model makes of a picture, and whether its error gives it away as no digit.

The value is a `Judgement`; a listener in JavaScript may give it {rate: number} instead, which moves
the threshold without a request. How well each model tells every anomaly from digits stands beside
it, as measured, and does not change.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from aedemo.ui.components.script import First, Shown, as_base64

_HTML = """\
<p class="summary" role="status"></p>
<div class="scroller"><table><thead><tr></tr></thead><tbody></tbody></table></div>
"""


@dataclass(frozen=True)
class Judge:
    """A model: its label, the size of its code in words, and its AUC for each anomaly, or none."""

    label: str
    code: str
    auc: Sequence[float]


@dataclass(frozen=True, eq=False)
class Judgement:
    """What N models make of one picture.

    answers: (N, 28, 28) in [0, 1]. errors: (N,) MSE per pixel. ranks: (N,) the share of test digits
    with a smaller error, NaN where it was not measured. rate: the share of digits that may be
    flagged.
    """

    answers: np.ndarray
    errors: np.ndarray
    ranks: np.ndarray
    rate: float


class Verdicts(Shown):
    """A row a model, which can be sorted by any column."""

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
            settings={"judges": [asdict(judge) for judge in judges], "heads": [*anomalies]},
            **kwargs,
        )

    def postprocess(self, value: Judgement | None) -> dict[str, Any] | None:
        """Bytes for the pixels, rounded numbers for the rest."""
        if value is None:
            return None
        ranks = [None if np.isnan(rank) else round(float(rank), 4) for rank in value.ranks]
        return {
            "pixels": as_base64(value.answers),
            "errors": np.round(value.errors.astype(float), 5).tolist(),
            "ranks": ranks,
            "rate": value.rate,
        }
