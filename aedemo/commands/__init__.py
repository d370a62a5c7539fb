"""What is run from a shell: app.py and train_all.py, and the commands of the installed package."""

import os
import signal
import sys
from importlib import import_module
from pathlib import Path

import aedemo

PACKAGE = Path(aedemo.__file__).parent


def default_checkpoints() -> Path:
    """Those installed with the package, or in a repository those beside it."""
    installed = PACKAGE / "checkpoints"
    return installed if installed.is_dir() else PACKAGE.parent / "checkpoints"


def open_page() -> None:
    """What app.py runs."""
    _run("page")


def train_all() -> None:
    """What train_all.py runs."""
    _run("train")


def _run(command: str) -> None:
    """A command's main. Importing what it needs takes seconds, in which it can be stopped too."""
    # Not by an exception there: libraries make another of it where they import their own.
    before = signal.signal(signal.SIGINT, _stop)
    main = import_module(f"{__name__}.{command}").main
    signal.signal(signal.SIGINT, before)
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nStopped.")


def _stop(*_: object) -> None:
    os.write(sys.stderr.fileno(), b"\nStopped.\n")
    os._exit(1)
