"""What is run from a shell: app.py and train_all.py, and the commands of the installed package."""

from pathlib import Path

import aedemo

PACKAGE = Path(aedemo.__file__).parent


def default_checkpoints() -> Path:
    """Those installed with the package, or in a repository those beside it."""
    installed = PACKAGE / "checkpoints"
    return installed if installed.is_dir() else PACKAGE.parent / "checkpoints"
