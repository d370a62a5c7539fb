"""Molecules: a U-Net restores drawings of molecules, and redraws the bonds that are missing."""

import base64
from dataclasses import dataclass

import gradio as gr
import numpy as np

from aedemo.data.degradation import MOST_SALT, MOST_THICKENING, WIDEST_BLUR, Degradation
from aedemo.data.drawing import DRAWING_SIDE, Drawing, NoRDKit, NotAMolecule, NotASMILES
from aedemo.data.names import SMILES_OF, name_of, smiles_of
from aedemo.data.preprocessing import NotADigit, from_scan
from aedemo.experiments import molecules
from aedemo.experiments.molecules import Report, Scan
from aedemo.library import Library
from aedemo.measures.table import known_figures
from aedemo.ui.components.card import card, maths
from aedemo.ui.components.molecule import Molecule, Restoration, Ring
from aedemo.ui.components.picker import Picker
from aedemo.ui.components.picture_file import PictureFile
from aedemo.ui.components.script import as_base64
from aedemo.ui.errors import numbers_of, refusal
from aedemo.ui.listeners import LAST, QUICK, Keywords, moved

TITLE = "Molecules"

LEAD = (
    "A drawing of a molecule, spoiled as a bad scan would: half of the pixels gone, whole bonds "
    "missing. A U-Net puts it back in colour, and has seen how molecules go on."
)
MATHS = r"""
The U-Net (Ronneberger, Fischer and Brox 2015) halves the picture four times and doubles it again;
at every size but the first a *skip connection* hands what the way down has seen to the way up. What
is still there goes through the skips; what is missing comes from further down, where a number
stands for a whole ring. It says of every pixel how much ink $y_i$ it has and of which colour, each
with a probability $p_{ic}$, and is trained on the cross-entropy of both,

$$-\sum_i \Big( w_i \big[a_i \log y_i + (1 - a_i) \log (1 - y_i)\big]
+ v_i a_i \log p_{i c_i} \Big),$$

for the true ink $a_i$ and its colour $c_i$. Where there should be ink, $w_i = 2$: the mean of a
line that is not certain is too faint to be read as one. For a colour other than white $v_i = 4$,
because it is rare. The pairs come from drawings by RDKit and are made while it learns. The
degradation is the published one of AntoinePlissonneau/MolecularTranslationChallenge: 10 % of the
bonds are not drawn (in half of the drawings), half of the pixels are set to black and 0.05 % to
white. A bond counts as redrawn when at least 60 % of its own pixels have ink again, and at
most a fifth of the black ones beside it.

Every molecule of the gallery has a scaffold (Bemis and Murcko 1996) that no training has seen. Of a
missing bond to the unlabelled end of a chain nothing is left to see: there the network guesses. The
network is `UNet` in `aedemo/models/unet.py`, the damage is in `aedemo/data/degradation.py`.
"""

FIRST_MOLECULE = 9
FIRST_SEED = 0
SEEDS = 10_000
MOST_BONDS, MOST_ERASED, MOST_TURN = 0.3, 0.75, 45.0
PUBLISHED = Degradation()


@dataclass(frozen=True)
class Level:
    """A slider of the damage: its label, its highest value, its step, and its value at first."""

    label: str
    most: float
    step: float
    first: float


# In the order of Degradation's fields.
LEVELS = (
    Level("Bonds missing, %", 100 * MOST_BONDS, 1, 100 * PUBLISHED.bonds),
    Level("Pixels erased, %", 100 * MOST_ERASED, 1, 100 * PUBLISHED.pixels),
    Level("Specks, %", 100 * MOST_SALT, 0.05, 100 * PUBLISHED.salt),
    Level("Blur, pixels", WIDEST_BLUR, 0.1, 0),
    Level("Thicker lines, pixels", MOST_THICKENING, 0.25, 0),
    Level("Turned, degrees", MOST_TURN, 1, 0),
)
SCALES = (0.01, 0.01, 0.01, 1, 1, 1)

MOST_SMILES = 300
UNKNOWN = (
    f"This is neither a SMILES that can be read nor one of the {len(SMILES_OF)} names known here: "
    "try caffeine, or `CC(=O)Oc1ccccc1C(=O)O`, which is aspirin."
)
AS_IT_IS = (
    "Your picture goes in as it is, without its paper: nothing of it is spoiled here. What is "
    "missing from it only you know, so nothing is measured."
)
PICTURE = "picture:"  # what begins so is an uploaded one's ink, in base64


@dataclass(frozen=True, eq=False)
class Molecules:
    """The tab's listeners on a library."""

    library: Library

    def redraw(
        self, source: object, seed: float, skip_gain: float, bottleneck: bool, *levels: float
    ) -> Restoration:
        """A molecule, spoiled by these levels, and restored by all or a part of the network."""
        number = int(_number(seed, SEEDS, "The seed"))
        scan = _scan(self.library, source, number, _degradation(levels))
        gain = _number(skip_gain, 1, "The gain")
        return _restoration(
            scan, molecules.restore(self.library, scan.seen, gain, bool(bottleneck))
        )

    def pick(self, number: int | None) -> tuple | dict:
        """One of the gallery: the source, no message, no SMILES."""
        return gr.skip() if number is None else (str(number), "", "")

    def type_smiles(self, smiles: str | None) -> tuple:
        """One that was typed, or its name: the source, a word on it, and nothing picked."""
        typed = (smiles or "").strip()
        smiles = smiles_of(typed)
        try:
            molecules.drawing_of(smiles)
        except NotASMILES:
            return gr.skip(), UNKNOWN, gr.skip()
        except (NotAMolecule, NoRDKit) as error:
            return gr.skip(), str(error), gr.skip()
        return smiles, "" if smiles == typed else f"Its SMILES is `{smiles}`.", None

    def upload(self, data: bytes | None) -> tuple | dict:
        """A file: the source, a word on it, and nothing picked."""
        if data is None:
            return gr.skip()
        try:
            ink = from_scan(data, DRAWING_SIDE)
        except NotADigit as error:
            return gr.skip(), str(error), gr.skip()
        return PICTURE + as_base64(ink), "", None

    def next_seed(self, seed: object) -> int:
        """Another seed, for other damage."""
        return (int(_number(seed, SEEDS, "The seed")) + 1) % SEEDS


@dataclass(frozen=True, eq=False)
class Choice:
    """The card in which a molecule is chosen."""

    picker: Picker
    smiles: gr.Textbox
    draw: gr.Button
    scan: PictureFile
    message: gr.Markdown


def build(library: Library) -> None:
    """Lay out the tab and wire it."""
    if molecules.network(library) is None or not library.molecules:
        gr.Markdown(
            "No network of this tab is trained yet: python train_all.py --only molecule-unet",
            elem_classes=["ae-lead"],
        )
        return
    tab = Molecules(library)
    chosen = min(FIRST_MOLECULE, len(library.molecules) - 1)
    gr.Markdown(LEAD, elem_classes=["ae-lead"])
    maths(MATHS)
    with gr.Row(elem_classes=["ae-bench"]):
        with gr.Column():
            choice = _choice_card(library, chosen)
            with card("Spoil it", "corruption", "as published at first", classes=("ae-spoil",)):
                levels = [
                    gr.Slider(0, each.most, each.first, step=each.step, label=each.label)
                    for each in LEVELS
                ]
                again = gr.Button("Spoil it otherwise", size="sm")
            with card("Take it apart", "code", "why a U-Net works"):
                skip_gain = gr.Slider(0, 1, 1, step=0.05, label="What the skips carry, × gain")
                bottleneck = gr.Checkbox(True, label="What the bottleneck knows", container=False)
                gr.Markdown(_without_bottleneck(library), elem_classes=["ae-caption"])
        with gr.Column(), card("Restored", "output", _test_figures(library)):
            first = [each.first for each in LEVELS]
            shown = Molecule(lambda: tab.redraw(str(chosen), FIRST_SEED, 1, True, *first))

    # The page holds them: another server can go on where one has left off.
    source, seed = gr.Textbox(str(chosen), visible=False), gr.Number(FIRST_SEED, visible=False)
    inputs = [source, seed, skip_gain, bottleneck, *levels]
    to_shown: Keywords = {"fn": tab.redraw, "inputs": inputs, "outputs": shown}
    _wire_choice(tab, choice, source)
    again.click(tab.next_seed, seed, seed, **QUICK)
    changed = [source.change, seed.change, bottleneck.input, *moved(*levels, skip_gain)]
    gr.on(changed, **to_shown, **LAST)


def _choice_card(library: Library, chosen: int) -> Choice:
    with card("A molecule", "input", "not trained on"):
        picker = Picker(
            chosen,
            pictures=[each.colour for each in library.molecules],
            names=[each.smiles for each in library.molecules],
        )
        with gr.Row(elem_classes=["ae-smiles"]):
            smiles = gr.Textbox(
                label="Or its name, or its SMILES",
                placeholder="caffeine",
                max_length=MOST_SMILES,
                max_lines=1,
            )
            draw = gr.Button("Draw", size="sm")
        scan = PictureFile("Or upload a scan")
        return Choice(picker, smiles, draw, scan, gr.Markdown("", elem_classes=["ae-caption"]))


def _wire_choice(tab: Molecules, choice: Choice, source: gr.Textbox) -> None:
    """The three ways to a molecule; each ends with another source."""
    outputs = [source, choice.message, choice.picker]
    typed = [choice.smiles.submit, choice.draw.click]
    choice.picker.input(tab.pick, choice.picker, [source, choice.message, choice.smiles], **QUICK)
    gr.on(typed, tab.type_smiles, choice.smiles, outputs, **QUICK)
    choice.scan.upload(tab.upload, choice.scan, outputs, **QUICK)


def _degradation(levels: tuple[float, ...]) -> Degradation:
    """From the sliders' values, in their order."""
    return Degradation(
        *(
            scale * _number(value, each.most, each.label)
            for value, each, scale in zip(levels, LEVELS, SCALES, strict=True)
        )
    )


def _number(value: object, most: float, what: str) -> float:
    return float(numbers_of(value, (), 0, most, f"“{what}”"))


def _scan(library: Library, source: object, seed: int, degradation: Degradation) -> Scan:
    """Of a source as the page holds it: a number of the gallery, a SMILES, or a picture."""
    if isinstance(source, str) and source.startswith(PICTURE):
        return molecules.scan_of_picture(_ink(source.removeprefix(PICTURE)))
    return molecules.scan(_drawing(library, source), degradation, seed)


def _ink(text: str) -> np.ndarray:
    """(192, 192) in [0, 1], of what `as_base64` wrote."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        data = b""
    if len(data) != DRAWING_SIDE * DRAWING_SIDE:
        raise refusal(f"The picture must be {DRAWING_SIDE} × {DRAWING_SIDE} bytes in base64.")
    pixels = np.frombuffer(data, np.uint8).reshape(DRAWING_SIDE, DRAWING_SIDE)
    return pixels.astype(np.float32) / 255


def _drawing(library: Library, source: object) -> Drawing:
    """Of a number of the gallery, or of a SMILES."""
    if not isinstance(source, str) or not 0 < len(source) <= MOST_SMILES:
        raise refusal("The molecule must be a number of the gallery, a SMILES or a picture.")
    if source in map(str, range(len(library.molecules))):
        return library.molecules[int(source)]
    try:
        return molecules.drawing_of(source)
    except (NotAMolecule, NoRDKit) as error:
        raise refusal(str(error)) from None


def _restoration(scan: Scan, answer: np.ndarray) -> Restoration:
    """The three pictures, and how the network and a median filter compare where the truth is known.

    A bond to the unlabelled end of a chain leaves nothing behind, and the note says how many did.
    """
    if scan.drawing is None:
        return Restoration(scan.seen, answer, None, "", [], [], [], AS_IT_IS)
    pictures = (scan.seen, molecules.median_filtered(scan.seen), answer)
    reports = [molecules.report(picture, scan) for picture in pictures]
    table = [
        ("Figure", "as it is", "median filter", "U-Net"),
        ("PSNR", *(f"{each.psnr:.1f} dB" for each in reports)),
        ("Missing bonds redrawn", *map(_share, reports)),
        ("Bonds invented", *(str(len(each.invented) or "none") for each in reports)),
        ("Labels in the right colour", *map(_labels, reports)),
    ]
    places = molecules.places_of(scan.drawing, scan.dropped)
    rings = [Ring(x, y, hit) for (x, y), hit in zip(places, reports[-1].redrawn, strict=True)]
    tips = sum(bond in scan.drawing.tips for bond in scan.dropped)
    note = (
        f"Of the missing bonds {tips} led to the unlabelled end of a chain: nothing is left to see "
        "of those."
        if tips
        else ""
    )
    name = name_of(scan.drawing.smiles)
    invented = reports[-1].invented
    return Restoration(scan.seen, answer, scan.drawing.colour, name, rings, invented, table, note)


def _share(report: Report) -> str:
    return f"{sum(report.redrawn)} of {len(report.redrawn)}" if report.redrawn else "none missing"


def _labels(report: Report) -> str:
    return "no labels" if report.labels is None else f"{100 * report.labels:.0f} %"


def _figures(library: Library) -> dict[str, str]:
    """What was measured of the network over the unseen scaffolds, with units."""
    network = molecules.network(library)
    measured = library.record(network).figures if network else {}
    known = known_figures()
    return {
        name: f"{known[name].in_words(value)} {known[name].unit}"
        for name, value in measured.items()
        if name in known
    }


def _test_figures(library: Library) -> str:
    figures = _figures(library)
    if "redrawn" not in figures:
        return ""
    return f"over all unseen scaffolds {figures['psnr']}, {figures['redrawn']} of the bonds"


def _without_bottleneck(library: Library) -> str:
    """What unticking it does, and what that costs, as measured."""
    figures = _figures(library)
    words = "Unticked, its numbers become 0, and only what the skips carry reaches the answer"
    if "redrawn_by_skips" not in figures:
        return f"{words}."
    return (
        f"{words}: over all unseen scaffolds {figures['redrawn_by_skips']} of the missing bonds "
        f"are redrawn in place of {figures['redrawn']}, and {figures['invented_by_skips']} of the "
        f"molecules get one that is invented in place of {figures['invented']}."
    )
