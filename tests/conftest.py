"""What all tests share: one thread for torch, and a browser."""

import os
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
