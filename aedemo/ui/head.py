"""What stands at the top of the page's head, before all of Gradio's own.

What is given to Gradio as a head is put there by its script, once that has come and started: for
some things that is too late.
"""

from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aedemo.ui.components.script import with_imports
from aedemo.ui.files import COMPONENTS, path_in_app, script_address

LIGHTER = Path(__file__).with_name("lighter.js")
# What stands in the tab that is open first: its modules are fetched while Gradio starts.
FIRST = ("chart", "digit", "drawpad", "header", "keeper", "squeeze", "wall")

_BEGINS = b"<head>"


def early_head() -> str:
    """What makes Gradio's page lighter, and links to the modules of the page's first tab."""
    modules = set().union(*(with_imports(COMPONENTS / f"{name}.js") for name in FIRST))
    links = (
        f'<link rel="modulepreload" href="{script_address(each).removeprefix("/")}">'
        for each in sorted(modules)
    )
    lighter = LIGHTER.read_text(encoding="utf-8")
    return "\n".join([f"<script>{lighter}</script>", *links])


class Head:
    """Middleware that writes a text at the top of the head of the page at /."""

    def __init__(self, app: ASGIApp, text: str) -> None:
        self.app = app
        self.text = text.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or path_in_app(scope) != "/":
            return await self.app(scope, receive, send)
        start: Message = {}
        parts: list[bytes] = []

        async def collect(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            parts.append(message.get("body", b""))
            if not message.get("more_body"):
                body = b"".join(parts).replace(_BEGINS, _BEGINS + self.text, 1)
                MutableHeaders(raw=start["headers"])["content-length"] = str(len(body))
                await send(start)
                await send({"type": "http.response.body", "body": body})

        await self.app(scope, receive, collect)
