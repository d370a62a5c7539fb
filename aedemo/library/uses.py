"""What autoencoders are good for, measured: one entry a variant, each written once it is known.

On 1,000 test digits that are not in the gallery, with fixed seeds. An entry carries the fingerprint
of the checkpoint it was measured on, so that a variant trained again is measured again.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from aedemo.data.corruptions import CORRUPTIONS
from aedemo.library import Library
from aedemo.library.checkpoints import fingerprint, read_uses, uses_path
from aedemo.measures.quality import psnr
from aedemo.methods import energy
from aedemo.methods.anomalies import ANOMALIES, auc, roc
from aedemo.methods.baselines import BASELINES
from aedemo.methods.compression import (
    BITS,
    CODECS,
    QUALITIES,
    dequantise,
    pca_allocation,
    quantise,
    ranges,
)
from aedemo.methods.resolution import ENLARGEMENTS, SIDES, averaged, nearest
from aedemo.models.catalogue import VARIANTS
from aedemo.models.model import Autoencoder, Restorer

DIGITS = 1_000
HOLE = 12 / 28  # the level of a black patch of 12 x 12 pixels, somewhere near the middle
SEED = 30_000
BATCH = 100
ERROR_QUANTILES = np.linspace(0, 1, 201)  # half a per cent apart
PCA = "pca-30"  # whose leading components every code is compared with
CLASSIC = "classic"  # the entry of what needs no network

Entry = dict[str, Any]


def denoisers(library: Library) -> list[str]:
    """The digit models that were trained to repair damage."""
    return [name for name in library.names(dataset="mnist") if VARIANTS[name].corruption]


def unmeasured(library: Library) -> list[str]:
    """The names that have no figures, or those of another checkpoint."""
    names = library.names(dataset="mnist") + ([CLASSIC] if PCA in library.names() else [])
    return [name for name in names if name not in library.uses]


def measure(
    library: Library, digits: Tensor, names: list[str], tell: Callable[[str], None]
) -> None:
    """Measure these names on test digits (N, 1, 28, 28) in [0, 1], and write each when done.

    `tell` is called with a name before it is measured. Entries of variants that the catalogue
    no longer has are dropped.
    """
    entries = {
        name: entry
        for name, entry in read_uses(library.folder).items()
        if name in VARIANTS or name == CLASSIC
    }
    for name in names:
        tell(name)
        if name == CLASSIC:
            entry = {"of": fingerprint(library.record(PCA)), **classic(library, digits)}
        else:
            entry = {"of": fingerprint(library.record(name)), **of_model(library, name, digits)}
        entries[name] = entry
        _write(uses_path(library.folder), entries)


def of_model(library: Library, name: str, digits: Tensor) -> Entry:
    """All that one digit model is measured on."""
    model, variant = library[name], VARIANTS[name]
    entry = anomaly_figures(model, digits)
    if variant.has_code:
        codes = _codes(model, digits)
        entry["rate"] = [
            _rounded(_mean_psnr(_quantised(library, name, codes, bits), digits), 2) for bits in BITS
        ]
    if variant.corruption:
        seen, missing = holed(digits)
        entry["inpainting"] = _rounded(missing_mse(_restored(model, seen), digits, missing), 5)
        entry["superresolution"] = {
            str(side): _rounded(_mean_psnr(_restored(model, _enlarged(digits, side)), digits), 2)
            for side in SIDES
        }
    if variant.generative:
        entry["energy"] = energy_figures(model, digits)
    return entry


def anomaly_figures(model: Autoencoder | Restorer, digits: Tensor) -> Entry:
    """The quantiles of the error on digits, and AUC and ROC curve against every anomaly."""
    ordinary = errors(model, digits)
    rng = np.random.default_rng(SEED)
    aucs, curves = {}, {}
    for name, anomaly in ANOMALIES.items():
        made = torch.from_numpy(anomaly.make(digits[:, 0].numpy(), rng))[:, None]
        scores = errors(model, made)
        aucs[name] = _rounded(auc(ordinary, scores), 4)
        curves[name] = _rounded(roc(ordinary, scores), 3)
    quantiles = [float(f"{each:.4g}") for each in np.quantile(ordinary, ERROR_QUANTILES)]
    return {"errors": quantiles, "auc": aucs, "roc": curves}


def energy_figures(model: Autoencoder, digits: Tensor) -> Entry:
    """Missing-pixel MSE and PSNR of the repair by energy; see aedemo.energy."""
    seen, missing = holed(digits)
    answers = torch.cat(
        [
            by_energy(model, energy.holed(batch, hole), known)
            for batch, hole, known in zip(
                *(each.split(BATCH) for each in (digits, missing, seen)), strict=True
            )
        ]
    )
    figures: Entry = {"inpainting": _rounded(missing_mse(answers, digits, missing), 5)}
    figures["superresolution"] = {}
    for side in SIDES:
        answers = torch.cat(
            [
                by_energy(model, energy.lowered(batch, side), _enlarged(batch, side))
                for batch in digits.split(BATCH)
            ]
        )
        figures["superresolution"][str(side)] = _rounded(_mean_psnr(answers, digits), 2)
    return figures


def by_energy(model: Autoencoder, observation: energy.Observation, seen: Tensor) -> Tensor:
    """Where the descent ends for digits seen as (B, 1, 28, 28), whose codes it starts from."""
    with torch.no_grad():
        guess = model.encode(seen)
    codes = energy.starts(guess, torch.Generator().manual_seed(SEED))
    *_, last = energy.descend(model.decode, observation, codes)
    return last.images


def classic(library: Library, digits: Tensor) -> Entry:
    """What needs no training: picture files, principal components, inpainters, enlargements."""
    pictures = digits[:, 0].numpy()
    seen, missing = holed(digits)
    entry: Entry = {"codecs": {}, "pca": [], "inpainting": {}, "superresolution": {}}
    for name, codec in CODECS.items():
        qualities = QUALITIES if codec.quality is not None else (None,)
        entry["codecs"][name] = []
        for quality in qualities:
            files = [codec.write(picture, quality) for picture in pictures]
            images = torch.from_numpy(np.stack([file.image for file in files]))[:, None]
            sizes = (np.mean([getattr(file, part) for file in files]) for part in _SIZES)
            row = [*sizes, _mean_psnr(images, digits)]
            entry["codecs"][name].append(_rounded(np.array(row), 2))
    codes = _codes(library[PCA], digits)
    for kept in range(1, codes.shape[1] + 1):
        answers = (_quantised(library, PCA, codes, bits, kept) for bits in BITS)
        entry["pca"].append([_rounded(_mean_psnr(answer, digits), 2) for answer in answers])
    for name, baseline in BASELINES.items():
        if baseline.needs_mask:
            holes = zip(seen[:, 0].numpy(), missing[:, 0].numpy(), strict=True)
            filled = np.stack([baseline.apply(*each) for each in holes])
            error = missing_mse(torch.from_numpy(filled)[:, None], digits, missing)
            entry["inpainting"][name] = _rounded(error, 5)
    for name, enlargement in ENLARGEMENTS.items():
        entry["superresolution"][name] = {}
        for side in SIDES:
            large = torch.from_numpy(enlargement.apply(averaged(pictures, side)))[:, None]
            entry["superresolution"][name][str(side)] = _rounded(_mean_psnr(large, digits), 2)
    return entry


_SIZES = ("size", "payload")


def errors(model: Autoencoder | Restorer, images: Tensor) -> np.ndarray:
    """The reconstruction error of each image, MSE per pixel, (N,)."""
    return (_restored(model, images) - images).square().flatten(1).mean(dim=1).numpy()


def holed(digits: Tensor) -> tuple[Tensor, Tensor]:
    """Digits with a black patch each, and the mask of what is missing, (N, 1, 28, 28) both."""
    generator = torch.Generator().manual_seed(SEED)
    missing = CORRUPTIONS["black-patch"].missing(digits, HOLE, generator)
    return digits * ~missing, missing


def missing_mse(answers: Tensor, digits: Tensor, missing: Tensor) -> float:
    """MSE over the missing pixels only."""
    return (answers - digits)[missing].square().mean().item()


def pca_at(rows: list[list[float]], numbers: int) -> list[float]:
    """PSNR of PCA in as many bits as a code of so many numbers has at each of BITS.

    rows: the entry "pca" of `classic`: for each number of components, PSNR at each of BITS.
    """
    kept = [pca_allocation(numbers, bits, len(rows)) for bits in BITS]
    return [rows[components - 1][BITS.index(bits)] for components, bits in kept]


def _codes(model: Autoencoder, digits: Tensor) -> np.ndarray:
    with torch.inference_mode():
        return torch.cat([model.encode(batch) for batch in digits.split(BATCH)]).numpy()


def _quantised(
    library: Library, name: str, codes: np.ndarray, bits: int, kept: int | None = None
) -> Tensor:
    """Codes (N, D), quantised, as digits; all but the leading `kept` latents at their means."""
    latents = library.record(name).latents
    low, high = ranges(latents)
    codes = dequantise(quantise(codes, low, high, bits), low, high, bits)
    if kept is not None:
        codes[:, kept:] = np.array(latents["mean"], np.float32)[kept:]
    with torch.inference_mode():
        batches = torch.from_numpy(codes).split(BATCH)
        return torch.cat([library[name].decode(batch) for batch in batches])


def _enlarged(digits: Tensor, side: int) -> Tensor:
    return torch.from_numpy(nearest(averaged(digits[:, 0].numpy(), side)))[:, None]


def _restored(model: Autoencoder | Restorer, images: Tensor) -> Tensor:
    with torch.inference_mode():
        return torch.cat([model.restore(batch) for batch in images.split(BATCH)])


def _mean_psnr(answers: Tensor, digits: Tensor) -> float:
    return psnr(answers, digits).mean().item()


def _rounded(value: float | np.ndarray, digits: int) -> Any:
    return np.round(np.asarray(value, float), digits).tolist()


def _write(path: Path, entries: dict[str, Entry]) -> None:
    """Under a temporary name, then renamed; a line an entry, so that a change shows as one."""
    lines = [f"{json.dumps(name)}: {json.dumps(entry)}" for name, entry in entries.items()]
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    temporary.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    os.replace(temporary, path)
