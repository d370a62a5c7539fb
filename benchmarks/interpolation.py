"""How strange the frames between two digits are: python -m benchmarks.interpolation

For 400 pairs of gallery digits of different classes, along every way of the Interpolate tab, and
with each of several autoencoders as the judge: the median over the pairs of the judge's error on a
frame, as a multiple of its median error on digits. Writes benchmarks/interpolation.json.
"""

import json
from pathlib import Path

import numpy as np

from aedemo.data.dataset import as_float
from aedemo.experiments import coding, interpolation
from aedemo.library import Library

ROOT = Path(__file__).parent.parent
PAIRS = 400
JUDGES = ("conv-deep", "conv-shallow", "conv-vae", "bottleneck")
WAYS = {
    "pixels": (None, False),
    "conv-ae, line": ("conv-ae", False),
    "bottleneck, line": ("bottleneck", False),
    "vae, line": ("vae", False),
    "vae, circle": ("vae", True),
    "conv-vae, line": ("conv-vae", False),
    "conv-vae, circle": ("conv-vae", True),
}


def frames(library: Library, name: str | None, spherical: bool, ends: np.ndarray) -> np.ndarray:
    """(pairs, 11, 28, 28) along one way between `ends`, (pairs, 2, 28, 28)."""
    flat = ends.reshape(-1, 28, 28)
    codes = flat.reshape(len(flat), -1) if name is None else coding.encode(library, name, flat)
    codes = codes.reshape(len(ends), 2, -1)
    steps = np.stack([interpolation.interpolate(a, b, spherical) for a, b in codes])
    flat_steps = steps.reshape(-1, steps.shape[-1])
    images = flat_steps if name is None else coding.decode(library, name, flat_steps)
    return images.reshape(len(ends), -1, 28, 28)


def main() -> None:
    library = Library.open(ROOT / "checkpoints")
    digits = as_float(library.gallery.images[:, 0]).numpy()
    random = np.random.default_rng(0)
    pairs = random.integers(0, len(digits), (4 * PAIRS, 2))
    labels = library.gallery.labels.numpy()[pairs]
    ends = digits[pairs[labels[:, 0] != labels[:, 1]][:PAIRS]]
    ways = {way: frames(library, *choice, ends) for way, choice in WAYS.items()}
    result: dict[str, dict[str, list[float]]] = {}
    for judge in JUDGES:
        typical = np.median(interpolation.strangeness(library, judge, digits))
        result[judge] = {}
        for way, images in ways.items():
            flat = interpolation.strangeness(library, judge, images.reshape(-1, 28, 28))
            medians = np.median(flat.reshape(len(ends), -1), axis=0) / typical
            result[judge][way] = [round(float(value), 2) for value in medians]
            print(judge.ljust(14), way.ljust(18), result[judge][way])
    Path(__file__).with_suffix(".json").write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
