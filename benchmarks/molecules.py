"""Where the molecule network fails, and how long it takes: python -m benchmarks.molecules

On the test molecules, whose scaffolds no training has seen, each without a tenth of its bonds and
otherwise with the published degradation. Needs RDKit. Writes benchmarks/molecules.json:

- redrawn: per cent of the missing bonds that are redrawn, and how many there were, by the kind of
  bond, by where it is (an end has no label, so nothing of it is left), by the molecule's size, and
  by the share of pixels erased;
- labels: per cent of the pixels of atoms' labels in the right colour, by element and by size;
- psnr: dB of the answer, by the share of pixels erased;
- answer_ms: for one drawing on one thread, the median.
"""

import json
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from aedemo.data.degradation import Degradation
from aedemo.data.drawing import PALETTE, Drawing, choose_bonds, nearest_colours, parse
from aedemo.data.molecules import Molecules
from aedemo.library import Library
from aedemo.measures.drawings import label_colours, redrawn_bonds
from aedemo.measures.quality import psnr
from aedemo.measures.subject import SEED
from benchmarks.bench import ROOT

ERASED = (0.0, 0.25, 0.5, 0.75)
SIZES = {15: "8-15 atoms", 25: "16-25 atoms", 40: "26-40 atoms"}
TIMED = 40


def size_of(molecule) -> str:
    return next(words for most, words in SIZES.items() if molecule.GetNumHeavyAtoms() <= most)


def groups_of_bond(molecule, drawing: Drawing, index: int) -> Iterator[str]:
    bond = molecule.GetBondWithIdx(index)
    yield "all"
    yield f"kind: {str(bond.GetBondType()).lower()}"
    yield f"place: {'end' if index in drawing.tips else 'ring' if bond.IsInRing() else 'chain'}"
    yield f"size: {size_of(molecule)}"


def element_at(drawing: Drawing) -> np.ndarray:
    """Of each pixel of the labels the atomic number whose colour it has, 0 where that is white."""
    colour, _ = nearest_colours(drawing.colour[:, drawing.labels].T / 255)
    return np.array([0, *PALETTE])[colour]


def share(values: list[bool]) -> dict[str, float]:
    return {"percent": round(100 * float(np.mean(values)), 1), "of": len(values)}


def measure() -> dict:
    from rdkit.Chem import GetPeriodicTable  # noqa: PLC0415

    torch.set_num_threads(1)
    model = Library.open(ROOT / "checkpoints")["molecule-unet"]
    test, rng = Molecules().load(None).test, np.random.default_rng(SEED)
    redrawn, labels, quality, times = (defaultdict(list) for _ in range(4))
    for index in range(len(test)):
        drawing, molecule = test.drawing(index), parse(test.smiles[index])
        dropped = choose_bonds(drawing.bonds, Degradation.bonds, rng)
        ink = torch.from_numpy(drawing.without(dropped))[None, None] / 255
        truth = torch.from_numpy(drawing.colour)[None] / 255
        for erased in ERASED:
            level = replace(Degradation(), pixels=erased)
            seen = level.spoil(ink, torch.Generator().manual_seed(SEED + index))
            began = time.perf_counter()
            with torch.inference_mode():
                answer = model.restore(seen)
            times["ms"].append(1000 * (time.perf_counter() - began))
            hits = redrawn_bonds(answer[0].numpy(), drawing, dropped)
            redrawn[f"erased: {erased:.0%}"] += hits
            quality[f"erased: {erased:.0%}"].append(psnr(answer, truth).item())
            if erased != Degradation.pixels:
                continue
            for hit, bond in zip(hits, dropped, strict=True):
                for group in groups_of_bond(molecule, drawing, bond):
                    redrawn[group].append(hit)
            if drawing.labels.any():
                right = label_colours(answer[0].numpy(), drawing)
                labels["all"] += right.tolist()
                labels[f"size: {size_of(molecule)}"] += right.tolist()
                for pixel, number in zip(right, element_at(drawing), strict=True):
                    if number:
                        symbol = GetPeriodicTable().GetElementSymbol(int(number))
                        labels[f"element: {symbol}"].append(bool(pixel))
    return {
        "redrawn": {group: share(values) for group, values in sorted(redrawn.items())},
        "labels": {group: share(values) for group, values in sorted(labels.items())},
        "psnr": {group: round(float(np.mean(values)), 2) for group, values in quality.items()},
        "answer_ms": round(statistics.median(times["ms"][-TIMED:]), 1),
    }


if __name__ == "__main__":
    text = json.dumps(measure(), indent=2)
    print(text)
    Path(__file__).with_suffix(".json").write_text(text + "\n", encoding="utf-8")
