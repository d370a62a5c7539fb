"""What is run from a shell: app.py and train_all.py, and the commands of the installed package."""

from pathlib import Path

import aedemo

PACKAGE = Path(aedemo.__file__).parent


def default_checkpoints() -> Path:
    """The checkpoints of the repository that the package lies in, or those installed with it."""
    beside = PACKAGE.parent / "checkpoints"
    return beside if beside.is_dir() else PACKAGE / "checkpoints"
