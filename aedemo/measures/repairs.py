"""How well holes are filled and pixels multiplied: by networks, by energy, by classic methods."""

import numpy as np
import torch
from torch import Tensor

from aedemo.data.corruptions import CORRUPTIONS
from aedemo.data.digits import SIDE
from aedemo.measures.quality import psnr
from aedemo.methods import energy
from aedemo.methods.baselines import BASELINES
from aedemo.methods.resolution import ENLARGEMENTS, SIDES, averaged, nearest
from aedemo.models.model import Autoencoder, Model

SEED = 30_000
HOLE = 12 / SIDE  # the level of a black patch of 12 x 12 pixels, somewhere near the middle
BATCH = 100

BySide = dict[str, float]


def inpainting(model: Model, digits: Tensor) -> float:
    """MSE over the missing pixels, of a network that is shown digits with a hole each."""
    seen, missing = holed(digits)
    return round(missing_mse(restored(model, seen), digits, missing), 5)


def classic_inpainting(digits: Tensor, name: str) -> float:
    """The same of a baseline, which is told where the hole is."""
    seen, missing = holed(digits)
    holes = zip(seen[:, 0].numpy(), missing[:, 0].numpy(), strict=True)
    filled = np.stack([BASELINES[name].apply(*each) for each in holes])
    return round(missing_mse(torch.from_numpy(filled)[:, None], digits, missing), 5)


def inpainting_by_energy(model: Autoencoder, digits: Tensor) -> float:
    """The same of a generative network's code that agrees with the other pixels."""
    seen, missing = holed(digits)
    parts = zip(*(each.split(BATCH) for each in (digits, missing, seen)), strict=True)
    answers = [by_energy(model, energy.holed(batch, hole), known) for batch, hole, known in parts]
    return round(missing_mse(torch.cat(answers), digits, missing), 5)


def superresolution(model: Model, digits: Tensor) -> BySide:
    """PSNR in dB by the side that is left, of a network that is shown the nearest enlargement."""
    return {str(side): mean_psnr(restored(model, enlarged(digits, side)), digits) for side in SIDES}


def classic_superresolution(digits: Tensor, name: str) -> BySide:
    """The same of an enlargement."""

    def large(side: int) -> Tensor:
        low = averaged(digits[:, 0].numpy(), side)
        return torch.from_numpy(ENLARGEMENTS[name].apply(low))[:, None]

    return {str(side): mean_psnr(large(side), digits) for side in SIDES}


def superresolution_by_energy(model: Autoencoder, digits: Tensor) -> BySide:
    """The same of a generative network's code whose digit looks so when it is made small."""

    def found(side: int) -> Tensor:
        return torch.cat(
            [
                by_energy(model, energy.lowered(batch, side), enlarged(batch, side))
                for batch in digits.split(BATCH)
            ]
        )

    return {str(side): mean_psnr(found(side), digits) for side in SIDES}


def by_energy(model: Autoencoder, observation: energy.Observation, seen: Tensor) -> Tensor:
    """Where the descent ends for digits seen as (B, 1, 28, 28), whose codes it starts from."""
    with torch.no_grad():
        guess = model.encode(seen)
    codes = energy.starts(guess, torch.Generator().manual_seed(SEED))
    *_, last = energy.descend(model.decode, observation, codes)
    return last.images


def holed(digits: Tensor) -> tuple[Tensor, Tensor]:
    """Digits with a black patch each, and the mask of what is missing, (N, 1, 28, 28) both."""
    generator = torch.Generator().manual_seed(SEED)
    missing = CORRUPTIONS["black-patch"].missing(digits, HOLE, generator)
    assert missing is not None
    return digits * ~missing, missing


def enlarged(digits: Tensor, side: int) -> Tensor:
    """Digits (N, 1, 28, 28) averaged down to `side`, each low pixel shown as a square."""
    return torch.from_numpy(nearest(averaged(digits[:, 0].numpy(), side)))[:, None]


def missing_mse(answers: Tensor, digits: Tensor, missing: Tensor) -> float:
    """MSE over the missing pixels only."""
    return (answers - digits)[missing].square().mean().item()


def mean_psnr(answers: Tensor, digits: Tensor) -> float:
    """Mean over the images, in dB with two digits."""
    return round(psnr(answers, digits).mean().item(), 2)


def restored(model: Model, images: Tensor) -> Tensor:
    """What a network answers to images (N, 1, 28, 28), in batches."""
    with torch.inference_mode():
        return torch.cat([model.restore(batch) for batch in images.split(BATCH)])
