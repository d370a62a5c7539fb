"""How well drawings of molecules are restored."""

import cv2
import numpy as np
import torch

from aedemo.data.dataset import as_float
from aedemo.data.degradation import Degradation
from aedemo.data.drawing import FAINT, Drawing, choose_bonds, nearest_colours
from aedemo.data.molecules import Drawings
from aedemo.measures.quality import psnr
from aedemo.measures.subject import SEED
from aedemo.models.model import Restorer

REDRAWN, STRAY = 0.6, 0.2  # of a bond's ink, and of the black beside it
INKED = 0.5  # of the brightest: what is more is ink
# What is seen as a bond where none is: fainter, and as short as what joins two rings side by side.
VISIBLE, INVENTED = 1 / 3, 0.2  # of the brightest, and of the length of a bond


@torch.inference_mode()
def molecule_figures(model: Restorer, test: Drawings) -> dict[str, float]:
    """The published degradation of molecules with scaffolds that training has not seen.

    PSNR of answer, input and a median filter against the true drawing in colour, in dB, with bonds
    dropped from every other molecule. The per cent of dropped bonds that are redrawn, with bonds
    dropped from all of them, by the whole network and by its skips alone. The per cent of those
    molecules in which a bond is invented, by both. The per cent of the pixels of atoms' labels
    whose colour is right.
    """
    generator = torch.Generator().manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    published = Degradation()
    psnrs: dict[str, list[float]] = {"psnr": [], "input_psnr": [], "median_psnr": []}
    redrawn, at_joints, by_skips, colours = [], [], [], []
    invents, skips_invent = [], []
    for index in range(len(test)):
        drawing = test.drawing(index)
        dropped = choose_bonds(drawing.bonds, published.bonds, rng)
        ink = np.stack([drawing.without(dropped), drawing.ink])[:, None]
        seen = published.spoil(as_float(torch.from_numpy(ink)), generator)
        answers = model.restore(seen)
        hits = redrawn_bonds(answers[0].numpy(), drawing, dropped)
        redrawn += hits
        invents.append(bool(invented_bonds(answers[0].numpy(), drawing)))
        without = model.restore(seen[:1], bottleneck=False)[0].numpy()
        by_skips += redrawn_bonds(without, drawing, dropped)
        skips_invent.append(bool(invented_bonds(without, drawing)))
        at_joints += [
            hit for hit, bond in zip(hits, dropped, strict=True) if bond not in drawing.tips
        ]
        place = index % 2
        clean = as_float(torch.from_numpy(drawing.colour))[None]
        filtered = torch.from_numpy(cv2.medianBlur(seen[place, 0].numpy(), 3))
        pictures = (answers[place, None], seen[place, None], filtered[None, None])
        for values, picture in zip(psnrs.values(), pictures, strict=True):
            values.append(psnr(picture.expand_as(clean), clean).item())
        if drawing.labels.any():
            colours.append(label_colours(answers[place].numpy(), drawing))
    right = np.concatenate(colours)
    return {name: float(np.mean(values)) for name, values in psnrs.items()} | {
        "redrawn": 100 * float(np.mean(redrawn)),
        "redrawn_joints": 100 * float(np.mean(at_joints)),
        "redrawn_by_skips": 100 * float(np.mean(by_skips)),
        "invented": 100 * float(np.mean(invents)),
        "invented_by_skips": 100 * float(np.mean(skips_invent)),
        "label_colour": 100 * float(right.mean()),
    }


def redrawn_bonds(answer: np.ndarray, drawing: Drawing, bonds: list[int]) -> list[bool]:
    """Of each bond, whether an answer (3, H, W) in [0, 1] draws it, and draws it in its place.

    It has ink, more than half of the brightest in some colour, on at least 60 % of the bond's
    pixels, and on at most 20 % of those up to three pixels beside it that should be black.
    """
    inked = answer.max(axis=0) > INKED

    def is_redrawn(bond: int) -> bool:
        mine = drawing.ink_of(bond)
        around = cv2.dilate(mine.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
        beside = around & (drawing.ink < FAINT)
        return bool(inked[mine].mean() >= REDRAWN and inked[beside].mean() <= STRAY)

    return [is_redrawn(bond) for bond in bonds]


def invented_bonds(answer: np.ndarray, drawing: Drawing) -> list[np.ndarray]:
    """Ink of an answer (3, H, W) in [0, 1] where the drawing has none: a mask (H, W) a bond.

    What counts is what can be seen, more than a third of the brightest in some colour, and does not
    touch the true ink, the faintest included, in pieces that are at least a fifth of a bond long
    and no row of specks. The length of a bond is the median over the drawing's. Pieces less than
    five pixels apart are one bond: the two lines of a double one, or a bond with the label at its
    end. So are bonds in a row.
    """
    true = (drawing.ink >= FAINT).astype(np.uint8)
    stray = (answer.max(axis=0) > VISIBLE) & (cv2.dilate(true, np.ones((3, 3), np.uint8)) == 0)
    joined = cv2.dilate(stray.astype(np.uint8), np.ones((5, 5), np.uint8))
    count, pieces = cv2.connectedComponents(joined, connectivity=8)
    masks = [stray & (pieces == piece) for piece in range(1, count)]
    least = INVENTED * float(np.median([_length(drawing.ink_of(i)) for i in range(drawing.bonds)]))
    return [mask for mask in masks if least <= _length(mask) <= mask.sum()]


def _length(mask: np.ndarray) -> float:
    """The diagonal of what a mask (H, W) covers, in pixels; 0 of an empty one."""
    rows, columns = np.nonzero(mask)
    return float(np.hypot(np.ptp(rows), np.ptp(columns))) if rows.size else 0.0


def label_colours(answer: np.ndarray, drawing: Drawing) -> np.ndarray:
    """Of each pixel of the atoms' labels (N,), whether an answer (3, H, W) has it in its colour.

    Of the palette and white it is nearest in hue to the true one, and at least half as bright as
    the true pixel.
    """
    colour, light = nearest_colours(answer[:, drawing.labels].T)
    true_colour, true_light = nearest_colours(drawing.colour[:, drawing.labels].T / 255)
    return (colour == true_colour) & (light >= true_light / 2)
