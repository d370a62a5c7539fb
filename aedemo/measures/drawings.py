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


@torch.inference_mode()
def molecule_figures(model: Restorer, test: Drawings) -> dict[str, float]:
    """The published degradation of molecules with scaffolds that training has not seen.

    PSNR of answer, input and a median filter against the true drawing in colour, in dB, with bonds
    dropped from every other molecule. The per cent of dropped bonds that are redrawn, with bonds
    dropped from all of them. The per cent of the pixels of atoms' labels whose colour is right.
    """
    generator = torch.Generator().manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    published = Degradation()
    psnrs: dict[str, list[float]] = {"psnr": [], "input_psnr": [], "median_psnr": []}
    redrawn, at_joints, colours = [], [], []
    for index in range(len(test)):
        drawing = test.drawing(index)
        dropped = choose_bonds(drawing.bonds, published.bonds, rng)
        ink = np.stack([drawing.without(dropped), drawing.ink])[:, None]
        seen = published.spoil(as_float(torch.from_numpy(ink)), generator)
        answers = model.restore(seen)
        hits = redrawn_bonds(answers[0].numpy(), drawing, dropped)
        redrawn += hits
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
        "label_colour": 100 * float(right.mean()),
    }


def redrawn_bonds(answer: np.ndarray, drawing: Drawing, bonds: list[int]) -> list[bool]:
    """Of each bond, whether an answer (3, H, W) in [0, 1] draws it, and draws it in its place.

    It has ink, more than half of the brightest in some colour, on at least 60 % of the bond's
    pixels, and on at most 20 % of those up to three pixels beside it that should be black.
    """
    inked = answer.max(axis=0) > 0.5

    def is_redrawn(bond: int) -> bool:
        mine = drawing.ink_of(bond)
        around = cv2.dilate(mine.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
        beside = around & (drawing.ink < FAINT)
        return bool(inked[mine].mean() >= REDRAWN and inked[beside].mean() <= STRAY)

    return [is_redrawn(bond) for bond in bonds]


def label_colours(answer: np.ndarray, drawing: Drawing) -> np.ndarray:
    """Of each pixel of the atoms' labels (N,), whether an answer (3, H, W) has it in its colour.

    Of the palette and white it is nearest in hue to the true one, and at least half as bright as
    the true pixel.
    """
    colour, light = nearest_colours(answer[:, drawing.labels].T)
    true_colour, true_light = nearest_colours(drawing.colour[:, drawing.labels].T / 255)
    return (colour == true_colour) & (light >= true_light / 2)
