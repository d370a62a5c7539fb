"""How the page is served, by app.py and by the tests alike."""

from typing import Any

import gradio as gr
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aedemo.ui.components.script import MODULES, address, with_imports
from aedemo.ui.theme import CSS, theme

# What stands in the tab that is open first: its modules are fetched while Gradio starts.
FIRST = ("drawpad", "seen", "wall")


class FreshScripts:
    """Lets browsers keep JavaScript modules only if they ask each time whether they have changed.

    Gradio says nothing about its static files, and a browser would take a guess from their age: a
    page of today could meet modules of last week.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_fresh(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Cache-Control"] = "no-cache"
            await send(message)

        path = scope.get("path", "")
        is_module = "/gradio_api/file=" in path and path.endswith(".js")
        await self.app(scope, receive, send_fresh if is_module else send)


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
        css_paths=[CSS],
        head=preloads(),
        footer_links=["api"],
        app_kwargs={"middleware": [Middleware(FreshScripts)]},
        max_file_size="5mb",
        max_threads=8,  # each keeps some memory for itself, and more would not answer sooner
        enable_monitoring=False,
        run_history=False,  # it writes every repaint to the browser's storage: 50 ms a stroke
        show_error=False,
        ssr_mode=False,
        **options,
    )
    return address
