"""A randomized network after each step of its procedure."""

from aedemo.library import Library
from aedemo.models.catalogue import VARIANTS
from aedemo.models.variants import STEP_BY_STEP


def procedure(library: Library) -> dict[str, str]:
    """A randomized network after each step of its procedure, where they are trained: step -> name.

    Each was trained by itself: the random draws differ, the procedure does not.
    """
    names = [name for name in library.names() if VARIANTS[name].family is STEP_BY_STEP]
    return {VARIANTS[name].label: name for name in names}
