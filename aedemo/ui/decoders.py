"""What the browser is told of a model, so that it can decode and knows what its latents do."""

from dataclasses import asdict, dataclass
from functools import cache

import numpy as np

from aedemo.library import Library
from aedemo.library.checkpoints import checkpoint_path
from aedemo.library.portable import portable_decoder
from aedemo.models.catalogue import VARIANTS, plain_twin
from aedemo.ui.files import library_address

ACTIVE_NATS = 0.05  # a latent whose posterior costs less says nothing of the digit
ACTIVE_SPREAD = 1e-3  # of a point code: a unit that never fires
PRIOR_REACH = 3.0  # standard deviations of the prior to either side
FINE, COARSE, WIDE = 0.01, 0.1, 20.0


@dataclass(frozen=True)
class Range:
    """Of a slider: its ends, which are whole numbers of its steps, and its step."""

    low: float
    high: float
    step: float


@cache
def decoder_of(library: Library, name: str) -> dict:
    """For decoding.js: the plain form of the decoder, and where its weights are fetched from."""
    path = checkpoint_path(library.folder, name)
    return {
        "url": library_address(library, path),
        **asdict(portable_decoder(library.autoencoder(name), path)),
    }


def latent_order(library: Library, name: str) -> tuple[np.ndarray, int]:
    """The latents from the most to the least telling, (D,) indices, and how many are active.

    By their KL to the prior; those of a point code by how much they vary.
    """
    latents = library.record(name).latents
    weight = np.array(latents.get("kl", latents["std"]))
    threshold = ACTIVE_NATS if "kl" in latents else ACTIVE_SPREAD
    return np.argsort(-weight, kind="stable"), int((weight >= threshold).sum())


def ranges(library: Library, name: str) -> list[Range]:
    """Of each latent, (D,): the prior's 3 sigma, or the 1st to the 99th percentile of the codes."""
    latents = library.record(name).latents
    if VARIANTS[name].generative:
        return [Range(-PRIOR_REACH, PRIOR_REACH, FINE)] * len(latents["mean"])
    return [_range(*ends) for ends in zip(latents["low"], latents["high"], strict=True)]


@cache
def browser_model(library: Library, name: str, most: int) -> dict:
    """All that the Latents tab's components know of a model; `most` of its latents have sliders."""
    variant, latents = VARIANTS[name], library.record(name).latents
    order, active = latent_order(library, name)
    all_ranges = ranges(library, name)
    twin = plain_twin(variant)
    shown = order[:most]
    known = library.names(having="latents")
    return {
        "name": name,
        "generative": variant.generative,
        "decoder": decoder_of(library, name),
        "order": shown.tolist(),
        "active": min(active, most),
        "ranges": [asdict(all_ranges[latent]) for latent in shown],
        "kl": [latents["kl"][latent] for latent in shown] if "kl" in latents else None,
        "mean": latents["mean"],
        "std": latents["std"],
        "twin": _twin(library, twin.name) if twin and twin.name in known else None,
    }


def _twin(library: Library, name: str) -> dict:
    latents = library.record(name).latents
    return {
        "decoder": decoder_of(library, name),
        "mean": latents["mean"],
        "std": latents["std"],
    }


def _range(low: float, high: float) -> Range:
    if high - low < ACTIVE_SPREAD:  # it never moves; a slider must
        low, high = low - 1, high + 1
    step = FINE if high - low < WIDE else COARSE
    low, high = float(np.floor(low / step) * step), float(np.ceil(high / step) * step)
    return Range(round(low, 2), round(high, 2), step)
