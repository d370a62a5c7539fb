"""Between the page's arrays and the networks' tensors."""

import numpy as np
import torch
from torch import Tensor

from aedemo.data.digits import SIDE


def as_images(digits: np.ndarray) -> Tensor:
    """Digits (28, 28) or (B, 28, 28), float32 -> (1, 1, 28, 28) or (B, 1, 28, 28)."""
    return torch.from_numpy(np.ascontiguousarray(digits)).reshape(-1, 1, SIDE, SIDE)
