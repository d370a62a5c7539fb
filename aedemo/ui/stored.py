"""What does not change while the server runs is made and compressed once, not for each visitor.

Gradio fills in the page and compresses its own scripts anew at each request, and says nothing of
how long they are good: a class that opens the page together waits for itself.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import brotli
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aedemo.ui.files import APART, FILES, LATE, PLOTLY, path_in_app

MOST = 60_000_000  # bytes: more than Gradio has files, and no more for who makes up names of hosts
_PAGE = "/"
# The names of these change with what is in them.
_FOR_EVER = ("/assets/", APART)
_TO_BE_ASKED_FOR = ("/static/", "/theme.css", "/favicon.ico", f"{FILES}ui/", LATE, PLOTLY)
# What the page says of its own address follows from these.
_ADDRESS = (b"host", b"x-forwarded-host", b"x-forwarded-proto")
_QUALITY = 6  # of 11: the page in a twentieth of a second, within 2 % of the smallest
_LEAST = 400  # bytes that are worth compressing


@dataclass(frozen=True)
class Answer:
    """A body with its type, and how long a browser may keep it."""

    body: bytes
    media_type: str
    cache: str

    @cached_property
    def tag(self) -> str:
        """Tells it from any other."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'

    @cached_property
    def compressed(self) -> bytes | None:
        """By brotli; None if that does not pay."""
        if len(self.body) < _LEAST or self.media_type.startswith(("image/", "font/")):
            return None
        return brotli.compress(self.body, quality=_QUALITY)

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        return len(self.body) + len(self.compressed or b"")

    def response(self, asked: Headers) -> Response:
        """For a browser that may have it already, and may take it compressed."""
        headers = {"Cache-Control": self.cache, "ETag": self.tag, "Vary": "Accept-Encoding"}
        if self.tag in asked.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if self.compressed and "br" in asked.get("accept-encoding", ""):
            headers["Content-Encoding"] = "br"
            return Response(self.compressed, headers=headers, media_type=self.media_type)
        return Response(self.body, headers=headers, media_type=self.media_type)


class Stored:
    """Middleware that asks the app once for the page, the scripts and the styles."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.answers: OrderedDict[tuple, asyncio.Task[Answer | None]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        cache = _cache_of(scope)
        if cache is None:
            return await self.app(scope, receive, send)
        answer = await self._answer(scope, cache)
        if answer is None:
            return await self.app(scope, receive, send)
        await answer.response(Headers(scope=scope))(scope, receive, send)

    async def _answer(self, scope: Scope, cache: str) -> Answer | None:
        key = (scope["path"], scope.get("root_path"), scope.get("scheme"), *_address(scope))
        if key not in self.answers:  # whoever comes first asks, the others wait for the same
            while self._held() > MOST:
                self.answers.popitem(last=False)
            self.answers[key] = asyncio.create_task(self._fetch(key, scope, cache))
        self.answers.move_to_end(key)
        return await asyncio.shield(self.answers[key])

    async def _fetch(self, key: tuple, scope: Scope, cache: str) -> Answer | None:
        answer = None
        try:
            answer = await _fetch(self.app, scope, cache)
        finally:
            if answer is None:  # it may be there the next time
                self.answers.pop(key, None)
        return answer

    def _held(self) -> int:
        done = (each.result() for each in self.answers.values() if each.done())
        return sum(answer.size for answer in done if answer)


def _cache_of(scope: Scope) -> str | None:
    """How long a browser may keep what is asked for; None where it is not ours to answer."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    path = path_in_app(scope)
    if path.startswith(_FOR_EVER):
        return "public, max-age=31536000, immutable"
    linked = b"deep_link" in scope["query_string"]  # Gradio's own, which the page does not use
    if path.startswith(_TO_BE_ASKED_FOR) or (path == _PAGE and not linked):
        return "no-cache"  # kept, but only to be used when it is still the same
    return None


def _address(scope: Scope) -> Iterable[bytes]:
    headers = dict(scope["headers"])
    return (headers.get(name, b"") for name in _ADDRESS)


async def _fetch(app: ASGIApp, scope: Scope, cache: str) -> Answer | None:
    """What the app answers, uncompressed and whole; None if it does not answer with 200."""
    headers = [(name, value) for name, value in scope["headers"] if name in _ADDRESS]
    status, told, body = 0, Headers(), b""
    messages: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        if not messages:
            await asyncio.Event().wait()  # nobody hangs up
        return messages.pop()

    async def send(message: Message) -> None:
        nonlocal status, told, body
        if message["type"] == "http.response.start":
            status, told = message["status"], Headers(raw=message["headers"])
        elif message["type"] == "http.response.body":
            body += message.get("body", b"")

    await app({**scope, "headers": headers}, receive, send)
    if status != 200:
        return None
    answer = Answer(body, told.get("content-type", "application/octet-stream"), cache)
    await asyncio.to_thread(lambda: answer.compressed)
    return answer
