"""How the page is served, by app.py and by the tests alike."""

from typing import Any

import gradio as gr
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from aedemo.ui.components.script import MODULES, SCRIPTS, address, with_imports
from aedemo.ui.keeping import opening
from aedemo.ui.theme import CSS, theme

# What stands in the tab that is open first: its modules are fetched while Gradio starts.
FIRST = ("drawpad", "keeper", "seen", "wall")

_FRESH = {"Cache-Control": "no-cache"}


class Scripts:
    """Answers for JavaScript modules, which browsers may keep only if they ask each time.

    Gradio says nothing of how long its static files are good, and a browser would take a guess from
    their age: a page of today could meet modules of last week. It also takes milliseconds for each.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.files = {path.resolve().as_posix(): path for path in SCRIPTS}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer, path = self.app, scope.get("path", "").partition("/gradio_api/file=")[2]
        if scope["type"] == "http" and scope["method"] == "GET" and path in self.files:
            text = self.files[path].read_bytes()
            answer = Response(text, headers=_FRESH, media_type="text/javascript")
        await answer(scope, receive, send)


def preloads() -> str:
    """Links in the page's head to the modules of its first tab, relative to the page's address."""
    components = MODULES.parent / "components"
    modules = set().union(*(with_imports(components / f"{name}.js") for name in FIRST))
    return "\n".join(
        f'<link rel="modulepreload" href="{address(each).removeprefix("/")}">'
        for each in sorted(modules)
    )


def serve(page: gr.Blocks, **options: Any) -> str:
    """Launch the page and return its address; `options` are those of `launch` that differ."""
    _, address, _ = page.launch(
        theme=theme(),
        css_paths=CSS,
        head=opening(page) + preloads(),
        footer_links=["api"],
        app_kwargs={"middleware": [Middleware(Scripts)]},
        max_file_size="5mb",
        max_threads=8,  # each keeps some memory for itself, and more would not answer sooner
        enable_monitoring=False,
        run_history=False,  # it writes every repaint to the browser's storage: 50 ms a stroke
        show_error=False,
        ssr_mode=False,
        **options,
    )
    return address
