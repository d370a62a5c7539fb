"""What a request may carry, held to before any of it is parsed, and what visitors may leave behind.

Gradio has no limit on a body but that on each uploaded file. Ten megabytes of `[],` keep every
other visitor waiting for as long as it takes to parse and walk through them: seconds.
"""

import time
from collections import defaultdict, deque
from collections.abc import Callable

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

UPLOAD = "/gradio_api/upload"

MOST_FILE = 5 * 1024 * 1024  # bytes
# What surrounds a file: the multipart headers, or the rest of a call whose pad holds it in base64.
_ROOM = 200_000
MOST_READ = 100_000_000  # bytes of a body that is refused, before its sender is hung up on
# The most bytes of a body, what stands before each of its parts, and the most of those. Parsing a
# call and walking through it costs by the value and not by the byte: three pads with all their
# 20,000 points each hold 180,000 lists and numbers. The page uploads one file at a time.
_IN_CALL = (4 * (MOST_FILE // 3 + 1) + _ROOM, (b",", b"[", b"{"), 200_000)
_IN_UPLOAD = (MOST_FILE + _ROOM, (b"filename",), 4)

KEPT = 1_200  # seconds until an upload is swept away: see page.py
MOST_BY_VISITOR = 200_000_000  # bytes that are kept of an address, behind which a class may sit
MOST_BY_ALL = 1_000_000_000
_LEAST = 50_000  # that the smallest file counts: it has a folder of its own
_ALL = ""

_TOO_LARGE = "This is more than a request to this page may carry."
_TOO_MUCH = "Too much has been uploaded from here: please try again in twenty minutes."

# Parts of Gradio that the page has no use for: they write to the disk or fetch from elsewhere.
_CLOSED = ("/deep_link", "/process_recording", "/proxy=", "/file=http:", "/file=https:")


class Limits:
    """Middleware that answers what carries too much with a sentence, and passes on the rest."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.uploads = Uploads()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self.app
        if scope["type"] == "http":
            if _is_closed(scope["path"]):
                answer = _refused(404, "This page has no such address.")
            elif scope["method"] in ("POST", "PUT", "PATCH"):
                answer = await self._judged(scope, receive)
        await answer(scope, receive, send)

    async def _judged(self, scope: Scope, receive: Receive) -> ASGIApp:
        is_upload = scope["path"].rstrip("/").endswith(UPLOAD)
        most, parts, most_parts = _IN_UPLOAD if is_upload else _IN_CALL
        body = await _body(scope, receive, most)
        if body is None or sum(map(body.count, parts)) > most_parts:
            return _refused(413, _TOO_LARGE)
        if is_upload and not self.uploads.admit(_visitor(scope), len(body)):
            return _refused(429, _TOO_MUCH)
        return _with_body(self.app, body)


class Uploads:
    """How much was uploaded, from each address and from all, within the time that it is kept."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._kept: dict[str, deque[tuple[float, int]]] = defaultdict(deque)

    def admit(self, visitor: str, size: int) -> bool:
        """Whether so many bytes more are let in from there; they count if they are."""
        now, size = self.clock(), max(size, _LEAST)
        for each, uploads in [*self._kept.items()]:
            while uploads and uploads[0][0] < now - KEPT:
                uploads.popleft()
            if not uploads:
                del self._kept[each]
        for each, most in ((visitor, MOST_BY_VISITOR), (_ALL, MOST_BY_ALL)):
            if sum(bytes_ for _, bytes_ in self._kept.get(each, ())) + size > most:
                return False
        for each in (visitor, _ALL):
            self._kept[each].append((now, size))
        return True


async def _body(scope: Scope, receive: Receive, most: int) -> bytes | None:
    """All of a request's body; None if it is larger."""
    announced = dict(scope["headers"]).get(b"content-length", b"")
    too_large = announced.isdigit() and int(announced[:20]) > most
    body, size, more = bytearray(), 0, True
    # Who sends a body reads no answer before its end, so what is too large is read and forgotten.
    while more and size <= MOST_READ:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        too_large = too_large or size > most
        if too_large:
            body.clear()
        else:
            body += part
        more = message.get("more_body", False)
    return None if too_large else bytes(body)


def _visitor(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else "unknown"


def _is_closed(path: str) -> bool:
    _, _, route = path.partition("/gradio_api")
    return route.lower().startswith(_CLOSED)


def _refused(status: int, sentence: str) -> ASGIApp:
    # The rest of a body may not have been read: nothing else can come over this connection.
    return JSONResponse({"error": sentence}, status, headers={"Connection": "close"})


def _with_body(app: ASGIApp, body: bytes) -> ASGIApp:
    """The app, which receives a body that was read already."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        left = [body]

        async def again() -> Message:
            if left:
                return {"type": "http.request", "body": left.pop(), "more_body": False}
            return await receive()

        await app(scope, again, send)

    return answer
