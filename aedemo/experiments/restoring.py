"""What the page computes: arrays in, arrays out, no Gradio.

Images are (28, 28) or (B, 28, 28) float32 in [0, 1].
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from aedemo.data.corruptions import CORRUPTIONS
from aedemo.data.digits import Digits
from aedemo.experiments.arrays import as_images
from aedemo.library import Library
from aedemo.measures.quality import LEVELS, mse, psnr, ssim
from aedemo.methods.baselines import BASELINES
from aedemo.models.catalogue import VARIANTS

MOST_PASSES = 20
AS_IT_IS = "as-it-is"  # the name of what repairs nothing: who is below it does worse than that


@dataclass(frozen=True)
class Spoiled:
    """A spoiled digit (28, 28), the mask of its missing pixels where they are known, and the kind
    of damage where it is one of the catalogue's.
    """

    image: np.ndarray
    missing: np.ndarray | None = None
    kind: str = ""


@dataclass(frozen=True)
class Question:
    """A digit (28, 28), what became of it, and how often each output is to be fed back in.

    No passes at all leave the spoiled digit as it is.
    """

    clean: np.ndarray
    spoiled: Spoiled
    passes: int = 1


@dataclass(frozen=True)
class Answers:
    """What every model made of one digit: images (N, 28, 28), and each one's three figures (N,).

    clean: the digit itself (28, 28). kind: of the damage. milliseconds: how long all of it took, or
    its share of that where several digits went through the networks together.
    """

    clean: np.ndarray
    names: list[str]
    images: np.ndarray
    psnr: np.ndarray
    ssim: np.ndarray
    mse: np.ndarray
    kind: str
    milliseconds: float


def spoil(clean: np.ndarray, kind: str, level: float, seed: int) -> Spoiled:
    """Spoil one digit; the same seed gives the same damage."""
    corruption, images = CORRUPTIONS[kind], as_images(clean)
    image = corruption.apply(images, level, torch.Generator().manual_seed(seed))
    missing = corruption.missing(images, level, torch.Generator().manual_seed(seed))
    return Spoiled(image[0, 0].numpy(), None if missing is None else missing[0, 0].numpy(), kind)


def compared(library: Library) -> list[str]:
    """The networks of digits that are compared with each other: all but the experiments' own."""
    return [name for name in library.names(dataset=Digits.name) if VARIANTS[name].family.on_wall]


def wall_names(library: Library, missing_known: bool = True) -> list[str]:
    """Everything that Restore compares: networks of digits, then what needs no learning, and last
    the spoiled digit as it is.

    Inpainting joins in only where it is known which pixels are missing.
    """
    unlearned = [
        name for name, baseline in BASELINES.items() if missing_known or not baseline.needs_mask
    ]
    return [*compared(library), *unlearned, AS_IT_IS]


def repair(
    library: Library, name: str, images: np.ndarray, missing: Sequence[np.ndarray | None]
) -> np.ndarray:
    """One network's, or one baseline's, answer to spoiled digits (B, 28, 28)."""
    if name == AS_IT_IS:
        return images
    if name in BASELINES:
        apply = BASELINES[name].apply
        return np.stack([apply(image, mask) for image, mask in zip(images, missing, strict=True)])
    with torch.inference_mode():
        return library[name].restore(as_images(images))[:, 0].numpy()


def answer(library: Library, questions: Sequence[Question]) -> list[Answers]:
    """Every model's repair of each spoiled digit.

    Together they take a fraction of the time: each network's weights are read from memory once.
    """
    started = time.perf_counter()
    names = [wall_names(library, each.spoiled.missing is not None) for each in questions]
    images: list[list[np.ndarray]] = [[] for _ in questions]
    for name in wall_names(library):
        if asked := [i for i, known in enumerate(names) if name in known]:
            repaired = _fed_back(library, name, [questions[i] for i in asked])
            for i, image in zip(asked, repaired, strict=True):
                images[i].append(image)
    counts = [len(known) for known in names]
    outputs = as_images(np.stack([image for of_each in images for image in of_each]))
    targets = as_images(np.repeat([each.clean for each in questions], counts, axis=0))
    # Of all at once: each of these steps waits for Python's lock, which a busy server is short of.
    figures = [figure(outputs, targets).numpy() for figure in (psnr, ssim, mse)]
    share = 1000 * (time.perf_counter() - started) / len(questions)
    answers, end = [], 0
    for question, known, of_each in zip(questions, names, images, strict=True):
        start, end = end, end + len(known)
        of_psnr, of_ssim, of_mse = (each[start:end] for each in figures)
        kind = question.spoiled.kind
        answers.append(
            Answers(question.clean, known, np.stack(of_each), of_psnr, of_ssim, of_mse, kind, share)
        )
    return answers


def _fed_back(library: Library, name: str, questions: Sequence[Question]) -> np.ndarray:
    """One model's outputs (B, 28, 28), each after as many passes as it is asked for."""
    images = np.stack([each.spoiled.image for each in questions])
    for done in range(max(each.passes for each in questions)):
        on = [i for i, each in enumerate(questions) if each.passes > done]
        masks = [questions[i].spoiled.missing for i in on]
        images[on] = repair(library, name, images[on], masks)
    return images


def psnr_by_level(
    library: Library,
    names: Sequence[str],
    clean: np.ndarray,
    kind: str,
    seed: int,
    levels: Sequence[float] = LEVELS,
) -> dict[str, np.ndarray]:
    """PSNR of each model's repair of this digit at each level, in dB."""
    spoiled = [spoil(clean, kind, level, seed) for level in levels]
    images = np.stack([each.image for each in spoiled])
    masks = [each.missing for each in spoiled]
    target = as_images(clean)
    return {
        name: psnr(as_images(repair(library, name, images, masks)), target).numpy()
        for name in names
    }
