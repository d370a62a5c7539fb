"""What all tests share: one thread for torch, their order, a browser, and a served page."""

import os
import re
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

# To compile UMAP takes longer than it takes to place the few codes of a test.
os.environ.setdefault("NUMBA_DISABLE_JIT", "1")
# Of torch: two threads on a busy pair of cores are five times slower than one.
os.environ["OMP_NUM_THREADS"] = "1"

_BROWSERS = (
    "chromium-headless-shell",  # a fifth less work
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

SECONDS = 30  # that anything on a page may take, on a busy machine too
WIDE = {"width": 1280, "height": 900}

# These take longest, in this order: whoever is done with one takes the next, and what is left at
# the end for one alone is short.
_FIRST = (
    "test_latents.py",
    "test_link.py",
    "test_uses.py",
    "test_keeping.py",
    "test_gallery_map.py",
    "test_drawpad.py",
    "test_page.py",
    "test_every_tab.py",
    "test_plane.py",
    "test_decoding.py",
    "test_header.py",
    "test_molecules.py",
    "test_interpolate.py",
    "test_faults.py",
    "test_loop.py",
)

_COUNTS_FRAMES = """window.framesAsked = 0;
const ask = requestAnimationFrame;
window.requestAnimationFrame = (callback) => { window.framesAsked++; return ask(callback); };"""

_FAILED = pytest.StashKey[bool]()
_CONTEXTS: dict = {}  # by the options of their pages


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """What drives a browser is marked so, for `-m "not browser"`; the longest files go first."""
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker(pytest.mark.browser)
    rank = {name: place for place, name in enumerate(_FIRST)}
    items.sort(key=lambda item: rank.get(item.path.name, len(rank)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    if report.when == "call":
        item.stash[_FAILED] = report.failed
    return report


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


def _library(tmp_path_factory):
    """The untrained networks, made by the first worker that needs them and opened by the others."""
    from aedemo.library import Library  # noqa: PLC0415
    from tests.pages import untrained_library  # noqa: PLC0415

    if "PYTEST_XDIST_WORKER" not in os.environ:
        return untrained_library(tmp_path_factory.mktemp("checkpoints"))
    folder = tmp_path_factory.getbasetemp().parent / "checkpoints"
    with FileLock(f"{folder}.lock"):
        return Library.open(folder) if folder.exists() else untrained_library(folder)


@pytest.fixture(scope="session")
def app(tmp_path_factory):
    """The whole app, served once, on untrained networks and drawn digits."""
    from tests.pages import launch  # noqa: PLC0415 (Gradio takes seconds)

    app = launch(_library(tmp_path_factory))
    yield app
    app.page.close()


def _context(browser, **options):
    """One for all pages of a kind: what they load is compiled once, and the app stores nothing."""
    kind = repr(options)
    if kind not in _CONTEXTS:
        _CONTEXTS[kind] = browser.new_context(**options)
        _CONTEXTS[kind].add_init_script(_COUNTS_FRAMES)
    return _CONTEXTS[kind]


def new_page(browser, app, query="", viewport=WIDE, mode="light", **options):
    """The app in a fresh page; `query` goes behind the address.

    It counts in `framesAsked` how often something wants to be painted anew. Every request is in
    `page.requested`, those to listeners until they are answered in `page.unanswered`; every error
    and every foreign request is in `page.troubles`.
    """
    page = _context(browser, viewport=viewport, **options).new_page()
    page.set_default_timeout(SECONDS * 1000)
    troubles, page.requested = [], []
    page.troubles = troubles
    page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    own = re.compile(r"(data|blob):|(https?|ws)://(127\.0\.0\.1|localhost)")
    page.on("request", lambda r: None if own.match(r.url) else troubles.append(r.url))
    page.on("request", lambda r: page.requested.append(r.url))
    page.unanswered = set()
    page.on("request", lambda r: page.unanswered.add(r) if "/run/" in r.url else None)
    page.on("requestfinished", lambda r: page.unanswered.discard(r))
    page.on("requestfailed", lambda r: page.unanswered.discard(r))
    page.goto(f"{app.address}?__theme={mode}&{query}")
    return page


@pytest.fixture
def open_page(browser, app):
    """Open the app in a fresh page; afterwards no error and no foreign request is forgiven."""
    opened = []

    def open_it(query="", **options):
        opened.append(new_page(browser, app, query, **options))
        return opened[-1]

    yield open_it
    for page in opened:
        page.close()
        assert not page.troubles, "\n".join(page.troubles)


@pytest.fixture(scope="module")
def _shared():
    """The pages that the tests of a file share, by what they were opened with."""
    pages = {}
    yield pages
    for page in pages.values():
        page.close()


@pytest.fixture
def share_page(browser, app, request, _shared):
    """The same for pages that the tests of a file share, each of which leaves them in order.

    `ready(page)` waits until a fresh one stands. After a failure the next test gets a fresh one.
    """
    used = set()

    def share(query, ready, **options):
        key = (query, repr(options))
        if key not in _shared:
            _shared[key] = new_page(browser, app, query, **options)
            ready(_shared[key])
        used.add(key)
        _shared[key].bring_to_front()  # one behind another is painted once a second
        return _shared[key]

    yield share
    troubles = [trouble for key in used for trouble in _shared[key].troubles]
    if troubles or request.node.stash.get(_FAILED, True):
        for key in used:
            _shared.pop(key).close()
    assert not troubles, "\n".join(troubles)
