"""Open the laboratory on the committed checkpoints."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

# Before Gradio is imported: nothing of ours leaves the machine.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import torch

from aedemo.commands import default_checkpoints
from aedemo.library import Library
from aedemo.ui.page import build_page
from aedemo.ui.serving import serve


def parse_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Where the page is to be opened."""
    parser = argparse.ArgumentParser(description="An interactive laboratory for autoencoders.")
    parser.add_argument("--port", type=int, help="the port to listen on (the first free from 7860)")
    parser.add_argument(
        "--host",
        default=os.environ.get("GRADIO_SERVER_NAME", "127.0.0.1"),
        help="the address to listen on; 0.0.0.0 for a whole classroom (%(default)s)",
    )
    parser.add_argument("--share", action="store_true", help="also open a public Gradio link")
    parser.add_argument(
        "--checkpoints", type=Path, default=default_checkpoints(), help="the folder (%(default)s)"
    )
    return parser.parse_args(arguments)


def declare_zero_gpu() -> None:
    """ZeroGPU refuses to start a Space in which no function could ask for a GPU.

    These networks answer in milliseconds on its CPU, so the one declared here is never called.
    Elsewhere the package is not installed, and nothing happens.
    """
    try:
        import spaces  # noqa: PLC0415
    except ImportError:
        return
    spaces.GPU(lambda: None)


def main(arguments: Sequence[str] | None = None) -> None:
    """Open the page and serve it until it is stopped."""
    asked = parse_arguments(arguments)
    declare_zero_gpu()
    # The networks are small: a second thread costs more in handing over than it computes.
    torch.set_num_threads(1)
    library = Library.open(asked.checkpoints)
    serve(
        build_page(library),
        library,
        server_name=asked.host,
        server_port=asked.port,
        share=asked.share,
    )
