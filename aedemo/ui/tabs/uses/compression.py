"""Compression: a digit in the few bytes of its code, beside what picture files make of it."""

import gradio as gr
import numpy as np

from aedemo.experiments import coding
from aedemo.library import Library
from aedemo.library.uses import CLASSIC, PCA, pca_at
from aedemo.methods.compression import (
    BITS,
    CODECS,
    RAW_BYTES,
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
from aedemo.ui.components.drawpad import DrawPad, PadValue
from aedemo.ui.components.results import Result, Results
from aedemo.ui.decoders import full_label
from aedemo.ui.errors import numbers_of
from aedemo.ui.tabs.uses.part import LAST, Part, decibels, in_decibels, member, skipping

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
FIRST_BITS = 8
_FILE_COLOURS = {"jpeg": "#b07a2c", "webp": "#4f8a62", "png": plots.GREY}


def build(library: Library, pad: DrawPad, column: gr.Column, first: np.ndarray) -> Part:
    """Lay out the part on the digit `first`, its controls in the pad's `column`, and wire it."""
    names = library.names(dataset="mnist", has_code=True)
    measured = library.uses

    def through_code(name: str, digit: np.ndarray, bits: int, kept: int | None = None):
        latents = library.record(name).latents
        low, high = ranges(latents)
        codes = coding.encode(library, name, digit[None])
        codes = dequantise(quantise(codes, low, high, bits), low, high, bits)
        if kept is not None:
            codes[:, kept:] = latents["mean"][kept:]
        return coding.decode(library, name, codes)[0]

    def results(digit: np.ndarray, name: str, bits: int) -> list[Result]:
        numbers = VARIANTS[name].latent_dim
        size = code_bytes(numbers, bits)
        own = through_code(name, digit, bits)
        shown = [
            Result("the digit", digit, f"{RAW_BYTES} bytes", "as it is"),
            Result(full_label(name), own, f"{size} bytes", in_decibels(decibels(own, digit)), True),
        ]
        if PCA in names and name != PCA:
            kept, pca_bits = pca_allocation(numbers, bits, VARIANTS[PCA].latent_dim)
            image = through_code(PCA, digit, pca_bits, kept)
            caption = f"PCA, {kept} × {pca_bits} bits"
            figure = f"{code_bytes(kept, pca_bits)} bytes"
            shown.append(Result(caption, image, figure, in_decibels(decibels(image, digit))))
        for codec in CODECS.values():
            quality, file = codec.nearest(digit, size)
            caption = codec.label if quality is None else f"{codec.label}, quality {quality}"
            aside = f"{in_decibels(decibels(file.image, digit))}, {file.payload} without header"
            shown.append(Result(caption, file.image, f"{file.size} bytes", aside))
        return shown

    def curves(name: str, bits: int):
        numbers = VARIANTS[name].latent_dim
        sizes = np.array([code_bytes(numbers, each) for each in BITS])
        own = np.array(measured[name]["rate"])
        rates = [plots.Rate(full_label(name), sizes, own, plots.LINES[0])]
        if CLASSIC in measured:
            classic = measured[CLASSIC]
            if name != PCA:
                pca = np.array(pca_at(classic["pca"], numbers))
                rates.append(plots.Rate("PCA", sizes, pca, plots.LINES[1]))
            for key, rows in classic["codecs"].items():
                size, payload, psnr = np.array(rows).T
                label, colour = CODECS[key].label, _FILE_COLOURS[key]
                rates.append(plots.Rate(f"{label}, without header", payload, psnr, colour, "dot"))
                rates.append(plots.Rate(f"{label}, whole file", size, psnr, colour))
        place = BITS.index(bits)
        return plots.rate_distortion(rates, (sizes[place], own[place]))

    def compress(source: PadValue, name: str, bits: float):
        name, bits = member(name, names, "model"), _bits(bits)
        return skipping(
            2, lambda digit: (results(digit, name, bits), words(name, bits)), library, source
        )

    def words(name: str, bits: int) -> str:
        numbers = VARIANTS[name].latent_dim
        size = code_bytes(numbers, bits)
        mean = ""
        if name in measured:
            mean = f" Over 1,000 test digits: {measured[name]['rate'][BITS.index(bits)]:.1f} dB."
        return (
            f"{numbers} numbers × {bits} bits = **{size} bytes**, {RAW_BYTES / size:.0f} times "
            f"fewer than the {RAW_BYTES} of the pixels.{mean}"
        )

    def draw_rates(name: str, bits: float):
        name, bits = member(name, names, "model"), _bits(bits)
        return curves(name, bits) if name in measured else gr.skip()

    first_model = FIRST_MODEL if FIRST_MODEL in names else names[0]
    with (
        column,
        gr.Column(elem_classes=["ae-part", "ae-part-2"]),
        card("The code, rounded", "code"),
    ):
        model = model_choice(names, first_model)
        bits = gr.Slider(BITS[0], BITS[-1], FIRST_BITS, step=1, label="Bits a number", buttons=[])
        count = gr.Markdown(words(first_model, FIRST_BITS), elem_classes=["ae-words"])
    with gr.Column(elem_classes=["ae-part", "ae-part-2"]):
        gr.Markdown(LEAD, elem_classes=["ae-say"])
        with card("The digit, after as many bytes", "output", "headers are counted"):
            shown = Results(results(first, first_model, FIRST_BITS))
        if first_model in measured:
            with card("Bytes against quality", "output", "means over 1,000 test digits"):
                plot = gr.Plot(curves(first_model, FIRST_BITS), show_label=False)
                gr.Markdown(
                    "The dot is where you are. A code stops improving once its numbers are exact: "
                    "more bits cannot mend what the bottleneck lost.",
                    elem_classes=["ae-caption"],
                )
        maths(MATHS)

    inputs, outputs = [model, bits], [shown, count]
    done = gr.on([model.input, bits.input, bits.release], compress, [pad, *inputs], outputs, **LAST)
    if first_model in measured:
        done.then(draw_rates, inputs, plot, **LAST)
    return Part(TITLE, compress, inputs, outputs)


def _bits(bits: object) -> int:
    return int(numbers_of(bits, (), BITS[0], BITS[-1], "The bits"))
