"""How good a digit is after few bytes: of a quantised code, or of a picture file."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from aedemo.measures.repairs import BATCH, mean_psnr
from aedemo.measures.representations import encode_all
from aedemo.methods.compression import (
    BITS,
    CODECS,
    QUALITIES,
    dequantise,
    pca_allocation,
    quantise,
    ranges,
)
from aedemo.models.model import Autoencoder

Latents = Mapping[str, Sequence[float]]  # see representations.latents


def rate(model: Autoencoder, latents: Latents, digits: Tensor) -> list[float]:
    """PSNR in dB of digits from their codes at each of BITS a number."""
    codes = encode_all(model, digits).numpy()
    return [mean_psnr(through(model, latents, codes, bits), digits) for bits in BITS]


def components_rate(model: Autoencoder, latents: Latents, digits: Tensor) -> list[list[float]]:
    """The same with the leading 1, 2, 3 ... latents only, all others at their means."""
    codes = encode_all(model, digits).numpy()
    return [
        [mean_psnr(through(model, latents, codes, bits, kept), digits) for bits in BITS]
        for kept in range(1, codes.shape[1] + 1)
    ]


def codec_rows(digits: Tensor, name: str) -> list[list[float]]:
    """Of a picture file at each quality: its bytes, those that are not header, and PSNR in dB."""
    codec = CODECS[name]
    rows = []
    for quality in QUALITIES if codec.quality is not None else (None,):
        files = [codec.write(digit, quality) for digit in digits[:, 0].numpy()]
        images = torch.from_numpy(np.stack([file.image for file in files]))[:, None]
        size, payload = (
            float(np.mean([getattr(file, part) for file in files])) for part in ("size", "payload")
        )
        rows.append([round(size, 2), round(payload, 2), mean_psnr(images, digits)])
    return rows


def through(
    model: Autoencoder, latents: Latents, codes: np.ndarray, bits: int, kept: int | None = None
) -> Tensor:
    """Codes (N, D), quantised, as digits; all but the leading `kept` latents at their means."""
    low, high = ranges(latents)
    codes = dequantise(quantise(codes, low, high, bits), low, high, bits)
    if kept is not None:
        codes[:, kept:] = np.array(latents["mean"], np.float32)[kept:]
    with torch.inference_mode():
        return torch.cat([model.decode(batch) for batch in torch.from_numpy(codes).split(BATCH)])


def pca_at(rows: Sequence[Sequence[float]], numbers: int) -> list[float]:
    """PSNR of PCA in as many bits as a code of so many numbers has at each of BITS.

    rows: of `components_rate`, for each number of components PSNR at each of BITS.
    """
    kept = [pca_allocation(numbers, bits, len(rows)) for bits in BITS]
    return [rows[components - 1][BITS.index(bits)] for components, bits in kept]
