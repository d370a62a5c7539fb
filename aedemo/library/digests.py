"""By which damage is noticed: the digest of every file of a folder of checkpoints, as written.

They lie in SHA256SUMS, as `sha256sum -c` reads it. The maps are not among them: the results that
they belong to hold their digests. A file that is not listed is taken for what it is, so a line that
is lost costs nobody a network.
"""

import hashlib
from pathlib import Path

from aedemo.data.files import write_atomically

NAME = "SHA256SUMS"


def note(folder: Path, *files: Path) -> None:
    """Take files of the folder, which have just been written, for sound."""
    known = _known(folder) | {_place(folder, file): _digest(file) for file in files}
    lines = [f"{digest}  {place}\n" for place, digest in sorted(known.items())]
    write_atomically(folder / NAME, lambda new: new.write_text("".join(lines), encoding="utf-8"))


def is_sound(folder: Path, file: Path) -> bool:
    """Whether a file of the folder can be read, and is as it was written as far as that is known.

    What is read is hashed: 60 MB in a twentieth of a second.
    """
    try:
        found = _digest(file)
    except OSError:
        return False
    return _known(folder).get(_place(folder, file), found) == found


def _known(folder: Path) -> dict[str, str]:
    try:
        lines = (folder / NAME).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return {}
    pairs = (line.split("  ", 1) for line in lines if "  " in line)
    return {place: digest for digest, place in pairs}


def _place(folder: Path, file: Path) -> str:
    return file.relative_to(folder).as_posix()


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
