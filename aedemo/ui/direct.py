"""Listeners that are answered in milliseconds are answered past Gradio's sessions.

Gradio keeps for each visitor a copy of what it knows of all components (100 ms and .7 MB at the
first call), and hands each single input and output to a thread. A listener for which the server
need not remember anything has no use for either: its inputs are read, it is called, and its outputs
are written in one thread, in a tenth of the time. The page cannot tell the difference.
"""

from collections.abc import Callable
from typing import Any

import anyio
import anyio.to_thread
import brotli
import gradio as gr
import orjson
from gradio.blocks import BlockFunction, postprocess_update_dict
from gradio.components import Component
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATH = "/gradio_api/run/predict"
AT_ONCE = 64  # listeners, most of which wait for the one that has the networks
LEAST_COMPRESSED = 1000  # bytes

_UPDATE = {"__type__": "update"}


class Direct:
    """Answers for the listeners of a page that keep nothing; all else is the app's."""

    def __init__(self, app: ASGIApp, page: gr.Blocks) -> None:
        self.app = app
        self.listeners = {key: each for key, each in page.fns.items() if is_direct(each)}
        self.threads = anyio.CapacityLimiter(AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].endswith(PATH):
            return await self.app(scope, receive, send)
        request = Request(scope, receive)
        body = await request.body()
        call = self._call_of(body)
        if call is None:
            return await self.app(scope, _once_more(body, receive), send)
        reply = await anyio.to_thread.run_sync(call, limiter=self.threads)
        if len(reply.body) > LEAST_COMPRESSED and "br" in request.headers.get(
            "accept-encoding", ""
        ):
            reply = Response(
                brotli.compress(reply.body, quality=1),
                reply.status_code,
                {"Content-Encoding": "br", "Content-Type": "application/json"},
            )
        await reply(scope, receive, send)

    def _call_of(self, body: bytes) -> Callable[[], Response] | None:
        """What answers a question; None where that is the app's to do, or to refuse."""
        try:
            asked = orjson.loads(body)
            listener, data = self.listeners[asked["fn_index"]], asked["data"]
        except (ValueError, TypeError, KeyError):
            return None
        if not isinstance(data, list) or len(data) != len(listener.inputs):
            return None
        return lambda: _reply(listener, data, asked.get("event_data"))


def is_direct(listener: BlockFunction) -> bool:
    """Whether it is answered at once, and nothing of what it takes or gives is kept here."""
    if not listener.fn or listener.queue:
        return False
    kept = any(part.stateful for part in (*listener.inputs, *listener.outputs))
    return not kept and not any(getattr(part, "data_model", None) for part in listener.inputs)


def _reply(listener: BlockFunction, data: list[Any], event_data: Any) -> Response:
    try:
        return _json(200, {"data": _answer(listener, data, event_data)})
    except gr.Error as error:
        return _json(500, {"error": error.message, "visible": error.visible, "title": error.title})


def _answer(listener: BlockFunction, data: list[Any], event_data: Any) -> list[Any]:
    """The values of all outputs, as the page takes them."""
    values = [
        part.preprocess(value)
        for part, value in zip(listener.inputs, data, strict=True)
        if isinstance(part, Component)
    ]
    if listener.collects_event_data:
        values.append(gr.EventData(None, event_data))
    assert listener.fn
    answer = listener.fn(*values)
    outputs = listener.outputs
    if isinstance(answer, dict) and answer == _UPDATE:  # all are left as they are
        return [answer] * len(outputs)
    answers = [answer] if len(outputs) == 1 else answer
    return [_written(part, each) for part, each in zip(outputs, answers, strict=True)]


def _written(part: Component, value: Any) -> Any:
    """A value as the page takes it, or what of a component is to change."""
    if isinstance(value, Component):
        value = value.constructor_args | _UPDATE
    if not (isinstance(value, dict) and value.get("__type__") == "update"):
        return part.postprocess(value)
    changes = {key: each for key, each in value.items() if key not in ("__type__", "value")}
    changed = type(part)(**part.constructor_args | changes | {"render": False})
    return postprocess_update_dict(changed, {key: value[key] for key in value if key != "__type__"})


def _json(status: int, content: Any) -> Response:
    text = orjson.dumps(content, default=lambda model: model.model_dump())  # of Gradio's own
    return Response(text, status, media_type="application/json")


def _once_more(body: bytes, receive: Receive) -> Receive:
    """What gives the app a body that has been read already, and then what else comes."""
    messages: list[Message] = [{"type": "http.request", "body": body}]

    async def again() -> Message:
        return messages.pop() if messages else await receive()

    return again
