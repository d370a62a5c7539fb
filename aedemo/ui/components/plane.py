"""Plane: the whole latent plane of one model with two latents, as a picture one can travel.

The browser decodes it: a lattice of digits fills the plane, finer ones as it is enlarged, the test
digits' codes lie over it as coloured dots, and the point under the pointer is decoded as it moves.
None of that asks the server anything. The value is a `Marks`. Its event is `pick`, with
`{"code": [x, y]}`, when a point is clicked, tapped or chosen with Enter; the value then holds it.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from aedemo.methods.projection import FULL
from aedemo.ui.components.script import First, Shown

# No placeholder: rendering the template again must not touch the canvases.
_HTML = """\
<section class="plane ae-card ae-code">
  <header>
    <h2><i class="dot"></i><span class="title"></span></h2>
    <button type="button" class="dots" aria-pressed="true">Dots</button>
    <button type="button" class="reset">Reset view</button>
  </header>
  <div class="sky">
    <canvas class="lattice" aria-hidden="true"></canvas>
    <canvas class="codes" aria-hidden="true"></canvas>
    <canvas class="marks" tabindex="0" role="application"></canvas>
    <canvas class="here" width="28" height="28" role="img"
      aria-label="The digit decoded there"></canvas>
  </div>
  <div class="legend" role="group" aria-label="Classes of the dots"></div>
  <div class="reading">
    <p class="where"></p>
    <p class="code"></p>
    <p class="extent"></p>
    <p class="how mouse">Drag to move, scroll to zoom, click to choose.</p>
    <p class="how touch">Tap to choose, two fingers to move and zoom.</p>
  </div>
  <p class="message" role="status" aria-live="polite"></p>
  <p class="spoken" role="status" aria-live="polite"></p>
</section>
"""
_MARGIN = 1.08  # the first view against the box that holds nearly all codes


@dataclass(frozen=True)
class Marks:
    """What is marked on a plane.

    code: where the current digit lies. path: points of a line drawn over the plane. at: the
    position on that line in [0, 1], in equal steps from point to point.
    """

    code: tuple[float, float] | None = None
    path: tuple[tuple[float, float], ...] = ()
    at: float | None = None


class Plane(Shown):
    """The latent plane of one model, decoded everywhere, under the codes of the test digits."""

    template = _HTML
    own_events = ("pick",)

    def __init__(
        self,
        value: First[Marks] = None,
        *,
        decoder: dict[str, Any],
        codes: Callable[[], np.ndarray],
        label: str,
        **kwargs: Any,
    ) -> None:
        """
        Parameters:
            value: What is marked at first.
            decoder: A `Portable` as a dict, with the "url" of its checkpoint.
            codes: What gives the codes of N digits, (N, 2) float32, sorted by class and equally
                many of each.
            label: The model's name, for people.
            kwargs: Everything else that `gr.HTML` takes.
        """
        super().__init__(
            value,
            label=label,
            settings=lambda: {"decoder": decoder, "label": label, **_view_of(codes())},
            **kwargs,
        )

    def postprocess(self, value: Marks | None) -> dict[str, Any] | None:
        """Plain lists, as a listener in JavaScript would set them too."""
        if value is None:
            return None
        return {
            "code": None if value.code is None else _numbers(value.code),
            "path": [_numbers(point) for point in value.path],
            "at": None if value.at is None else float(value.at),
        }


def _view_of(codes: np.ndarray) -> dict[str, Any]:
    return {"home": _first_view(codes), **_packed(codes)}


def _first_view(codes: np.ndarray) -> dict[str, float]:
    """A square around all codes but the outermost: its centre and its width."""
    low, high = np.percentile(codes, (0.5, 99.5), axis=0)
    x, y = (low + high) / 2
    return {"x": float(x), "y": float(y), "width": float(_MARGIN * (high - low).max())}


def _packed(codes: np.ndarray) -> dict[str, Any]:
    """The codes in 16 bits a number, and the lowest and highest of each axis."""
    low, high = codes.min(axis=0), codes.max(axis=0)
    steps = ((codes - low) / (high - low) * FULL).round().astype("<u2")
    return {
        "codes": base64.b64encode(steps.tobytes()).decode(),
        "low": low.tolist(),
        "high": high.tolist(),
    }


def _numbers(point: tuple[float, float]) -> list[float]:
    return [float(number) for number in point]
