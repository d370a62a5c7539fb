"""Drawings of molecules by RDKit, from which bonds can be left out later without it.

RDKit is imported where it is used: it is needed to train and to draw a SMILES, and the page works
without it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import torch

from aedemo.data.files import write_atomically
from aedemo.data.hues import nearest_hue

if TYPE_CHECKING:
    from rdkit.Chem import Mol

DRAWING_SIDE = 192
SIZE = (DRAWING_SIDE, DRAWING_SIDE)
MOST_LETTERS = 300  # of a SMILES
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


class NotAMolecule(ValueError):
    """What was typed is not a SMILES that can be drawn. The message is for people."""


class NotASMILES(NotAMolecule):
    """What was typed is no SMILES at all."""


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
        matrix = cv2.getRotationMatrix2D(
            ((DRAWING_SIDE - 1) / 2, (DRAWING_SIDE - 1) / 2), degrees, zoom
        )

        def turn(picture: np.ndarray, interpolation: int = cv2.INTER_LINEAR) -> np.ndarray:
            return cv2.warpAffine(
                picture, matrix, (DRAWING_SIDE, DRAWING_SIDE), flags=interpolation
            )

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
    colour, light = nearest_hue(torch.from_numpy(pixels).float(), torch.tensor(COLOURS))
    return colour.numpy(), light.numpy()


def choose_bonds(bonds: int, share: float, rng: np.random.Generator) -> list[int]:
    """Which bonds are left out: at least one of a share above 0; a larger share only adds some."""
    count = 0 if share == 0 else max(1, round(share * bonds))
    return rng.permutation(bonds)[:count].tolist()


def parse(smiles: str) -> "Mol":
    """RDKit's molecule with its atoms laid out. Raises NotAMolecule or NoRDKit, for people."""
    try:
        from rdkit import Chem, RDLogger  # noqa: PLC0415
        from rdkit.Chem import rdDepictor  # noqa: PLC0415
    except ImportError as error:
        raise NoRDKit("Drawing a SMILES needs RDKit: pip install rdkit") from error
    RDLogger.DisableLog("rdApp.*")
    if len(smiles) > MOST_LETTERS:
        raise NotAMolecule(f"This SMILES is too long: {MOST_LETTERS} letters can be drawn here.")
    # A SMILES is ASCII. RDKit would raise for half of a character, and an empty one is a molecule.
    molecule = Chem.MolFromSmiles(smiles) if smiles and smiles.isascii() else None
    if molecule is None:
        raise NotASMILES("This is not a SMILES: check its brackets and ring numbers.")
    if not 2 <= molecule.GetNumHeavyAtoms() <= 60:
        raise NotAMolecule("A molecule of 2 to 60 atoms other than hydrogen can be drawn here.")
    rdDepictor.Compute2DCoords(molecule)
    return molecule


def draw(smiles: str) -> Drawing:
    """The drawing of a SMILES. Raises NotAMolecule or NoRDKit, for people."""
    molecule = parse(smiles)
    ink = _draw(molecule, white=True)[0]
    owner = np.zeros((DRAWING_SIDE, DRAWING_SIDE), np.uint8)
    most = np.full((DRAWING_SIDE, DRAWING_SIDE), FAINT, np.int16)
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


def write_gallery(path: Path, drawings: Sequence[Drawing]) -> None:
    """Write drawings to one compressed file, so that they can be shown without RDKit."""
    tips = np.zeros((len(drawings), 256), bool)
    for row, drawing in zip(tips, drawings, strict=True):
        row[list(drawing.tips)] = True
    smiles = np.array([drawing.smiles for drawing in drawings])
    ink, colour, owner = (np.stack([getattr(each, name) for each in drawings]) for name in PICTURES)
    with_columns = BytesIO()
    np.savez_compressed(with_columns, smiles=smiles, tips=tips, ink=ink, colour=colour, owner=owner)
    write_atomically(path, lambda new: new.write_bytes(with_columns.getvalue()))


def read_gallery(path: Path) -> list[Drawing]:
    """The drawings that write_gallery wrote. Nothing in the file is unpickled."""
    with np.load(path, allow_pickle=False) as file:
        columns = {name: file[name] for name in ("smiles", "tips", *PICTURES)}
    return [
        Drawing(
            smiles=str(columns["smiles"][i]),
            tips=frozenset(np.flatnonzero(columns["tips"][i]).tolist()),
            **{name: columns[name][i] for name in PICTURES},
        )
        for i in range(len(columns["smiles"]))
    ]


def _draw(molecule: "Mol", white: bool = False, without: Sequence[int] = ()) -> np.ndarray:
    """(3, H, W) uint8. A bond is left out by drawing it black: nothing else moves for it."""
    from rdkit.Chem.Draw import rdMolDraw2D  # noqa: PLC0415

    canvas = rdMolDraw2D.MolDraw2DCairo(DRAWING_SIDE, DRAWING_SIDE)
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
    pixels = np.asarray(cv2.imdecode(png, cv2.IMREAD_COLOR))
    return np.ascontiguousarray(pixels[:, :, ::-1].transpose(2, 0, 1))
