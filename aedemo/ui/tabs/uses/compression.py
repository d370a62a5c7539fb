"""Compression: a digit in the few bytes of its code, beside what picture files make of it."""

from dataclasses import dataclass
from functools import cached_property

import gradio as gr
import numpy as np

from aedemo.experiments import coding
from aedemo.library import Library
from aedemo.measures.compression import pca_at
from aedemo.methods.compression import (
    BITS,
    CODECS,
    RAW_BYTES,
    Codec,
    code_bytes,
    dequantise,
    pca_allocation,
    quantise,
    ranges,
)
from aedemo.models.catalogue import VARIANTS
from aedemo.ui import plots
from aedemo.ui.choices import model_choice
from aedemo.ui.components.card import card, maths
from aedemo.ui.components.chart import Chart
from aedemo.ui.components.digit import Digit
from aedemo.ui.components.results import Result, Results
from aedemo.ui.digits import digit_of
from aedemo.ui.errors import member, numbers_of
from aedemo.ui.listeners import LAST, Follower, moved, skip_without_digit
from aedemo.ui.models import digit_models, first_of, full_label
from aedemo.ui.pad_values import PadValue
from aedemo.ui.tabs.uses.part import decibels, in_decibels

TITLE = "Compression"
LEAD = (
    "Send a digit in twenty bytes. Lower the bits until the digit breaks, and compare with what a "
    "picture file makes of as many bytes: at this size a file is hardly more than its header."
)
MATHS = r"""
Each of the $D$ numbers of the code is rounded to one of $2^b$ values, evenly spaced between its
1st and 99th percentile over test digits; what lies outside is set to the nearer end. The rounding
error is at most half a step, $(h - l) / (2 (2^b - 1))$. A digit takes
$\lceil D b / 8 \rceil$ bytes, without entropy coding. The decoder is not counted: like that of a
picture file it is sent once for all digits. Of a file the header is counted, and told apart: the
*payload* is the scan of a JPEG, the frame of a WebP, the IDAT chunks of a PNG, and of JPEG and WebP
the quality is shown whose payload is nearest to the code's bytes.

PCA has as many bits: the leading components, as many as the code has numbers, at most 30, each
quantised alike. The curves are means over 1,000 test digits. The code is in
`aedemo/methods/compression.py`, the measuring in `aedemo/measures/`.
"""

FIRST_MODEL = "vae"
PCA = "pca-30"  # whose leading components every code is compared with
FIRST_BITS = 8
_FILE_COLOURS = {"jpeg": "#b07a2c", "webp": "#4f8a62", "png": plots.GREY}


@dataclass(frozen=True, eq=False)
class Compression:
    """The part's listeners on a library."""

    library: Library

    def rate(self, name: str) -> list[float] | None:
        """PSNR of a model at each of BITS, as measured; None where it was not."""
        return self.library.record(name).results.get("rate")

    @cached_property
    def names(self) -> list[str]:
        """The models whose codes can be sent."""
        return digit_models(self.library, has_code=True, having="latents")

    @skip_without_digit
    def compress(self, source: PadValue, name: str, bits: float) -> tuple[list[Result], str]:
        """The digit after as many bytes by each method, and how many bytes these are."""
        name, bits = member(name, self.names, "model"), _bits(bits)
        digit = digit_of(self.library, source)
        return self.results(digit, name, bits), self.words(name, bits)

    def results(self, digit: np.ndarray, name: str, bits: int) -> list[Result]:
        """The digit, what its code makes of it, and PCA and picture files with as many bytes."""
        numbers = VARIANTS[name].code_size
        size = code_bytes(numbers, bits)
        own = _through_code(self.library, name, digit, bits)
        shown = [
            Result("the digit", digit, f"{RAW_BYTES} bytes", "as it is"),
            Result(full_label(name), own, f"{size} bytes", in_decibels(decibels(own, digit)), True),
        ]
        if PCA in self.names and name != PCA:
            shown.append(_by_pca(self.library, digit, numbers, bits))
        return shown + [_by_file(codec, digit, size) for codec in CODECS.values()]

    def words(self, name: str, bits: int) -> str:
        """The bytes of a code, and how good it is in the mean."""
        numbers = VARIANTS[name].code_size
        size = code_bytes(numbers, bits)
        mean = ""
        if rate := self.rate(name):
            mean = f" Over 1,000 test digits: {rate[BITS.index(bits)]:.1f} dB."
        return (
            f"{numbers} numbers × {bits} bits = **{size} bytes**, {RAW_BYTES / size:.0f} times "
            f"fewer than the {RAW_BYTES} of the pixels.{mean}"
        )

    def draw_rates(self, name: str, bits: float) -> plots.Figure | dict:
        """Bytes against quality, where they were measured, with the chosen bits marked."""
        name, bits = member(name, self.names, "model"), _bits(bits)
        if (rate := self.rate(name)) is None:
            return gr.skip()
        numbers = VARIANTS[name].code_size
        sizes = np.array([code_bytes(numbers, each) for each in BITS])
        psnr = np.array(rate)
        own = plots.Rate(full_label(name), sizes, psnr, plots.LINES[0])
        others = _classic_rates(self.library, name, sizes)
        place = BITS.index(bits)
        return plots.rate_distortion([own, *others], (sizes[place], psnr[place]))


def build(
    library: Library, pad: Digit, first: np.ndarray, controls: gr.Column, results: gr.Column
) -> Follower:
    """Lay out the part on the digit `first`, in the two columns, and wire it."""
    part = Compression(library)
    name = first_of(FIRST_MODEL, part.names)
    with controls, card("The code, rounded", "code"):
        model = model_choice(part.names, name)
        bits = gr.Slider(BITS[0], BITS[-1], FIRST_BITS, step=1, label="Bits a number", buttons=[])
        count = gr.Markdown(part.words(name, FIRST_BITS), elem_classes=["ae-words"])
    with results:
        gr.Markdown(LEAD, elem_classes=["ae-say"])
        with card("The digit, after as many bytes", "output", "headers are counted"):
            shown = Results(lambda: part.results(first, name, FIRST_BITS))
        plot = _rates_card(part, name) if part.rate(name) else None
        maths(MATHS)

    inputs, outputs = [model, bits], [shown, count]
    changed = [model.input, *moved(bits)]
    done = gr.on(changed, part.compress, [pad, *inputs], outputs, **LAST)
    if plot:
        done.then(part.draw_rates, inputs, plot, **LAST)
    return Follower(part.compress, inputs, outputs)


def _rates_card(part: Compression, name: str) -> Chart:
    with card("Bytes against quality", "output", "means over 1,000 test digits"):
        plot = Chart(part.draw_rates(name, FIRST_BITS))
        gr.Markdown(
            "The dot is where you are. A code stops improving once its numbers are exact: "
            "more bits cannot mend what the bottleneck lost.",
            elem_classes=["ae-caption"],
        )
    return plot


def _through_code(
    library: Library, name: str, digit: np.ndarray, bits: int, kept: int | None = None
) -> np.ndarray:
    """A digit (28, 28) decoded from its rounded code, of which only the first `kept` are sent."""
    latents = library.record(name).latents
    low, high = ranges(latents)
    codes = coding.encode(library, name, digit[None])
    codes = dequantise(quantise(codes, low, high, bits), low, high, bits)
    if kept is not None:
        codes[:, kept:] = latents["mean"][kept:]
    return coding.decode(library, name, codes)[0]


def _by_pca(library: Library, digit: np.ndarray, numbers: int, bits: int) -> Result:
    """What PCA makes of the digit with as many bits as `numbers` of `bits` each."""
    kept, pca_bits = pca_allocation(numbers, bits, VARIANTS[PCA].code_size)
    image = _through_code(library, PCA, digit, pca_bits, kept)
    return Result(
        f"PCA, {kept} × {pca_bits} bits",
        image,
        f"{code_bytes(kept, pca_bits)} bytes",
        in_decibels(decibels(image, digit)),
    )


def _by_file(codec: Codec, digit: np.ndarray, size: int) -> Result:
    """What a picture file makes of the digit whose payload is nearest to `size` bytes."""
    quality, file = codec.nearest(digit, size)
    return Result(
        codec.label if quality is None else f"{codec.label}, quality {quality}",
        file.image,
        f"{file.size} bytes",
        f"{in_decibels(decibels(file.image, digit))}, {file.payload} without header",
    )


def _classic_rates(library: Library, name: str, sizes: np.ndarray) -> list[plots.Rate]:
    """The curves of PCA, unless it is the model itself, and of the picture files, as measured."""
    rates = []
    if name != PCA and PCA in library.names(having="components rate"):
        rows = library.record(PCA).results["components rate"]
        pca = np.array(pca_at(rows, VARIANTS[name].code_size))
        rates.append(plots.Rate("PCA", sizes, pca, plots.LINES[1]))
    for key, rows in library.references.get("codec", {}).items():
        size, payload, psnr = np.array(rows).T
        label, colour = CODECS[key].label, _FILE_COLOURS[key]
        rates.append(plots.Rate(f"{label}, without header", payload, psnr, colour, "dot"))
        rates.append(plots.Rate(f"{label}, whole file", size, psnr, colour))
    return rates


def _bits(bits: object) -> int:
    return int(numbers_of(bits, (), BITS[0], BITS[-1], "The bits"))
