"""What the page computes: arrays in, arrays out, no Gradio.

Images are (28, 28) or (B, 28, 28) float32 in [0, 1].
"""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from aedemo import projection
from aedemo.baselines import BASELINES
from aedemo.checkpoints import Library
from aedemo.corruptions import CORRUPTIONS
from aedemo.evaluation import LEVELS, codes_of, psnr, ssim
from aedemo.transformations import TRANSFORMATIONS
from aedemo.variants import VARIANTS

MOST_PASSES = 20
BATCH = 50
BLENDED = 8  # codes that stand for a place on a map where no digit lies
# Two models at a time: one alone waits for its weights from memory longer than it computes.
_HANDS = ThreadPoolExecutor(2)
STEPS = tuple(step / 10 for step in range(11))  # of an interpolation
PATH_STEPS = 41  # of a transformation


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
    corruption, images = CORRUPTIONS[kind], _tensor(clean)
    image = corruption.apply(images, level, torch.Generator().manual_seed(seed))
    missing = corruption.missing(images, level, torch.Generator().manual_seed(seed))
    return Spoiled(image[0, 0].numpy(), None if missing is None else missing[0, 0].numpy())


def compared(library: Library) -> list[str]:
    """The networks of digits that are compared with each other: all but the experiments' own."""
    return [name for name in library.names(dataset="mnist") if VARIANTS[name].family.on_wall]


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
        return library[name].restore(_tensor(images))[:, 0].numpy()


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
    outputs, target = _tensor(images), _tensor(clean).expand(len(names), -1, -1, -1)
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
    target = _tensor(clean)
    return {
        name: psnr(_tensor(repair(library, name, images, masks)), target).numpy() for name in names
    }


def encode(library: Library, name: str, images: np.ndarray) -> np.ndarray:
    """Digits (B, 28, 28) -> codes (B, D), posterior means.

    In batches, since what a thousand digits take up on their way is not given back.
    """
    with torch.inference_mode():
        return torch.cat([library[name].encode(b) for b in _tensor(images).split(BATCH)]).numpy()


@lru_cache(maxsize=4)
def gallery_codes(library: Library, name: str) -> np.ndarray:
    """The gallery's codes under a model, (5000, D), sorted by class as the gallery is."""
    return codes_of(library[name], VARIANTS[name], library.gallery).numpy()


def nearest_digits(library: Library, name: str, index: int) -> list[int]:
    """The ten other gallery digits whose codes are nearest to that of gallery digit `index`."""
    codes = gallery_codes(library, name)
    nearest, _ = projection.nearest_in(codes[index : index + 1], codes, 11)
    return [int(other) for other in nearest[0] if other != index][:10]


def project(library: Library, name: str, images: np.ndarray) -> dict[str, np.ndarray]:
    """Digits (B, 28, 28) -> their places (B, 2) on each of the model's maps, in [0, 1].

    On the plane of two latents they are exact; elsewhere see projection.place. Raises ValueError
    when the model's maps have not been drawn.
    """
    codes = encode(library, name, images)
    return {kind: _place(library, name, kind, codes) for kind in library.maps(name).places}


def locate(
    library: Library, name: str, kind: str, images: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Digits (B, 28, 28) -> their places (B, 2) on one map, and the gallery's nearest (B, 10)."""
    codes = encode(library, name, images)
    nearest, _ = projection.nearest_in(codes, gallery_codes(library, name), projection.NEIGHBOURS)
    return _place(library, name, kind, codes), nearest


def _place(library: Library, name: str, kind: str, codes: np.ndarray) -> np.ndarray:
    known, places = gallery_codes(library, name), library.maps(name).places[kind]
    place = projection.carry if _is_plane(codes, kind) else projection.place
    return place(codes, known, places)


def _is_plane(codes: np.ndarray, kind: str) -> bool:
    return codes.shape[1] == 2 and kind in projection.PLANES


def plane_corners(library: Library, name: str, kind: str) -> np.ndarray | None:
    """The codes at the corners (0, 0), (1, 0) and (0, 1) of a map, (3, 2).

    Between them every place has its own code. None where the map is no plane of two latents.
    """
    codes, places = gallery_codes(library, name), library.maps(name).places[kind]
    if not _is_plane(codes, kind):
        return None
    return projection.carry(np.array([[0, 0], [1, 0], [0, 1]]), places, codes)


def decode_place(library: Library, name: str, kind: str, place: np.ndarray) -> np.ndarray:
    """A digit (28, 28) for a place (2,) of a map where none lies.

    Such a place has no code: those of the eight nearest digits are blended, by 1 / d^2.
    """
    codes, places = gallery_codes(library, name), library.maps(name).places[kind]
    nearest, distances = projection.nearest_in(place[None], places, BLENDED)
    weights = 1 / np.maximum(distances[0], 1e-6) ** 2
    code = weights @ codes[nearest[0]] / weights.sum()
    return decode(library, name, code[None].astype(np.float32))[0]


def posterior(library: Library, name: str, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Digits (B, 28, 28) -> mean and standard deviation of q(z|x), (B, D) each; 0 for a point."""
    with torch.inference_mode():
        mean, spread = library[name].posterior(_tensor(images))
    return mean.numpy(), spread.numpy()


def decode(library: Library, name: str, codes: np.ndarray) -> np.ndarray:
    """Codes (B, D) -> digits (B, 28, 28)."""
    with torch.inference_mode():
        return library[name].decode(torch.from_numpy(codes))[:, 0].numpy()


def interpolate(start: np.ndarray, end: np.ndarray, spherical: bool = False) -> np.ndarray:
    """Eleven points (11, D) from `start` to `end`, (D,) each, along a line or a great circle.

    Spherical (Shoemake 1985): sin((1 - t) w) / sin w * start + sin(t w) / sin w * end, w the angle
    between them. It keeps the length of codes between two of a Gaussian prior, which a line
    shortens: in many dimensions hardly any code of the prior is as short as a line's middle.
    """
    t = np.array(STEPS, dtype=np.float32)[:, None]
    lengths = np.linalg.norm(start) * np.linalg.norm(end)
    angle = np.arccos(np.clip(start @ end / max(lengths, 1e-12), -1, 1))
    if not spherical or np.sin(angle) < 1e-4:  # on one line through the origin: no circle
        return (1 - t) * start + t * end
    return (np.sin((1 - t) * angle) * start + np.sin(t * angle) * end) / np.sin(angle)


def strangeness(library: Library, judge: str, images: np.ndarray) -> np.ndarray:
    """How far images (B, 28, 28) lie from the digits `judge` was trained on: its error, (B,).

    MSE per pixel of its reconstruction: an autoencoder copies what it knows.
    """
    with torch.inference_mode():
        answers = [library[judge].restore(batch) for batch in _tensor(images).split(BATCH)]
    return np.square(torch.cat(answers)[:, 0].numpy() - images).mean((1, 2))


def transformed(
    library: Library, name: str, plane: str, digit: np.ndarray, kind: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A digit (28, 28) under 41 amounts of a transformation, from its lowest to its highest.

    Returns the images (41, 28, 28), what the model `name` makes of them, and their codes (41, 2)
    under the model `plane`.
    """
    transformation = TRANSFORMATIONS[kind]
    amounts = torch.linspace(transformation.low, transformation.high, PATH_STEPS)
    images = transformation.apply(_tensor(digit).expand(PATH_STEPS, -1, -1, -1), amounts)
    images = images[:, 0].numpy()
    return (
        images,
        repair(library, name, images, [None] * PATH_STEPS),
        encode(library, plane, images),
    )


def _tensor(images: np.ndarray) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(images)).reshape(-1, 1, 28, 28)
