"""What components share: a base, and how their scripts, styles and pictures reach the page."""

import base64
import inspect
import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, TypeAlias, TypeVar

import cv2
import gradio as gr
import numpy as np
from gradio.events import EventListener

from aedemo.ui.files import script_address

Value = TypeVar("Value")
First: TypeAlias = Value | Callable[[], Value] | None  # what a component shows, or computes

# Addresses start at the app's root, which is not the server's when the app is mounted
# below a path or stands behind a proxy; behind one the scheme and port can differ as well.
# What was fetched is settled twice: a frame after a tab was opened first, Gradio sets all that
# stands in it to its first value once more.
_LOADER = """\
const root = new URL(window.gradio_config?.root || "/", location.href);
const origin = root.hostname === location.hostname ? location.origin : root.origin;
const base = origin + root.pathname.replace(/\\/$/, "");
const whole = async (it) => {
  if (!it?.apart) return it;
  const answer = await fetch(base + it.apart);
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
};
Promise.all([import(base + ADDRESS), whole(SETTINGS), whole(props.value)]).then(
  ([{ mount }, settings, value]) => {
    const settle = () => { if (props.value?.apart) props.value = value; };
    settle();
    watch("value", settle);
    mount({ element, trigger, props, watch, settings, id: ID });
    element.dataset.mounted = ID;
  },
  () => element.append("This part of the page could not be fetched. Is the server still there?"),
);
"""


class Own(gr.HTML):
    """A component of ours: its `template`, and the .css and .js that lie beside its file."""

    template: str
    own_events: ClassVar[tuple[str, ...]] = ()  # beside those that Gradio knows

    def __init__(
        self,
        value: Any = None,
        *,
        settings: Mapping[str, Any] | Callable[[], Mapping[str, Any]] | None = None,
        **kwargs: Any,
    ) -> None:
        """
        Parameters:
            value: What is shown at first, or what computes it, when its tab is opened: see apart.
            settings: What the .js is given as `settings`, or what computes it; see `script`.
            kwargs: Everything else that `gr.HTML` takes.
        """
        file = inspect.getfile(type(self))
        self.first: Callable[[], Any] | None = value if callable(value) else None
        super().__init__(
            None if callable(value) else value,
            html_template=self.template,
            js_on_load=None,
            css_template=style(file),
            apply_default_css=False,
            **kwargs,
        )
        self.settings = settings or {}

    def get_config(self) -> dict[str, Any]:
        """What the page is told of the component, which is computed now if it was not set apart."""
        config = super().get_config()
        settings = self.settings() if callable(self.settings) else self.settings
        if self.first and self.value is None:
            config["value"] = self.postprocess(self.first())
        return {**config, "js_on_load": script(inspect.getfile(type(self)), settings, self._id)}

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """What listens to one of `own_events`.

        gr.HTML would take any quoted word in `js_on_load` for an event's name, and so answer with a
        listener where Gradio asks whether the component has an attribute of that name.
        """
        if name in type(self).own_events:
            return partial(EventListener(name).listener, self)
        raise AttributeError(f"{type(self).__name__} has neither attribute nor event {name!r}")

    def api_info(self) -> dict[str, Any]:
        """For the API's schema."""
        return {"type": "object"}


class Shown(Own):
    """A component that is only ever shown: what a client sends back is not read."""

    def preprocess(self, payload: Any) -> None:
        """Nothing, whatever came."""


def script(component: str | Path, settings: Mapping[str, Any], number: int) -> str:
    """The text for `js_on_load` of the component whose file is `component`.

    It imports the .js beside that file, a module, and calls its `mount` with what Gradio gives a
    component, with its number on the page and with `settings`. These do not stand among the props,
    which Gradio serialises at every change and replaces as a whole at an update.
    """
    module = json.dumps(script_address(Path(component).with_suffix(".js")))
    loader = _LOADER.replace("ADDRESS", module).replace("ID", str(number))
    return loader.replace("SETTINGS", json.dumps(settings))


def with_imports(module: Path) -> set[Path]:
    """A JavaScript module and all that it imports, directly or not."""
    found, left = set(), [module.resolve()]
    while left:
        each = left.pop()
        if each not in found:
            found.add(each)
            names = re.findall(r'^(?:import|\}).* from "(\..+)";$', each.read_text("utf-8"), re.M)
            left += [(each.parent / name).resolve() for name in names]
    return found


def style(component: str | Path) -> str:
    """The text for `css_template`: the .css beside the component's file, if it has any.

    Without comments and line breaks: the page holds it once for each component.
    """
    file = Path(component).with_suffix(".css")
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    return " ".join(re.sub(r"/\*.*?\*/", " ", text, flags=re.DOTALL).split())


def as_png(picture: np.ndarray) -> str:
    """(H, W) grey or (3, H, W) colour, uint8, as a data URL."""
    if picture.ndim == 3:
        picture = np.ascontiguousarray(picture.transpose(1, 2, 0)[:, :, ::-1])
    _, data = cv2.imencode(".png", picture)
    return "data:image/png;base64," + base64.b64encode(data.tobytes()).decode()


def as_base64(images: np.ndarray) -> str:
    """Pixels in [0, 1] as bytes, base64."""
    return base64.b64encode((images * 255).round().astype(np.uint8).tobytes()).decode()
