"""Molecules: drawings of real structures by RDKit, and pairs of them with bonds left out.

RDKit is imported where it is used: it is needed to train and to draw a SMILES, and the page works
without it.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import ClassVar

import cv2
import numpy as np
import torch
from torch import Tensor

from aedemo.data import DataMissing, Splits

SIDE = 192
HEAVY_ATOMS = (8, 40)
MOST_LETTERS = 300  # of a SMILES
COMMON_SCAFFOLD = 100  # molecules; what is so common is for training
DROPPED = 0.1  # of the bonds, in half of the drawings, as published
MOST_DROPPED = 0.25  # in training
WORKERS = 2  # that draw
GALLERY = 40
PICTURES = ("ink", "colour", "owner")  # of a Drawing
LINE = 2  # pixels
SMALLEST_LETTERS = 10  # pixels: what can be read at this size
# Red, green and blue of atoms' labels by atomic number, as RDKit draws on dark; others are white.
PALETTE = {
    7: (0.33, 0.41, 0.92),
    8: (1.0, 0.2, 0.2),
    9: (0.2, 0.8, 0.8),
    15: (1.0, 0.5, 0.0),
    16: (0.8, 0.8, 0.0),
    17: (0.0, 0.802, 0.0),
    35: (0.71, 0.4, 0.07),
    53: (0.89, 0.004, 1.0),
}
WHITE = (1.0, 1.0, 1.0)
COLOURS = (WHITE, *PALETTE.values())
CARBON = 6
FAINT = 16  # of 255: less is the edge of another line
INK = 128  # of 255: a pixel that is more than half covered
FIRST_LEFT_OUT = 20_000  # seed of the fixed choice of bonds in validation and test


@dataclass(frozen=True)
class Molecules:
    """Drawings of 192 x 192, white on black: ink with bonds left out in, clean and in colour out.

    The structures are the NCI's that come with RDKit: nothing is downloaded.
    """

    name: ClassVar[str] = "molecules"
    image_shape: ClassVar[tuple[int, int, int]] = (1, SIDE, SIDE)
    answer: ClassVar[int | None] = 3

    def load(self, data_dir: Path) -> Splits:
        """Splits without a scaffold in common: 10 % of the rarer scaffolds each for validation and
        test. Raises DataMissing when RDKit is not installed.
        """
        parts = defaultdict(list)
        for scaffold, members in _by_scaffold(_structures()).items():
            bucket = zlib.crc32(scaffold.encode()) % 10
            rare = scaffold and len(members) < COMMON_SCAFFOLD
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
            5, SIDE, SIDE
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
            kwargs = {"generator": generator, "device": generator.device}
            order = torch.randperm(len(self), **kwargs).tolist()
            seeds = torch.randint(2**31, (len(self),), **kwargs).tolist()
            tasks = [(*task, True) for task in zip(order, seeds, strict=True)]
        _ = self._packed  # before the process is started, which else would do it every time
        yield from torch.utils.data.DataLoader(
            self, size, sampler=tasks, num_workers=1, prefetch_factor=4
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


class NotAMolecule(ValueError):
    """What was typed is not a SMILES that can be drawn. The message is for people."""


class NoRDKit(RuntimeError):
    """RDKit is not installed. The message says what to do."""


@dataclass(frozen=True, eq=False)
class Drawing:
    """A molecule drawn once, so that bonds can be left out of it later without RDKit.

    ink: (H, W) uint8, black and white. colour: (3, H, W) uint8. owner: (H, W) uint8, which bond's
    ink a pixel is, counted from 1; 0 for labels and nothing. tips: the bonds to an unlabelled end
    of a chain, of which nothing is left to see when they are not drawn.
    """

    smiles: str
    ink: np.ndarray
    colour: np.ndarray
    owner: np.ndarray
    tips: frozenset[int]

    @property
    def bonds(self) -> int:
        return int(self.owner.max())

    def ink_of(self, bond: int) -> np.ndarray:
        """The mask (H, W) of the pixels that a bond, counted from 0, more than half covers."""
        return (self.owner == bond + 1) & (self.ink >= INK)

    @property
    def labels(self) -> np.ndarray:
        """The mask (H, W) of the pixels that an atom's label in a colour more than half covers."""
        coloured = np.ptp(self.colour.astype(np.int16), axis=0) > INK // 2
        return (self.owner == 0) & (self.ink >= INK) & coloured

    def turned(self, degrees: float) -> "Drawing":
        """The same turned counter-clockwise, and made as much smaller as keeps its corners."""
        if not degrees:
            return self
        angle = np.radians(degrees)
        zoom = 1 / (abs(np.cos(angle)) + abs(np.sin(angle)))
        matrix = cv2.getRotationMatrix2D(((SIDE - 1) / 2, (SIDE - 1) / 2), degrees, zoom)

        def turn(picture: np.ndarray, interpolation: int = cv2.INTER_LINEAR) -> np.ndarray:
            return cv2.warpAffine(picture, matrix, (SIDE, SIDE), flags=interpolation)

        return replace(
            self,
            ink=turn(self.ink),
            colour=np.stack([turn(channel) for channel in self.colour]),
            owner=turn(self.owner, cv2.INTER_NEAREST),
        )

    def without(self, bonds: Sequence[int]) -> np.ndarray:
        """The ink (H, W) uint8 without some bonds, counted from 0."""
        return np.where(np.isin(self.owner, np.asarray(bonds, int) + 1), 0, self.ink)


def nearest_colours(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of pixels (N, 3) in [0, 1]: which of COLOURS is nearest in hue, and the brightness."""
    palette = np.array(COLOURS)
    light = pixels.max(axis=1)
    hues = pixels / np.maximum(light, 1e-3)[:, None]
    distances = hues[:, None] - palette / palette.max(axis=1, keepdims=True)
    return np.square(distances).sum(axis=2).argmin(axis=1), light


def choose_bonds(bonds: int, share: float, rng: np.random.Generator) -> list[int]:
    """Which bonds are left out: at least one of a share above 0; a larger share only adds some."""
    count = 0 if share == 0 else max(1, round(share * bonds))
    return rng.permutation(bonds)[:count].tolist()


def parse(smiles: str):
    """RDKit's molecule with its atoms laid out. Raises NotAMolecule or NoRDKit, for people."""
    try:
        from rdkit import Chem, RDLogger  # noqa: PLC0415
        from rdkit.Chem import rdDepictor  # noqa: PLC0415
    except ImportError as error:
        raise NoRDKit("Drawing a SMILES needs RDKit: pip install rdkit") from error
    RDLogger.DisableLog("rdApp.*")
    molecule = Chem.MolFromSmiles(smiles) if len(smiles) <= MOST_LETTERS else None
    if molecule is None:
        raise NotAMolecule(f"“{smiles[:60]}” is not a SMILES: check its brackets and ring numbers.")
    if not 2 <= molecule.GetNumHeavyAtoms() <= 60:
        raise NotAMolecule("A molecule of 2 to 60 atoms other than hydrogen can be drawn here.")
    rdDepictor.Compute2DCoords(molecule)
    return molecule


def draw(smiles: str) -> Drawing:
    """The drawing of a SMILES. Raises NotAMolecule or NoRDKit, for people."""
    molecule = parse(smiles)
    ink = _draw(molecule, white=True)[0]
    owner = np.zeros((SIDE, SIDE), np.uint8)
    most = np.full((SIDE, SIDE), FAINT, np.int16)
    tips = set()
    for bond in molecule.GetBonds():
        index = bond.GetIdx()
        lost = ink.astype(np.int16) - _draw(molecule, white=True, without=[index])[0]
        mine = lost > most
        owner[mine], most[mine] = index + 1, lost[mine]
        ends = bond.GetBeginAtom(), bond.GetEndAtom()
        if any(end.GetDegree() == 1 and end.GetAtomicNum() == CARBON for end in ends):
            tips.add(index)
    return Drawing(smiles, ink, _draw(molecule), owner, frozenset(tips))


def choose_gallery(test: Drawings) -> list[Drawing]:
    """The drawings that ship with the project: molecules whose scaffolds no training has seen."""
    chosen = np.random.default_rng(0).permutation(len(test))[:GALLERY]
    return [test.drawing(index) for index in chosen]


def write_gallery(path: Path, drawings: Sequence[Drawing]) -> None:
    """Write drawings to one compressed file, so that they can be shown without RDKit."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tips = np.zeros((len(drawings), 256), bool)
    for row, drawing in zip(tips, drawings, strict=True):
        row[list(drawing.tips)] = True
    np.savez_compressed(
        path,
        smiles=np.array([drawing.smiles for drawing in drawings]),
        tips=tips,
        **{name: np.stack([getattr(each, name) for each in drawings]) for name in PICTURES},
    )


def read_gallery(path: Path) -> list[Drawing]:
    """The drawings that write_gallery wrote. Nothing in the file is unpickled."""
    with np.load(path, allow_pickle=False) as file:
        columns = {name: file[name] for name in ("smiles", "tips", *PICTURES)}
    return [
        Drawing(
            str(columns["smiles"][i]),
            *(columns[name][i] for name in PICTURES),
            frozenset(np.flatnonzero(columns["tips"][i]).tolist()),
        )
        for i in range(len(columns["smiles"]))
    ]


def _pack(smiles: str) -> tuple[bytes, frozenset[int]]:
    drawing = draw(smiles)
    pictures = [drawing.ink, *drawing.colour, drawing.owner]
    return zlib.compress(np.stack(pictures).tobytes(), 1), drawing.tips


def _draw(molecule, white: bool = False, without: Sequence[int] = ()) -> np.ndarray:
    """(3, H, W) uint8. A bond is left out by drawing it black: nothing else moves for it."""
    from rdkit.Chem.Draw import rdMolDraw2D  # noqa: PLC0415

    canvas = rdMolDraw2D.MolDraw2DCairo(SIDE, SIDE)
    options = canvas.drawOptions()
    options.setBackgroundColour((0, 0, 0))
    options.setAtomPalette({-1: WHITE} if white else {-1: WHITE, **PALETTE})
    options.bondLineWidth = LINE
    options.scaleBondWidth = False
    options.minFontSize = SMALLEST_LETTERS
    options.padding = 0.06
    options.continuousHighlight = False
    options.highlightBondWidthMultiplier = 1
    black = {bond: (0.0, 0.0, 0.0) for bond in without}
    canvas.DrawMolecule(
        molecule, highlightAtoms=[], highlightBonds=[*without], highlightBondColors=black
    )
    canvas.FinishDrawing()
    png = np.frombuffer(canvas.GetDrawingText(), np.uint8)
    return np.ascontiguousarray(cv2.imdecode(png, cv2.IMREAD_COLOR)[:, :, ::-1].transpose(2, 0, 1))


def _structures() -> dict[str, None]:
    """Canonical SMILES of the NCI's structures that are of a size to draw, in their order."""
    try:
        from rdkit import Chem, RDConfig, RDLogger  # noqa: PLC0415
    except ImportError as error:
        raise DataMissing("The molecules are drawn by RDKit: pip install rdkit") from error
    RDLogger.DisableLog("rdApp.*")
    fewest, most = HEAVY_ATOMS
    structures = {}
    path = Path(RDConfig.RDDataDir) / "NCI" / "first_5K.smi"
    for line in path.read_text().splitlines():
        molecule = Chem.MolFromSmiles(line.split()[0]) if line.strip() else None
        if molecule and fewest <= molecule.GetNumHeavyAtoms() <= most:
            structures[Chem.MolToSmiles(molecule)] = None
    return structures


def _by_scaffold(structures: Sequence[str]) -> dict[str, list[str]]:
    """Bemis and Murcko's scaffold -> the structures that have it; "" for those without rings."""
    from rdkit.Chem.Scaffolds.MurckoScaffold import MurckoScaffoldSmiles  # noqa: PLC0415

    groups = defaultdict(list)
    for smiles in structures:
        groups[MurckoScaffoldSmiles(smiles)].append(smiles)
    return dict(groups)
