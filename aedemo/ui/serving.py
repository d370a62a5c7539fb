"""How the page is served, by app.py and by the tests alike."""

from typing import Any

from starlette.middleware import Middleware

from aedemo.library import Library
from aedemo.ui.direct import Direct
from aedemo.ui.files import Files, public_files
from aedemo.ui.head import Head, early_head
from aedemo.ui.joining import JOINING, class_address, joining
from aedemo.ui.keeping import opening
from aedemo.ui.limits import MOST_FILE, Limits
from aedemo.ui.refusing import HANDLERS, Page, Refusals
from aedemo.ui.stored import Stored
from aedemo.ui.theme import CSS, theme

# Of visitors of whom Gradio keeps something, as it does for uploads and for what is queued.
SESSIONS = 50  # .7 MB each, made anew in 100 ms


def serve(page: Page, library: Library, class_host: str | None = None, **options: Any) -> str:
    """Launch the page on a library and return its address.

    class_host: that it listens on, where others come by this machine's address: the page says how.
    `options` are those of `launch` that differ.
    """
    _, address, _ = page.launch(
        theme=theme(),
        css_paths=CSS,
        head=opening(page),
        footer_links=["api"],
        app_kwargs={
            "middleware": [
                Middleware(Stored),
                Middleware(Files, public_files(library), page.made),
                Middleware(Limits),
                Middleware(Refusals),
                Middleware(Direct, page),
                Middleware(Head, early_head()),
            ],
            "exception_handlers": HANDLERS,
        },
        max_file_size=MOST_FILE,
        max_threads=8,  # each keeps some memory for itself, and more would not answer sooner
        enable_monitoring=False,
        state_session_capacity=SESSIONS,
        run_history=False,  # it writes every repaint to the browser's storage: 50 ms a stroke
        show_error=False,
        ssr_mode=False,
        **options,
    )
    page.made[JOINING] = lambda: joining(class_host and class_address(class_host, page.server_port))
    return address
