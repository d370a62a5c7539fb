"""Open the laboratory on the committed checkpoints."""

import argparse
import errno
import gc
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

# Before Gradio is imported: nothing of ours leaves the machine.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
# Nothing of what is imported is garbage: to look for some takes half a second.
gc.disable()

import torch

from aedemo.commands import default_checkpoints
from aedemo.library import Library
from aedemo.ui.joining import class_address, code_for_terminal
from aedemo.ui.page import build_page
from aedemo.ui.serving import serve

gc.freeze()
gc.enable()

# In a container and on a Space, which others reach by an address that is not this machine's.
_HOST = os.environ.get("GRADIO_SERVER_NAME", "127.0.0.1")


def parse_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Where the page is to be opened."""
    parser = argparse.ArgumentParser(description="An interactive laboratory for autoencoders.")
    parser.add_argument("--port", type=_port, help="where to listen (the first free from 7860)")
    parser.add_argument(
        "--host",
        help="the address to listen on; 0.0.0.0 for a whole classroom, with a QR code "
        f"that leads there ({_HOST})",
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
    host = asked.host or _HOST
    if fault := fault_of_address(host, asked.port):
        sys.exit(fault)
    declare_zero_gpu()
    # The networks are small: a second thread costs more in handing over than it computes.
    torch.set_num_threads(1)
    library = Library.open(asked.checkpoints)
    page = build_page(library)
    try:
        serve(
            page,
            library,
            class_host=asked.host,
            server_name=host,
            server_port=asked.port,
            share=asked.share,
            prevent_thread_lock=True,
        )
    except OSError as error:  # another program may have taken the port in the meantime
        sys.exit(f"The page could not be opened: {error}")
    if asked.host and (joined := class_address(asked.host, page.server_port)):
        print(f"\nFor the class: {joined}\n\n{code_for_terminal(joined)}", flush=True)
    page.block_thread()


def fault_of_address(host: str, port: int | None) -> str | None:
    """Why nothing can listen there, in a sentence; None where it can, or a free port is sought."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except socket.gaierror:
        return f"There is no host {host!r}: 127.0.0.1 is this machine, 0.0.0.0 all that reach it."
    except OSError as error:
        match error.errno:
            case errno.EADDRINUSE:
                return f"Port {port} is in use: choose another, or none for the first that is free."
            case errno.EADDRNOTAVAIL:
                return f"This machine has no address {host}; 0.0.0.0 stands for all it has."
        return f"Nothing can listen on {host}, port {port}: {error.strerror}."
    return None


def _port(text: str) -> int:
    port = int(text)
    if not 1 <= port <= 65_535:
        raise argparse.ArgumentTypeError(f"{port} is none: they go from 1 to 65535")
    return port
