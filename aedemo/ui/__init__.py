"""The page. Gradio is imported here first, without what it does for editors only.

For each class of a component, its own and ours, it parses a source twice and writes a .pyi beside
it: a fifth of the time that the page takes to be imported. It passes over classes without a file.
"""

import inspect
import sys
from typing import Any

_file_of = inspect.getfile


def _file_of_what_is_no_component(of: Any) -> str:
    if sys._getframe(1).f_globals["__name__"] == "gradio.component_meta":
        raise OSError
    return _file_of(of)


inspect.getfile = _file_of_what_is_no_component  # type: ignore[assignment]
try:
    import gradio.component_meta
finally:
    inspect.getfile = _file_of
gradio.component_meta.create_or_modify_pyi = lambda *_: None
