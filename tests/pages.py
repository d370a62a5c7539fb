"""A whole app on untrained networks and drawn digits, for tests of the page and its endpoints."""

from pathlib import Path

import gradio as gr
import torch

from aedemo import checkpoints, evaluation, ui
from aedemo.checkpoints import Library, Record
from aedemo.data import Split, write_gallery
from aedemo.model import build
from aedemo.ui.theme import CSS, theme
from aedemo.variants import VARIANTS
from tests.digits import drawn_digits


def untrained_library(folder: Path) -> Library:
    """Every variant of the catalogue with fresh weights, and a gallery of drawn digits."""
    digits = drawn_digits(5_000)
    gallery = Split(digits.images, torch.arange(5_000) // 500)
    write_gallery(gallery, folder / "public" / "gallery.png")
    rows = [[10.0 - step, 15.0 - step, 20.0 - step] for step in range(len(evaluation.LEVELS))]
    profile = dict.fromkeys(evaluation.CORRUPTIONS, rows)
    for name, variant in VARIANTS.items():
        torch.manual_seed(0)
        record = Record(repr(variant), {"mse": 0.01, "probe": 90.0}, [], profile, "", {})
        checkpoints.save(checkpoints.checkpoint_path(folder, name), build(variant), record)
    return Library.open(folder)


def launch(library: Library) -> tuple[gr.Blocks, str]:
    """The page served on a free port, as app.py serves it, and its address."""
    page = ui.build(library)
    _, address, _ = page.launch(
        prevent_thread_lock=True,
        quiet=True,
        theme=theme(),
        css_paths=[CSS],
        show_error=False,
        max_file_size="5mb",
        enable_monitoring=False,
        run_history=False,
        ssr_mode=False,
    )
    return page, address
