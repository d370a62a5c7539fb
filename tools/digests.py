"""Take all files of checkpoints/ for sound, as they are now: python -m tools.digests

`train_all.py` does so with each file that it writes. This is for files that came there otherwise,
from a merge or from another machine. `cd checkpoints && sha256sum -c SHA256SUMS` checks them.
"""

from aedemo.commands import default_checkpoints
from aedemo.library.checkpoints import checkpoint_path
from aedemo.library.digests import NAME, note
from aedemo.library.library import gallery_path, molecules_path
from aedemo.library.results import REFERENCE, results_path
from aedemo.models.catalogue import VARIANTS


def main() -> None:
    folder = default_checkpoints()
    files = [gallery_path(folder), molecules_path(folder), results_path(folder, REFERENCE)]
    for name in VARIANTS:
        files += [checkpoint_path(folder, name), results_path(folder, name)]
    (folder / NAME).unlink(missing_ok=True)
    note(folder, *files)


if __name__ == "__main__":
    main()
