"""What all tests share: one thread for torch, a browser, and a served page."""

import os
import re
import shutil
from pathlib import Path

import pytest
import torch

# Two threads on a busy pair of cores are five times slower than one.
torch.set_num_threads(1)

_BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

WIDE = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium, of the system or Playwright's own.

    Without one the test is skipped, or fails where AEDEMO_REQUIRE_BROWSER=1.
    """
    missing = pytest.fail if os.environ.get("AEDEMO_REQUIRE_BROWSER") == "1" else pytest.skip
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 (it may be missing)
    except ImportError:
        missing("Playwright is not installed: pip install playwright, then playwright install")
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, _BROWSERS)), None)
        path = found or playwright.chromium.executable_path
        if not Path(path).exists():
            missing("no Chromium: install Chrome, or run `playwright install chromium`")
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def app(tmp_path_factory):
    """The whole app, served once, on untrained networks and drawn digits."""
    from tests.pages import launch, untrained_library  # noqa: PLC0415 (Gradio takes seconds)

    app = launch(untrained_library(tmp_path_factory.mktemp("checkpoints")))
    yield app
    app.page.close()


@pytest.fixture
def open_page(browser, app):
    """Open the app in a fresh page; afterwards no error and no foreign request is forgiven.

    `query` goes behind the address. Every request is in `page.requested`.
    """
    opened = []

    def open_it(query="", viewport=WIDE, mode="light", **options):
        page = browser.new_page(viewport=viewport, **options)
        troubles, page.requested = [], []
        page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        own = re.compile(r"(data|blob):|(https?|ws)://(127\.0\.0\.1|localhost)")
        page.on("request", lambda r: None if own.match(r.url) else troubles.append(r.url))
        page.on("request", lambda r: page.requested.append(r.url))
        page.goto(f"{app.address}?__theme={mode}&{query}")
        opened.append((page, troubles))
        return page

    yield open_it
    for page, troubles in opened:
        page.close()
        assert not troubles
