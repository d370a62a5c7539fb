"""How what cannot be answered is refused: a sentence to whoever sent it, at most a line in the log.

Gradio prints a traceback for each of them, whose last line may quote a megabyte of what was sent.
Errors of the listeners themselves are not refused but faults: their tracebacks stay.
"""

import logging
import math
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import gradio as gr
from fastapi.exceptions import RequestValidationError
from gradio.blocks import Block, BlockFunction
from gradio.components import Component
from gradio.processing_utils import check_all_files_in_cache
from gradio.routes import App
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aedemo.ui.errors import refusal

_UNFIT = "One of the inputs is nothing that its control can hold."
_UNKNOWN = "This request is none that the page makes."
_LOG = logging.getLogger("aedemo")


class Page(gr.Blocks):
    """Blocks that refuse inputs that their components cannot take.

    made: what makes the files that belong to them, by address.
    """

    def __init__(self, **options: Any) -> None:
        self.exited = False  # which Gradio sets only where it is entered
        with _no_app():
            super().__init__(**options)
        self.made: dict[str, Callable[[], bytes]] = {}

    def __exit__(self, *raised: Any) -> None:
        with _no_app():
            super().__exit__(*raised)

    def get_config_file(self) -> Any:
        """What a browser is told of the page; nothing until it is built, when Gradio asks twice."""
        return super().get_config_file() if self.exited else {}

    async def process_api(self, *arguments: Any, **named: Any) -> dict[str, Any]:
        """The answer to a call."""
        event = named.get("event_data")
        try:  # as Gradio will, which for some names of files would raise whatever the system says
            if event is not None:
                check_all_files_in_cache(event._data)
        except Exception:
            raise refusal(_UNFIT) from None
        try:
            return await super().process_api(*arguments, **named)
        except gr.Error as error:
            # Ours say quietly what is wrong; Gradio's are loud and quote what was sent.
            raise refusal(_UNFIT) if error.print_exception else error from None

    async def preprocess_data(self, block_fn: BlockFunction, *arguments: Any, **named: Any) -> Any:
        """The values for a listener, of what a client sent for them, which can be anything."""
        try:
            values = await super().preprocess_data(block_fn, *arguments, **named)
        except gr.Error:
            raise
        except Exception:
            raise refusal(_UNFIT) from None
        if not all(map(_fits, block_fn.inputs, values)):
            raise refusal(_UNFIT)
        return values


@contextmanager
def _no_app() -> Iterator[None]:
    """Until the block ends Gradio makes no app: it makes three of a page, a fifth of a second each,
    and serves the one that it makes when the page is launched.
    """
    kept = vars(App)["create_app"]
    App.create_app = lambda *_, **__: None  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        App.create_app = kept  # type: ignore[method-assign]


def read(controls: Sequence[Component], sent: Sequence[Any]) -> list[Any]:
    """The same for a listener that is called past Gradio. Raises gr.Error."""
    try:
        values = [each.preprocess(value) for each, value in zip(controls, sent, strict=True)]
    except gr.Error as error:
        raise quiet(error) from None
    except Exception:
        raise refusal(_UNFIT) from None
    if not all(map(_fits, controls, values)):
        raise refusal(_UNFIT)
    return values


def quiet(error: gr.Error) -> gr.Error:
    """The error itself if it is ours; Gradio's are loud and quote what was sent."""
    return refusal(_UNFIT) if error.print_exception else error


class Refusals:
    """Middleware for requests that no route can make sense of."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if begun:
                raise
            _LOG.warning("Refused %.60r: %s", scope.get("path"), _where(error))
            await JSONResponse({"error": _UNKNOWN}, 400)(scope, receive, send)


async def unreadable(request: Request, error: Exception) -> Response:
    """The answer to what is no request of the kind that its route takes."""
    return JSONResponse({"error": _UNKNOWN}, 422)


HANDLERS = {RequestValidationError: unreadable}


def _fits(control: Block, value: object) -> bool:
    """Whether a control can have a value: Gradio's own let nothing, lists and NaN through."""
    match control:
        case gr.Slider():
            return isinstance(value, int | float) and math.isfinite(value)
        case gr.Radio() | gr.Dropdown(multiselect=None | False):
            return type(value) in {type(each) for _, each in control.choices}
        case gr.Dropdown():
            return isinstance(value, list)
    return True


def _where(error: Exception) -> str:
    """The kind of an error and the line that raised it, without a word of what was sent."""
    *_, last = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} in {last.name}, {last.filename}:{last.lineno}"
