"""What the page computes: arrays in, arrays out, no Gradio.

Images are (28, 28) or (B, 28, 28) float32 in [0, 1].
"""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import torch

from aedemo.data.corruptions import CORRUPTIONS
from aedemo.data.digits import Digits
from aedemo.experiments.arrays import as_images
from aedemo.library import Library
from aedemo.measures.quality import LEVELS, psnr, ssim
from aedemo.methods.baselines import BASELINES
from aedemo.models.catalogue import VARIANTS

MOST_PASSES = 20
# Two models at a time: one alone waits for its weights from memory longer than it computes.
_HANDS = ThreadPoolExecutor(2)


@dataclass(frozen=True)
class Spoiled:
    """A spoiled digit (28, 28), and the mask of its missing pixels where they are known."""

    image: np.ndarray
    missing: np.ndarray | None


@dataclass(frozen=True)
class Answers:
    """What every model made of one digit: images (N, 28, 28), and each one's three figures (N,).

    clean: the digit itself (28, 28). milliseconds: how long all of it took.
    """

    clean: np.ndarray
    names: list[str]
    images: np.ndarray
    psnr: np.ndarray
    ssim: np.ndarray
    mse: np.ndarray
    milliseconds: float


def spoil(clean: np.ndarray, kind: str, level: float, seed: int) -> Spoiled:
    """Spoil one digit; the same seed gives the same damage."""
    corruption, images = CORRUPTIONS[kind], as_images(clean)
    image = corruption.apply(images, level, torch.Generator().manual_seed(seed))
    missing = corruption.missing(images, level, torch.Generator().manual_seed(seed))
    return Spoiled(image[0, 0].numpy(), None if missing is None else missing[0, 0].numpy())


def compared(library: Library) -> list[str]:
    """The networks of digits that are compared with each other: all but the experiments' own."""
    return [name for name in library.names(dataset=Digits.name) if VARIANTS[name].family.on_wall]


def wall_names(library: Library, missing_known: bool = True) -> list[str]:
    """Everything that Restore compares: networks of digits, then what needs no learning.

    Inpainting joins in only where it is known which pixels are missing.
    """
    return compared(library) + [
        name for name, baseline in BASELINES.items() if missing_known or not baseline.needs_mask
    ]


def repair(
    library: Library, name: str, images: np.ndarray, missing: Sequence[np.ndarray | None]
) -> np.ndarray:
    """One network's, or one baseline's, answer to spoiled digits (B, 28, 28)."""
    if name in BASELINES:
        apply = BASELINES[name].apply
        return np.stack([apply(image, mask) for image, mask in zip(images, missing, strict=True)])
    with torch.inference_mode():
        return library[name].restore(as_images(images))[:, 0].numpy()


def answer(library: Library, clean: np.ndarray, spoiled: Spoiled, passes: int = 1) -> Answers:
    """Every model's repair of a spoiled digit, each output fed back in `passes` times in all.

    No passes at all leave the spoiled digit as it is.
    """
    started = time.perf_counter()
    names = wall_names(library, spoiled.missing is not None)

    def repaired(name: str) -> np.ndarray:
        image = spoiled.image[None]
        for _ in range(passes):
            image = repair(library, name, image, [spoiled.missing])
        return image[0]

    images = np.stack(list(_HANDS.map(repaired, names)))
    outputs, target = as_images(images), as_images(clean).expand(len(names), -1, -1, -1)
    return Answers(
        clean,
        names,
        images,
        psnr(outputs, target).numpy(),
        ssim(outputs, target).numpy(),
        (outputs - target).square().mean(dim=(1, 2, 3)).numpy(),
        1000 * (time.perf_counter() - started),
    )


def psnr_by_level(
    library: Library, names: Sequence[str], clean: np.ndarray, kind: str, seed: int
) -> dict[str, np.ndarray]:
    """PSNR of each model's repair of this digit at the 11 levels 0, 0.1 ... 1, in dB."""
    spoiled = [spoil(clean, kind, level, seed) for level in LEVELS]
    images = np.stack([each.image for each in spoiled])
    masks = [each.missing for each in spoiled]
    target = as_images(clean)
    return {
        name: psnr(as_images(repair(library, name, images, masks)), target).numpy()
        for name in names
    }
