"""The gallery: 5,000 test digits that ship with the project as one sprite sheet."""

from pathlib import Path

import numpy as np
import torch
from PIL import Image

from aedemo.data.dataset import Split
from aedemo.data.digits import SIDE
from aedemo.data.files import write_atomically

GALLERY_PER_CLASS = 500
GALLERY_COLUMNS = 100


def outside_gallery(test: Split, count: int) -> Split:
    """`count` test digits, or all there are, that `write_gallery` does not take; a fixed choice."""
    left = torch.cat(
        [(test.labels == digit).nonzero()[GALLERY_PER_CLASS:, 0] for digit in range(10)]
    )
    order = torch.randperm(len(left), generator=torch.Generator().manual_seed(0))[:count]
    return Split(test.images[left[order]], test.labels[left[order]])


def load_gallery(path: Path) -> Split:
    """The 5,000 test digits of the gallery, read from its sprite sheet.

    The sheet holds 100 columns of 28x28 tiles, row by row, sorted by class with 500 of each, so
    that the label of digit i is i // 500 and no second file is needed. Raises ValueError or OSError
    when the file is none.
    """
    sheet = np.asarray(Image.open(path).convert("L"))
    rows = 10 * GALLERY_PER_CLASS // GALLERY_COLUMNS
    if sheet.shape != (rows * SIDE, GALLERY_COLUMNS * SIDE):
        raise ValueError(f"{path.name} is not the sprite sheet of the gallery.")
    tiles = sheet.reshape(rows, SIDE, GALLERY_COLUMNS, SIDE).transpose(0, 2, 1, 3)
    images = torch.from_numpy(tiles.reshape(-1, 1, SIDE, SIDE).copy())
    return Split(images, torch.arange(len(images)) // GALLERY_PER_CLASS)


def write_gallery(test: Split, path: Path) -> None:
    """Write the first 500 test digits of each class as the sprite sheet `load_gallery` reads."""
    chosen = torch.cat(
        [(test.labels == digit).nonzero()[:GALLERY_PER_CLASS, 0] for digit in range(10)]
    )
    tiles = test.images[chosen].numpy().reshape(-1, GALLERY_COLUMNS, SIDE, SIDE)
    sheet = tiles.transpose(0, 2, 1, 3).reshape(-1, GALLERY_COLUMNS * SIDE)
    image = Image.fromarray(sheet)
    write_atomically(path, lambda new: image.save(new, "PNG", optimize=True))
