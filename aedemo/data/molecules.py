"""Molecules as a dataset: pairs of a drawing with bonds left out and the whole one in colour."""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar, cast

import numpy as np
import torch
from torch import Tensor

from aedemo.data.dataset import DataMissing, Dataset, Splits
from aedemo.data.drawing import DRAWING_SIDE, Drawing, choose_bonds, draw

HEAVY_ATOMS = (8, 40)
COMMON_SCAFFOLD = 100  # molecules; what is so common is for training
DROPPED = 0.1  # of the bonds, in half of the drawings, as published
MOST_DROPPED = 0.25  # in training
WORKERS = 2  # that draw
GALLERY = 40
FIRST_LEFT_OUT = 20_000  # seed of the fixed choice of bonds in validation and test


@dataclass(frozen=True)
class Molecules(Dataset):
    """Drawings of 192 x 192, white on black: ink with bonds left out in, clean and in colour out.

    The structures are the NCI's that come with RDKit: nothing is downloaded.
    """

    name: ClassVar[str] = "molecules"
    image_shape: ClassVar[tuple[int, int, int]] = (1, DRAWING_SIDE, DRAWING_SIDE)
    answer: ClassVar[int | None] = 3

    def load(self, data_dir: Path) -> Splits["Drawings"]:
        """Splits without a scaffold in common: 10 % of the rarer scaffolds each for validation and
        test. Raises DataMissing when RDKit is not installed.
        """
        parts: dict[str, list[str]] = defaultdict(list)
        for scaffold, members in _by_scaffold(_structures()).items():
            bucket = zlib.crc32(scaffold.encode()) % 10
            rare = bool(scaffold) and len(members) < COMMON_SCAFFOLD
            parts[{0: "test", 1: "validation"}.get(bucket, "train") if rare else "train"] += members
        return Splits(*(Drawings(tuple(parts[each])) for each in ("train", "validation", "test")))

    def pair(self, images: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """(B, 4, H, W) uint8 of Drawings -> ink (B, 1, H, W) and clean (B, 3, H, W) in [0, 1]."""
        images = images.float() / 255
        return images[:, :1], images[:, 1:]


@dataclass(frozen=True)
class Drawings:
    """Molecules as SMILES, drawn once each when the first is asked for."""

    smiles: tuple[str, ...]

    at_once: ClassVar[int] = 20

    def __len__(self) -> int:
        return len(self.smiles)

    def to(self, device: torch.device) -> "Drawings":
        return self

    def drawing(self, index: int) -> "Drawing":
        """The drawing of the molecule `index`."""
        packed, tips = self._packed[index]
        ink, *colour, owner = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(
            5, DRAWING_SIDE, DRAWING_SIDE
        )
        return Drawing(self.smiles[index], ink, np.stack(colour), owner, tips)

    @cached_property
    def _packed(self) -> list[tuple[bytes, frozenset[int]]]:
        """Each molecule's pictures and tips; unpacked, a training set would be 750 MB."""
        with ProcessPoolExecutor(WORKERS) as pool:
            return list(pool.map(_pack, self.smiles, chunksize=64))

    def batches(self, size: int, generator: torch.Generator | None = None) -> Iterator[Tensor]:
        """(B, 4, H, W) uint8: the ink with bonds left out, then red, green and blue of the whole.

        In order and with the published share of bonds left out of every other drawing; or, when a
        generator is given, shuffled, some of them turned, and with any share. Made in a process
        of its own, ahead of who asks.
        """
        if generator is None:
            tasks = [(index, FIRST_LEFT_OUT + index, False) for index in range(len(self))]
        else:
            count, device = len(self), generator.device
            order = torch.randperm(count, generator=generator, device=device)
            seeds = torch.randint(2**31, (count,), generator=generator, device=device)
            tasks = [
                (int(index), int(seed), True) for index, seed in zip(order, seeds, strict=True)
            ]
        _ = self._packed  # before the process is started, which else would do it every time
        tensors = cast("torch.utils.data.Dataset[Tensor]", self)  # it has what one needs
        yield from torch.utils.data.DataLoader(
            tensors, size, sampler=tasks, num_workers=1, prefetch_factor=4
        )

    def __getitem__(self, task: tuple[int, int, bool]) -> Tensor:
        """(4, H, W) uint8 of the molecule `index` with the bonds that `seed` leaves out."""
        index, seed, varied = task
        rng = np.random.default_rng(seed)
        # Most stand as RDKit lays them out, bonds at multiples of 30 degrees: that is half of what
        # there is to know of a missing one.
        angle = rng.uniform(-45, 45) if varied and rng.random() < 0.2 else 0.0
        if varied:
            share = MOST_DROPPED * rng.random() if rng.random() < 0.8 else 0.0
        else:
            share = DROPPED if index % 2 else 0.0
        drawing = self.drawing(index).turned(angle)
        left_out = choose_bonds(drawing.bonds, share, rng)
        return torch.from_numpy(np.concatenate([drawing.without(left_out)[None], drawing.colour]))


def choose_gallery(test: Drawings) -> list[Drawing]:
    """The drawings that ship with the project: molecules whose scaffolds no training has seen."""
    chosen = np.random.default_rng(0).permutation(len(test))[:GALLERY]
    return [test.drawing(index) for index in chosen]


def _pack(smiles: str) -> tuple[bytes, frozenset[int]]:
    drawing = draw(smiles)
    pictures = [drawing.ink, *drawing.colour, drawing.owner]
    return zlib.compress(np.stack(pictures).tobytes(), 1), drawing.tips


def _structures() -> dict[str, None]:
    """Canonical SMILES of the NCI's structures that are of a size to draw, in their order."""
    try:
        from rdkit import Chem, RDConfig, RDLogger  # noqa: PLC0415
    except ImportError as error:
        raise DataMissing("The molecules are drawn by RDKit: pip install rdkit") from error
    RDLogger.DisableLog("rdApp.*")
    fewest, most = HEAVY_ATOMS
    structures: dict[str, None] = {}
    path = Path(RDConfig.RDDataDir) / "NCI" / "first_5K.smi"
    for line in path.read_text().splitlines():
        molecule = Chem.MolFromSmiles(line.split()[0]) if line.strip() else None
        if molecule and fewest <= molecule.GetNumHeavyAtoms() <= most:
            structures[Chem.MolToSmiles(molecule)] = None
    return structures


def _by_scaffold(structures: Iterable[str]) -> dict[str, list[str]]:
    """Bemis and Murcko's scaffold -> the structures that have it; "" for those without rings."""
    from rdkit.Chem.Scaffolds.MurckoScaffold import MurckoScaffoldSmiles  # noqa: PLC0415

    groups = defaultdict(list)
    for smiles in structures:
        groups[MurckoScaffoldSmiles(smiles)].append(smiles)
    return dict(groups)
