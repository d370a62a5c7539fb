"""What components share: a base, how their scripts reach the page, the files these may fetch."""

import base64
import inspect
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

import cv2
import gradio as gr
import numpy as np

from aedemo.ui.colours import CLASS_COLOURS

MODULES = Path(__file__).parent.parent / "modules"

_SHARED = Path(__file__).with_name("shared.js").read_text(encoding="utf-8")


class Own(gr.HTML):
    """A component of ours: its `template`, and the .css and .js that lie beside its file."""

    template: ClassVar[str]

    def __init__(
        self, value: Any = None, *, settings: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        """
        Parameters:
            value: What is shown at first.
            settings: What the .js finds under `settings`; see `script`.
            kwargs: Everything else that `gr.HTML` takes.
        """
        file = inspect.getfile(type(self))
        super().__init__(
            value,
            html_template=self.template,
            css_template=style(file),
            js_on_load=script(file, **settings or {}),
            apply_default_css=False,
            **kwargs,
        )

    def api_info(self) -> dict[str, Any]:
        """For the API's schema."""
        return {"type": "object"}


class Shown(Own):
    """A component that is only ever shown: what a client sends back is not read."""

    def preprocess(self, payload: Any) -> None:
        """Nothing, whatever came."""


def script(component: str | Path, **settings: Any) -> str:
    """The text for `js_on_load` of the component whose file is `component`.

    It is the .js beside that file, below the helpers of shared.js, the classes' colours and a line
    with `settings`. They stand there and not among the props, which Gradio serialises at every
    change and replaces as a whole at an update. Their names stand without quotes: a quoted word is
    an event's name to gr.HTML, and a parameter of that name would be sent as a listener, with all
    that hangs on it.
    """
    own = Path(component).with_suffix(".js").read_text(encoding="utf-8")
    lines = ", ".join(f"{name}: {json.dumps(value)}" for name, value in settings.items())
    colours = f"const CLASS_COLOURS = {json.dumps(CLASS_COLOURS)};"
    return f"const settings = {{ {lines} }};\n{colours}\n{_SHARED}\n{own}"


def style(component: str | Path) -> str:
    """The text for `css_template`: the .css beside the component's file."""
    return Path(component).with_suffix(".css").read_text(encoding="utf-8")


def address(file: Path) -> str:
    """Where the page finds a file that `gr.set_static_paths` made public."""
    return "/gradio_api/file=" + quote(file.resolve().as_posix())


def as_png(picture: np.ndarray) -> str:
    """(H, W) grey or (3, H, W) colour, uint8, as a data URL."""
    if picture.ndim == 3:
        picture = np.ascontiguousarray(picture.transpose(1, 2, 0)[:, :, ::-1])
    _, data = cv2.imencode(".png", picture)
    return "data:image/png;base64," + base64.b64encode(data.tobytes()).decode()


def as_base64(images: np.ndarray) -> str:
    """Pixels in [0, 1] as bytes, base64."""
    return base64.b64encode((images * 255).round().astype(np.uint8).tobytes()).decode()
