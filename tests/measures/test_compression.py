"""Compression as it is measured: rows of the right shape, and PCA with the bits of the code."""

import numpy as np
import torch

from aedemo.measures import compression
from aedemo.measures.representations import latents
from aedemo.methods.compression import BITS, CODECS, QUALITIES
from aedemo.models.catalogue import VARIANTS
from aedemo.models.model import build
from tests.digits import drawn_digits

SPLIT = drawn_digits(20)
DIGITS = SPLIT.images.float() / 255


def test_more_bits_are_never_much_worse_and_all_components_are_the_whole_code():
    torch.manual_seed(0)
    variant = VARIANTS["pca-30"]
    model = build(variant).requires_grad_(False).eval()
    columns = latents(model, variant, SPLIT)
    rate = compression.rate(model, columns, DIGITS)
    assert len(rate) == len(BITS)
    assert compression.components_rate(model, columns, DIGITS)[-1] == rate


def test_a_file_is_larger_than_what_is_in_it():
    for name, codec in CODECS.items():
        rows = np.array(compression.codec_rows(DIGITS[:3], name))
        assert rows.shape == (1 if codec.quality is None else len(QUALITIES), 3)
        assert (rows[:, 0] > rows[:, 1]).all() and rows[-1, 2] > 20


def test_pca_has_the_bits_of_the_code():
    rows = [[100.0 * kept + bits for bits in BITS] for kept in range(1, 31)]
    assert compression.pca_at(rows, 20) == [2000.0 + bits for bits in BITS]
    assert compression.pca_at(rows, 60) == [3000.0 + min(2 * bits, 16) for bits in BITS]
