"""Listeners that are answered in milliseconds are answered past Gradio's sessions.

Gradio keeps for each visitor a copy of what it knows of all components (100 ms and .7 MB at the
first call), and hands each single input and output to a thread. A listener for which the server
need not remember anything has no use for either: its inputs are read, it is called, and its outputs
are written in one thread, in a tenth of the time. The page cannot tell the difference.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import anyio
import anyio.to_thread
import brotli
import gradio as gr
import orjson
from gradio.blocks import BlockContext, postprocess_update_dict
from gradio.components import Component
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aedemo.ui.listeners import name_of
from aedemo.ui.refusing import quiet, read

PATH = "/gradio_api/run/predict"
AT_ONCE = 64  # listeners, most of which wait for the one that has the networks
LEAST_COMPRESSED = 1000  # bytes

_UPDATE = {"__type__": "update"}
_LOG = logging.getLogger("aedemo")


class Direct:
    """Answers for the listeners of a page that keep nothing; all else is the app's."""

    def __init__(self, app: ASGIApp, page: gr.Blocks) -> None:
        self.app = app
        self.listeners = direct_listeners(page)
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
        takes = request.headers.get("accept-encoding", "")
        if len(reply.body) > LEAST_COMPRESSED and "br" in takes:
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


@dataclass(frozen=True, eq=False)
class Listener:
    """One that keeps nothing: what it is, and whether it is told of the event itself."""

    call: Callable[..., Any]
    inputs: list[Component]
    outputs: list[Component | BlockContext]
    hears_event: bool


def direct_listeners(page: gr.Blocks) -> dict[int, Listener]:
    """All that need not wait, and of whose inputs and outputs nothing is kept on the server."""
    found = {}
    for key, each in page.fns.items():
        inputs = [part for part in each.inputs if isinstance(part, Component)]
        # A State is kept here; a file's model makes of a path what a listener can read.
        kept = any(isinstance(part, gr.State) for part in (*inputs, *each.outputs))
        if each.fn and not each.queue and not kept and not any(map(_is_file, inputs)):
            found[key] = Listener(each.fn, inputs, [*each.outputs], each.collects_event_data)
    return found


def _is_file(part: Component) -> bool:
    return part.data_model is not None


def _reply(listener: Listener, data: list[Any], event_data: Any) -> Response:
    try:
        return _json(200, {"data": _answer(listener, data, event_data)})
    except gr.Error as error:
        said = quiet(error)
        return _json(500, {"error": said.message, "visible": said.visible, "title": said.title})
    except Exception:
        _LOG.exception("%s failed.", name_of(listener.call))
        return _json(500, {"error": None})


def _answer(listener: Listener, data: list[Any], event_data: Any) -> list[Any]:
    """The values of all outputs, as the page takes them."""
    values = read(listener.inputs, data)
    if listener.hears_event:
        values.append(gr.EventData(None, event_data))
    answer = listener.call(*values)
    outputs = listener.outputs
    if isinstance(answer, dict) and answer == _UPDATE:  # all are left as they are
        return [answer] * len(outputs)
    answers = [answer] if len(outputs) == 1 else answer
    return [_written(part, each) for part, each in zip(outputs, answers, strict=True)]


def _written(part: Component | BlockContext, value: Any) -> Any:
    """A value as the page takes it, or what of a component is to change."""
    if isinstance(value, Component):
        value = value.constructor_args | _UPDATE
    if not (isinstance(value, dict) and value.get("__type__") == "update"):
        assert isinstance(part, Component)  # of a column nothing but its looks is changed
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
