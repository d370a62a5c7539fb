"""Which colour of a palette a pixel has, whatever its brightness."""

import torch
from torch import Tensor


def nearest_hue(pixels: Tensor, palette: Tensor) -> tuple[Tensor, Tensor]:
    """Of pixels (N, 3) in [0, 1]: which of a palette (K, 3) is nearest in hue, and the brightness.

    Both are brought to full brightness before they are compared: a half-covered red is no brown.
    """
    light = pixels.amax(dim=1)
    hues = pixels / light.clamp_min(1e-3)[:, None]
    colour = torch.cdist(hues, palette / palette.amax(dim=1, keepdim=True)).argmin(dim=1)
    return colour, light
