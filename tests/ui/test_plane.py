"""Plane: what it sends, and what a mouse, a finger and the keyboard do with it."""

import base64
import io
import json
import re
from dataclasses import asdict

import gradio as gr
import numpy as np
import pytest
import torch
from PIL import Image

from aedemo.library import checkpoints
from aedemo.library.checkpoints import Origin
from aedemo.library.portable import portable_decoder
from aedemo.models.catalogue import VARIANTS
from aedemo.models.model import build
from aedemo.ui.components.plane import Marks, Plane
from aedemo.ui.files import FILES
from aedemo.ui.theme import CSS, theme
from tests.pages import serving
from tests.ui.marks import until

CODES = np.random.default_rng(0).normal(size=(200, 2)).astype(np.float32)
START = Marks(code=(0.5, -1.25))


def plane(value=None, url="/weights"):
    return Plane(value, decoder={"url": url}, codes=lambda: CODES, label="2-D VAE")


def test_a_value_travels_as_plain_lists_and_nothing_is_read_back():
    marks = Marks((np.float32(0.5), 1), ((0, np.float32(1)), (2, 3)), 0.25)
    sent = {"code": [0.5, 1.0], "path": [[0.0, 1.0], [2.0, 3.0]], "at": 0.25}
    assert json.loads(json.dumps(plane().postprocess(marks))) == sent
    assert plane().postprocess(Marks()) == {"code": None, "path": [], "at": None}
    assert plane().postprocess(None) is None
    assert plane().preprocess(sent) is None


# ------------------------------------------------------------------ in a browser


class App:
    """A page with one plane of an untrained network, and what was picked on it."""

    def __init__(self, folder):
        variant = VARIANTS["vae-2"]
        torch.manual_seed(0)
        self.model = build(variant).eval()
        for weight in self.model.decoder.parameters():
            weight.data *= 6  # so that digits differ from place to place
        path = checkpoints.checkpoint_path(folder, "vae-2")
        checkpoints.save(path, self.model, Origin(repr(variant), [], "", {}))
        self.model = checkpoints.load(path, variant)
        url = f"{FILES}vae-2.safetensors"
        decoder = asdict(portable_decoder(self.model, path)) | {"url": url}
        self.picked, self.rested = [], []
        with gr.Blocks() as self.blocks:
            shown = Plane(
                START, decoder=decoder, codes=lambda: CODES, label="2-D VAE", elem_id="plane"
            )
            shown.pick(self.pick, None, None, queue=False)
            gr.Button("Rest").click(
                lambda: self.rested.append(True), queue=False, trigger_mode="multiple"
            )
            path_button = gr.Button("Path")
            marks = Marks((0, 0), ((-1, 0), (1, 0)), 0.5)
            path_button.click(lambda: marks, None, shown, queue=False)
        _, self.url, _ = self.blocks.launch(
            prevent_thread_lock=True,
            quiet=True,
            theme=theme(),
            css_paths=CSS,
            app_kwargs=serving({url: path}),
            run_history=False,
            ssr_mode=False,
        )

    def pick(self, event: gr.EventData):
        self.picked.append(event.code)

    def decoded(self, code):
        """(28, 28) in [0, 255]: what torch makes of a code."""
        return self.model.decode(torch.tensor([code]))[0, 0].numpy() * 255


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    app = App(tmp_path_factory.mktemp("checkpoints"))
    yield app
    app.blocks.close()


@pytest.fixture
def app(running):
    running.picked.clear()
    return running


class View:
    """One page with the plane, from outside."""

    def __init__(self, page, app):
        self.page, self.app = page, app
        self.root = page.locator("#plane")
        self.sky = self.root.locator("canvas.marks")
        self.requests = []
        page.on("request", lambda request: self.requests.append(request.url))

    def at(self, x, y):
        """Where a place of the picture is on the page; (0, 0) is its upper left corner."""
        self.sky.scroll_into_view_if_needed()
        box = self.sky.bounding_box()
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def wait(self, condition):
        self.page.wait_for_function(condition, timeout=10_000)

    def painted(self):
        """How often the whole picture has been completed."""
        return self.page.evaluate("document.querySelector('[data-painted]').dataset.painted")

    def complete_after(self, act):
        before = self.painted()
        act()
        self.wait(f"document.querySelector('[data-painted]').dataset.painted > {before}")

    def pixels(self, name):
        """The canvas (height, width, 4) as it is painted."""
        url = self.root.locator(f"canvas.{name}").evaluate("canvas => canvas.toDataURL()")
        return np.asarray(Image.open(io.BytesIO(base64.b64decode(url.split(",")[1]))))

    def text(self, name):
        return self.root.locator(f".{name}").inner_text()

    def code(self):
        """The point that is written below the plane."""
        return [float(z) for z in re.findall(r"-?[\d.]+", self.text("code").replace("−", "-"))]

    def pick_after(self, act):
        count = len(self.app.picked)
        act()
        until(self.page, lambda: len(self.app.picked) > count, "a pick")
        rests = len(self.app.rested)  # a rest that is asked for now comes after one pick too many
        self.page.get_by_role("button", name="Rest").dispatch_event("click")
        until(self.page, lambda: len(self.app.rested) > rests, "a rest")
        assert len(self.app.picked) == count + 1
        return self.app.picked[-1]

    def frame(self):
        """Until what was done has been painted."""
        self.page.evaluate("new Promise(go => requestAnimationFrame(() => setTimeout(go)))")


@pytest.fixture
def open_plane(browser, app):
    """Open the page afresh; afterwards no error and no foreign request is forgiven."""
    contexts, troubles = [], []

    def open_it(block=None, **options):
        context = browser.new_context(**{"viewport": {"width": 700, "height": 1000}, **options})
        contexts.append(context)
        page = context.new_page()
        if block:
            page.route(block, lambda route: route.abort())
        else:
            page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        own = re.compile(r"(data|blob):|(https?|ws)://(127\.0\.0\.1|localhost)")
        page.on("request", lambda r: None if own.match(r.url) else troubles.append(r.url))
        view = View(page, app)
        page.goto(app.url)
        page.wait_for_selector("#plane .message:not(:empty)" if block else "[data-painted]")
        return view

    yield open_it
    for context in contexts:
        context.close()
    assert not troubles


@pytest.fixture
def view(open_plane):
    return open_plane()


def test_the_first_picture_is_full_of_digits_and_the_marked_one_is_large(view):
    lattice = view.pixels("lattice")
    assert (lattice[..., 3] == 255).all()  # no cell is missing
    size = len(lattice) // 11
    corners = [lattice[:size, :size], lattice[-size:, -size:]]
    assert lattice[..., 0].std() > 20
    assert np.abs(corners[0].astype(int) - corners[1]).mean() > 5
    assert view.text("where") == "At the ring" and view.code() == list(START.code)
    assert np.abs(view.pixels("here")[..., 0] - view.app.decoded(START.code)).max() <= 3


def test_what_is_under_the_pointer_is_decoded_as_torch_does_without_a_request(view):
    view.requests.clear()
    view.page.mouse.move(*view.at(0.3, 0.2), steps=5)
    view.frame()
    hovered, written = view.pixels("here")[..., 0], view.code()
    assert view.requests == []
    code = view.pick_after(lambda: view.page.mouse.click(*view.at(0.3, 0.2)))
    assert code == pytest.approx(written, abs=0.006)
    assert code[0] < 0 < code[1]  # left of the middle, and above it
    assert np.abs(hovered - view.app.decoded(code)).max() <= 3
    assert np.abs(view.app.decoded(code) - view.app.decoded(START.code)).max() > 20
    view.page.mouse.move(5, 5)
    view.frame()
    assert view.text("where") == "At the ring" and view.code() == written


def test_dragging_and_the_wheel_move_the_view_until_it_is_reset(view):
    mouse, first = view.page.mouse, view.pixels("lattice")
    mouse.move(*view.at(0.5, 0.5))
    view.frame()
    start = view.code()
    view.requests.clear()

    def drag():
        mouse.down()
        mouse.move(*view.at(0.7, 0.6), steps=5)
        mouse.up()

    view.complete_after(drag)
    assert view.code() == pytest.approx(start, abs=0.02)  # the plane went along with the pointer
    view.complete_after(lambda: mouse.wheel(0, -1000))
    assert view.code() == pytest.approx(start, abs=0.02)  # about which it is enlarged
    mouse.move(*view.at(0.7, 0.5))
    view.frame()
    assert 0 < view.code()[1] - start[1] < 0.15
    assert view.requests == [] and view.app.picked == []
    view.complete_after(view.root.get_by_role("button", name="Reset view").click)
    assert (view.pixels("lattice") == first).all()


def test_the_keyboard_moves_zooms_and_chooses(view):
    view.sky.focus()
    press = view.page.keyboard.press
    press("ArrowRight")
    press("Shift+ArrowUp")
    view.frame()
    x, y = view.code()
    assert x > START.code[0] and y - START.code[1] > 2 * (x - START.code[0])
    assert view.text("where") == "At the crosshair"
    assert re.search(r"nearest to a \d$", view.root.locator(".spoken").inner_text())
    before = view.text("extent")
    view.complete_after(lambda: press("+"))
    assert view.text("extent") != before
    assert view.pick_after(lambda: press("Enter")) == pytest.approx([x, y], abs=0.006)
    view.complete_after(lambda: press("Home"))
    assert view.text("extent") == before


def coloured(view):
    return (view.pixels("codes")[..., 3] > 0).sum()


def test_a_class_and_all_dots_can_be_hidden(view):
    everything, seven = coloured(view), view.root.get_by_role("button", name="class 7")
    seven.click()
    view.frame()
    without = coloured(view)
    assert 0.8 * everything < without < everything
    assert seven.get_attribute("aria-pressed") == "false"
    dots = view.root.get_by_role("button", name="Dots", exact=True)
    dots.click()
    view.frame()
    assert coloured(view) == 0
    dots.click()
    seven.click()
    view.frame()
    assert coloured(view) == everything


def test_a_value_from_python_is_shown(view):
    before = view.pixels("marks")
    view.page.get_by_role("button", name="Path").click()
    view.wait("document.querySelector('#plane .code').innerText === 'z = (0.00, 0.00)'")
    after = view.pixels("marks")
    assert (after[..., 3] > 0).sum() > 2 * (before[..., 3] > 0).sum()
    assert view.app.picked == []


PHONE = {"viewport": {"width": 360, "height": 780}, "has_touch": True, "is_mobile": True}


def test_a_finger_taps_and_scrolls_and_two_pinch(open_plane):
    view = open_plane(**PHONE | {"viewport": {"width": 360, "height": 500}})
    x, y = view.pick_after(lambda: view.page.touchscreen.tap(*view.at(0.75, 0.25)))
    assert x > 0.5 and y > 0.5 and view.text("where") == "At the ring"
    session, extent = view.page.context.new_cdp_session(view.page), view.text("extent")

    def touch(kind, *places):
        fingers = [dict(zip("xy", view.at(*place), strict=True)) for place in places]
        fingers = [finger | {"id": i} for i, finger in enumerate(fingers)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    def swipe(dx, dy):
        touch("touchStart", (0.5, 0.8))
        for step in range(1, 5):
            touch("touchMove", (0.5 + step * dx, 0.8 + step * dy))
        touch("touchEnd")

    def pinch():
        touch("touchStart", (0.4, 0.5), (0.6, 0.5))
        for step in range(1, 5):
            touch("touchMove", (0.4 - step / 20, 0.5), (0.6 + step / 20, 0.5))
        touch("touchEnd")

    swipe(-1 / 8, 0)  # a lone finger takes nothing along
    assert view.page.evaluate("scrollY") == 0 and view.text("extent") == extent
    swipe(0, -1 / 8)  # the page's own
    view.wait("scrollY > 20")
    assert view.text("extent") == extent
    view.complete_after(pinch)
    assert width(view.text("extent")) == pytest.approx(width(extent) / 3, rel=0.1)
    assert len(view.app.picked) == 1


def width(extent):
    low, high = re.findall(r"-?\d+\.\d+", extent.replace("−", "-"))[:2]
    return float(high) - float(low)


@pytest.mark.parametrize("wide", [300, 360, 700])
def test_nothing_overflows_and_text_can_be_read(open_plane, wide):
    view = open_plane(**PHONE | {"viewport": {"width": wide, "height": 780}})
    assert view.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert view.root.evaluate(
        """root => [...root.querySelectorAll("section > *")]
            .every(e => e.matches(".spoken") || e.scrollWidth <= e.clientWidth)"""
    )
    box = view.sky.bounding_box()
    assert box["width"] == pytest.approx(box["height"], abs=0.5)
    sizes = view.root.locator("button, p, h2").evaluate_all(
        "all => all.map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 12


def test_without_weights_it_says_so_and_keeps_the_dots(open_plane):
    view = open_plane(block="**/*.safetensors")
    assert "could not be fetched" in view.text("message")
    assert coloured(view) > 0
    view.page.mouse.move(*view.at(0.3, 0.2))
    view.frame()
    assert view.text("where") == "At the crosshair"
