"""How every file of ours is written."""

import os
from collections.abc import Callable
from pathlib import Path

from safetensors import SafetensorError


def write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Write `path` under a temporary name, then rename it: it is never half written.

    `write` is called with the temporary path. Folders that are missing are made. When it fails, as
    on a full disk, nothing of it is left. The file may be read by whoever the umask lets.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        temporary.touch()
        # Of a file that anybody would make; safetensors makes its own for their owner alone.
        mode = temporary.stat().st_mode
        try:
            write(temporary)
        except SafetensorError as error:  # which says so of a full disk too
            raise OSError(f"it could not be written: {error}") from error
        temporary.chmod(mode)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
