"""What a person would use instead of a network to repair a spoiled digit.

The parameters were chosen once, by the mean squared error over 400 training digits: of the
denoisers at Gaussian noise of sigma 0.3, clipped to [0, 1]; of the inpainters, on the missing
pixels only, with half of the pixels dropped.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

# 3: 0.019, 5: 0.032.
_MEDIAN_SIDE = 3
# OpenCV's TV-L1 at lambda 1.0: 0.024, 1.5: 0.018, 2.0: 0.022; more than 30 steps change nothing.
# scikit-image's TV-L2 came to 0.025 at its best weight, and costs the page 70 MB to import.
_TV_FIDELITY, _TV_STEPS = 1.5, 30
# Telea at 1, 2, 3 px: 0.032, 0.029, 0.034. Navier-Stokes: 0.031, 0.028, 0.028.
_INPAINT_RADIUS = 2


@dataclass(frozen=True)
class Baseline:
    """A classic repair.

    Attributes:
        label: its name, for people.
        note: one sentence on what to look for in its result.
        apply: (spoiled, missing) -> repaired. `spoiled` is float32 (28, 28) in [0, 1],
            `missing` bool (28, 28), True where a pixel was removed, or None when that is not
            known; the result is float32 (28, 28) in [0, 1]. Raises ValueError when `missing` is
            None though `needs_mask`.
        needs_mask: whether it can only work when told which pixels are missing.
    """

    label: str
    note: str
    apply: Callable[[np.ndarray, np.ndarray | None], np.ndarray]
    needs_mask: bool = False


def _median(spoiled: np.ndarray, missing: np.ndarray | None) -> np.ndarray:
    return cv2.medianBlur(spoiled, _MEDIAN_SIDE)


def _total_variation(spoiled: np.ndarray, missing: np.ndarray | None) -> np.ndarray:
    levels = np.rint(spoiled * 255).astype(np.uint8)
    smooth = np.empty_like(levels)
    cv2.denoise_TVL1([levels], smooth, _TV_FIDELITY, _TV_STEPS)
    return smooth.astype(np.float32) / 255


def _inpainting(method: int) -> Callable[[np.ndarray, np.ndarray | None], np.ndarray]:
    def apply(spoiled: np.ndarray, missing: np.ndarray | None) -> np.ndarray:
        if missing is None:
            raise ValueError("inpainting must be told which pixels are missing")
        # OpenCV also takes floats, but its Telea then returns values far outside of [0, 1].
        levels = np.rint(spoiled * 255).astype(np.uint8)
        filled = cv2.inpaint(levels, missing.astype(np.uint8), _INPAINT_RADIUS, method)
        return np.where(missing, filled.astype(np.float32) / 255, spoiled)

    return apply


BASELINES: dict[str, Baseline] = {
    "median": Baseline(
        "median filter",
        "It removes lone specks cleanly, but rounds corners and eats thin strokes.",
        _median,
    ),
    "tv": Baseline(
        "total variation",
        "It flattens noise into even patches and keeps edges, yet knows nothing of digits.",
        _total_variation,
    ),
    "telea": Baseline(
        "Telea",
        "It is told which pixels are missing and carries the nearby ones inwards, hole by hole.",
        _inpainting(cv2.INPAINT_TELEA),
        needs_mask=True,
    ),
    "navier-stokes": Baseline(
        "Navier-Stokes",
        "It is told which pixels are missing and continues lines across them, as a fluid flows.",
        _inpainting(cv2.INPAINT_NS),
        needs_mask=True,
    ),
}
