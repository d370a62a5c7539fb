"""Open the laboratory on the committed checkpoints: python app.py"""

import argparse
import os
from pathlib import Path

# Before Gradio is imported: nothing of ours leaves the machine.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import torch

from aedemo import ui
from aedemo.checkpoints import Library
from aedemo.ui.theme import CSS, theme

CHECKPOINTS = Path(__file__).parent / "checkpoints"


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="An interactive laboratory for autoencoders.")
    parser.add_argument("--port", type=int, help="the port to listen on (the first free from 7860)")
    parser.add_argument(
        "--host",
        default=os.environ.get("GRADIO_SERVER_NAME", "127.0.0.1"),
        help="the address to listen on; 0.0.0.0 for a whole classroom (%(default)s)",
    )
    parser.add_argument("--share", action="store_true", help="also open a public Gradio link")
    return parser.parse_args()


def main() -> None:
    arguments = parse_arguments()
    # The networks are small: a second thread costs more in handing over than it computes.
    torch.set_num_threads(1)
    page = ui.build(Library.open(CHECKPOINTS))
    page.launch(
        server_name=arguments.host,
        server_port=arguments.port,
        share=arguments.share,
        theme=theme(),
        css_paths=[CSS],
        footer_links=["api"],
        max_file_size="5mb",
        enable_monitoring=False,
        show_error=False,
        ssr_mode=False,
    )


if __name__ == "__main__":
    main()
