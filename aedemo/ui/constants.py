"""What Python and JavaScript both need: python -m aedemo.ui.constants writes it for the latter.

The module it writes is kept under version control, since JavaScript imports it as any other.
"""

import json

from aedemo.data.gallery import GALLERY_COLUMNS, GALLERY_PER_CLASS
from aedemo.data.preprocessing import SIDE
from aedemo.methods.projection import FULL
from aedemo.ui import colours
from aedemo.ui.files import FILES, MODULES
from aedemo.ui.pad_values import GRID

FILE = MODULES / "constants.js"
CONSTANTS: dict[str, int | str | tuple[str, ...]] = {
    "FILES": FILES,
    "SIDE": SIDE,
    "PIXELS": SIDE * SIDE,
    "GRID": GRID,
    "GALLERY_PER_CLASS": GALLERY_PER_CLASS,
    "GALLERY_COLUMNS": GALLERY_COLUMNS,
    "FULL": FULL,
    "CLASS_COLOURS": colours.CLASS_COLOURS,
    "DIVERGING": colours.DIVERGING,
    "LINES": colours.LINES,
    "DARK": colours.DARK,
    "INK": colours.INK,
    "CODE": colours.CODE,
    "CORRUPTION": colours.CORRUPTION,
}


def module() -> str:
    """The text of constants.js."""
    lines = [f"export const {name} = {_written(value)};\n" for name, value in CONSTANTS.items()]
    return "// Written by aedemo/ui/constants.py, which says where each comes from.\n\n" + "".join(
        lines
    )


def _written(value: int | str | tuple[str, ...]) -> str:
    """As JavaScript's formatter would: a list that fills a line has a line for each entry."""
    text = json.dumps(value)
    if isinstance(value, tuple) and len(text) > 60:
        text = "[\n" + "".join(f"  {json.dumps(each)},\n" for each in value) + "]"
    return text


if __name__ == "__main__":
    FILE.write_text(module(), encoding="utf-8")
