"""DrawPad: what it lets in, and what a hand on it does."""

import base64
import functools
import io
import json
import re
import threading
import time

import gradio as gr
import numpy as np
import pytest
import uvicorn
from fastapi import FastAPI
from PIL import Image

from aedemo.ui.components.drawpad import DrawPad
from aedemo.ui.files import FILES
from aedemo.ui.pad_values import (
    MAX_FILE_BYTES,
    MAX_POINTS,
    MAX_STROKES,
    GalleryDigit,
    Strokes,
    Upload,
    UploadedDigit,
)
from tests.conftest import SECONDS
from tests.pages import serving
from tests.photos import large_photo

SPRITE = f"{FILES}gallery.png"
PIXELS = np.arange(784, dtype=np.uint16).astype(np.uint8).reshape(28, 28)


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def png(side: int = 28, grey: int = 200) -> bytes:
    file = io.BytesIO()
    Image.new("L", (side, side), grey).save(file, "PNG")
    return file.getvalue()


# ------------------------------------------------------------------ values


def test_preprocess_returns_one_object_per_kind():
    pad = DrawPad()
    assert pad.preprocess(None) == Strokes()
    assert pad.preprocess({"strokes": []}) == Strokes()
    assert pad.preprocess({"strokes": [[[0, 1], [0.5, 0.25]]]}) == Strokes(
        (((0.0, 1.0), (0.5, 0.25)),)
    )
    assert pad.preprocess({"gallery": 0}) == GalleryDigit(0)
    assert pad.preprocess({"gallery": 4999}) == GalleryDigit(4999)
    assert pad.preprocess({"file": base64_of(b"bytes")}) == Upload(b"bytes")
    packed = base64_of(PIXELS.tobytes())
    picture = pad.preprocess({"picture": {"normalised": packed, "plain": packed}})
    assert picture.normalised.dtype == picture.plain.dtype == np.uint8
    assert np.array_equal(picture.normalised, PIXELS) and np.array_equal(picture.plain, PIXELS)


def test_points_outside_the_square_are_clipped():
    assert DrawPad().preprocess({"strokes": [[[-3, 1e9]]]}) == Strokes((((0.0, 1.0),),))


def test_the_largest_allowed_values_pass():
    pad = DrawPad()
    most = [[[0.5, 0.5]] * (MAX_POINTS // MAX_STROKES)] * MAX_STROKES
    assert len(pad.preprocess({"strokes": most}).strokes) == MAX_STROKES
    file = {"file": base64_of(bytes(MAX_FILE_BYTES))}
    assert len(pad.preprocess(file).data) == MAX_FILE_BYTES


packed = base64_of(PIXELS.tobytes())
INVALID = {
    "a list": [],
    "a text": "strokes",
    "no key": {},
    "two keys": {"gallery": 1, "strokes": []},
    "only a tick": {"centred": True},
    "a tick that is none": {"gallery": 1, "centred": 1},
    "unknown key": {"image": 1},
    "strokes not a list": {"strokes": {"0": [[0, 0]]}},
    "stroke not a list": {"strokes": [1]},
    "empty stroke": {"strokes": [[]]},
    "too many strokes": {"strokes": [[[0, 0]]] * (MAX_STROKES + 1)},
    "too many points": {"strokes": [[[0, 0]] * (MAX_POINTS + 1)]},
    "point of one number": {"strokes": [[[0]]]},
    "point of three numbers": {"strokes": [[[0, 0, 0]]]},
    "point not a list": {"strokes": [["ab"]]},
    "coordinate a text": {"strokes": [[["0", 0]]]},
    "coordinate a bool": {"strokes": [[[True, 0]]]},
    "coordinate null": {"strokes": [[[None, 0]]]},
    "coordinate NaN": {"strokes": [[[float("nan"), 0]]]},
    "coordinate infinite": {"strokes": [[[float("-inf"), 0]]]},
    "coordinate too long for a float": {"strokes": [[[10**400, 0]]]},
    "index a bool": {"gallery": True},
    "index a float": {"gallery": 1.0},
    "index a text": {"gallery": "1"},
    "index below": {"gallery": -1},
    "index above": {"gallery": 5000},
    "file not a text": {"file": [1, 2]},
    "file not base64": {"file": "????"},
    "file with a stray sign": {"file": "YW*Jj"},
    "file not ASCII": {"file": "é" * 4},
    "file cut off": {"file": "abc"},
    "file empty": {"file": ""},
    "file too large": {"file": base64_of(bytes(MAX_FILE_BYTES + 1))},
    "file far too large": {"file": "A" * (2 * MAX_FILE_BYTES)},
    "picture not a dict": {"picture": packed},
    "picture lacks plain": {"picture": {"normalised": packed}},
    "picture with more": {"picture": {"normalised": packed, "plain": packed, "more": packed}},
    "picture too small": {"picture": {"normalised": packed, "plain": base64_of(bytes(783))}},
    "picture too large": {"picture": {"normalised": packed, "plain": base64_of(bytes(785))}},
    "picture not a text": {"picture": {"normalised": packed, "plain": None}},
}


@pytest.mark.parametrize("payload", INVALID.values(), ids=INVALID)
def test_what_a_client_cannot_send_is_refused_in_one_sentence(payload):
    with pytest.raises(gr.Error) as refusal:
        DrawPad().preprocess(payload)
    assert re.fullmatch(r"[A-Z][^;]+; send [^;]+\.", refusal.value.message)
    assert len(refusal.value.message) < 240
    assert not refusal.value.print_exception


def test_a_text_that_is_far_too_long_is_not_even_decoded(monkeypatch):
    monkeypatch.setattr(base64, "b64decode", None)
    with pytest.raises(gr.Error, match="too large"):
        DrawPad().preprocess(INVALID["file far too large"])


@pytest.mark.parametrize(
    "payload",
    [
        {"strokes": []},
        {"strokes": [[[0.1234, 1.0]], [[0.0, 0.5], [0.25, 0.75]]]},
        {"strokes": [[[0.5, 0.5]]], "centred": False},
        {"gallery": 1234},
        {"file": base64_of(b"\0\xff")},
        {"picture": {"normalised": packed, "plain": base64_of(bytes(784))}},
    ],
)
def test_postprocess_undoes_preprocess(payload):
    pad = DrawPad()
    assert pad.postprocess(pad.preprocess(payload)) == payload


def test_postprocess_takes_none_rounds_and_refuses_what_it_cannot_show():
    pad = DrawPad()
    assert pad.postprocess(None) == {"strokes": []}
    assert pad.postprocess(Strokes((((1 / 3, 2 / 3),),))) == {"strokes": [[[0.3333, 0.6667]]]}
    with pytest.raises(TypeError, match="str"):
        pad.postprocess("a digit")
    with pytest.raises(ValueError, match="uint8"):
        pad.postprocess(UploadedDigit(PIXELS / 255, PIXELS))


def test_the_examples_are_valid_and_the_api_names_every_kind():
    pad = DrawPad()
    assert pad.postprocess(pad.example_value()) == pad.example_payload()
    kinds = [kind for option in pad.api_info()["oneOf"] for kind in option["properties"]]
    assert kinds == ["strokes", "gallery", "file", "picture", "centred"]


# ------------------------------------------------------------------ in a browser


def grey_of(index: int) -> int:
    """The sprite sheet of the tests: every digit a square of one grey, unlike its neighbours'."""
    return 60 + 7 * index % 190


@pytest.fixture(scope="module")
def sprite(tmp_path_factory):
    folder = tmp_path_factory.mktemp("public")
    greys = np.array([grey_of(index) for index in range(5000)], np.uint8).reshape(50, 100)
    Image.fromarray(np.kron(greys, np.ones((28, 28), np.uint8))).save(folder / "gallery.png")
    return folder / "gallery.png"


class App:
    """A page of pads whose every event is kept, in the order of arrival, in `seen`."""

    def __init__(self, sprite):
        self.seen = []
        self.files = serving({SPRITE: sprite})
        with gr.Blocks() as self.blocks:
            with gr.Tab("One"):
                pad = DrawPad(GalleryDigit(1503), sprite=SPRITE, elem_id="pad")
                plain = DrawPad(elem_id="plain")
                self.button("Report", pad, lambda value: self.seen.append(("report", value)))
                self.button("Set", pad, lambda _: Strokes((((0.2, 0.2), (0.2, 0.8)),)), pad)
                full = Strokes((((0.5, 0.5),),) * MAX_STROKES)
                self.button("Fill", pad, lambda _: full, pad)
                self.button("Hide", pad, lambda _: DrawPad(visible=False), pad)
                self.button("Show", pad, lambda _: DrawPad(visible=True), pad)
            with gr.Tab("Two"):
                DrawPad(GalleryDigit(7), sprite=SPRITE, elem_id="late")
            for one in (pad, plain):
                # "multiple", so that no event of the pad's is merged before it is counted.
                options = {"queue": False, "show_progress": "hidden", "trigger_mode": "multiple"}
                for event in ("input", "release"):
                    keep = functools.partial(self.keep, event)
                    getattr(one, event)(keep, one, None, **options)
                one.upload(self.answer, one, one, **options)

    def button(self, name, pad, function, outputs=None):
        # "multiple": a click that comes before the last was answered counts too.
        options = {"queue": False, "show_progress": "hidden", "trigger_mode": "multiple"}
        gr.Button(name).click(function, pad, outputs, **options)

    def keep(self, event, value):
        self.seen.append((event, value))

    def answer(self, upload):
        self.keep("upload", upload)
        try:
            pixels = np.asarray(Image.open(io.BytesIO(upload.data)).convert("L").resize((28, 28)))
        except OSError:
            return DrawPad(message="This file is not a picture.")
        return DrawPad(value=UploadedDigit(pixels, 255 - pixels))

    def events(self):
        return [event for event, _ in self.seen]


@pytest.fixture(scope="module")
def running(sprite):
    app = App(sprite)
    # Without run_history=False the page writes every call to its localStorage, 30 ms each.
    _, app.url, _ = app.blocks.launch(
        prevent_thread_lock=True, quiet=True, run_history=False, app_kwargs=app.files
    )
    yield app
    app.blocks.close()


@pytest.fixture
def app(running):
    running.seen.clear()
    return running


class Hand:
    """A visitor's hand on one page of the app."""

    def __init__(self, page, app, elem_id="pad"):
        self.page, self.app = page, app
        self.root = page.locator(f"#{elem_id}")
        self.paper = self.root.locator(".paper")
        self.message = self.root.locator(".message")

    def at(self, *points):
        """Where points of the square are on the page."""
        self.paper.scroll_into_view_if_needed()
        box = self.paper.bounding_box()
        return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]

    def draw(self, *points, steps=5):
        mouse = self.page.mouse
        first, *others = self.at(*points)
        mouse.move(*first)
        mouse.down()
        for point in others:
            mouse.move(*point, steps=steps)
        mouse.up()

    def click(self, name):
        self.root.get_by_role("button", name=name, exact=True).click()

    def press(self, name):
        """A button of the page's own, outside the pad."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def wait(self, *events):
        """Until exactly these events have come since the last wait; returns the last value."""
        try:
            self.until(lambda: len(self.app.seen) >= len(events))
            self.rest()
            # Sent in this order, but each is a request of its own and may overtake the other.
            assert sorted(self.app.events()) == sorted(events)
            values = [value for _, value in self.app.seen]
            assert len({json.dumps(DrawPad().postprocess(value)) for value in values}) == 1
            return values[-1]
        finally:
            self.app.seen.clear()

    def rest(self):
        """Until what was on its way has come: a report that is asked for now comes after it."""
        reports = self.app.events().count("report")
        self.page.get_by_role("button", name="Report").dispatch_event("click")
        self.until(lambda: self.app.events().count("report") > reports)
        last = max(i for i, event in enumerate(self.app.events()) if event == "report")
        del self.app.seen[last]

    def until(self, condition, seconds=SECONDS):
        """Waits, and returns what came true."""
        end = time.monotonic() + seconds
        while not (result := condition()):
            assert time.monotonic() < end, f"did not happen; seen: {self.app.seen}"
            self.page.wait_for_timeout(10)
        return result

    def stroke_done(self):
        """The drawing that came at pen up, however many events came before it."""
        final = self.until(lambda: dict(self.app.seen).get("release"))
        self.until(lambda: ("input", final) in self.app.seen)
        self.rest()
        assert self.app.events().count("release") == 1
        self.app.seen.clear()
        return final

    def grey(self, x=0.5, y=0.5):
        """What is painted at a point of the square."""
        return self.paper.evaluate(
            """(paper, [x, y]) => paper.getContext('2d')
                .getImageData(x * paper.width, y * paper.height, 1, 1).data[0]""",
            [x, y],
        )

    def shows(self, index):
        """A gallery digit; the darkest is the paper's near-black, not black."""
        expected = 10 + 245 * grey_of(index) / 255
        self.until(lambda: abs(self.grey() - expected) < 3)


def watched(browser, **options):
    """A blank page that keeps whatever goes wrong on it in `page.wrong`."""
    page = browser.new_page(**{"viewport": {"width": 1000, "height": 900}} | options)
    page.wrong = []

    def listen(message):
        # A page mounted below a path looks for these at the server's root all the same.
        url = message.location["url"]
        if message.type == "error" and not url.endswith(("/manifest.json", "/favicon.ico")):
            page.wrong.append(f"{message.text} {url}")

    def check(request):
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            page.wrong.append(request.url)

    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("console", listen)
    page.on("request", check)
    return page


def visit(page, url):
    page.goto(url)
    page.locator("#pad [data-drawpad] .paper").wait_for()
    return page


@pytest.fixture
def open_page(browser, app):
    """A function that opens the app; whatever goes wrong on the page fails the test."""
    pages = []

    def open_page(url=app.url, **options):
        pages.append(watched(browser, **options))
        return visit(pages[-1], url)

    yield open_page
    for page in pages:
        page.close()
        assert not page.wrong


@pytest.fixture(scope="module")
def window(browser):
    """One that all tests go on with: another context for each would take as long as the test."""
    page = watched(browser)
    yield page
    page.close()


@pytest.fixture
def hand(window, app):
    window.wrong.clear()
    hand = Hand(visit(window, app.url), app)
    hand.shows(1503)
    yield hand
    assert not window.wrong


@pytest.fixture
def empty(hand):
    hand.click("Clear")
    assert hand.wait("input", "release") == Strokes()
    return hand


def test_opening_the_page_fires_nothing(hand, app):
    hand.rest()
    assert app.seen == []


def test_a_stroke_of_the_mouse_arrives_and_is_painted(empty):
    assert empty.root.get_by_text("Draw a digit here").is_visible()
    empty.draw((0.2, 0.3), (0.8, 0.3))
    (points,) = empty.stroke_done().strokes
    assert points[0] == pytest.approx((0.2, 0.3), abs=0.01)
    assert points[-1] == pytest.approx((0.8, 0.3), abs=0.01)
    assert len(points) > 4
    assert all(number == round(number, 4) for point in points for number in point)
    assert empty.grey(0.2, 0.3) == empty.grey(0.5, 0.3) == empty.grey(0.79, 0.3) == 255
    assert empty.grey(0.5, 0.5) < 20
    assert not empty.root.get_by_text("Draw a digit here").is_visible()


def test_the_hint_goes_as_soon_as_the_pen_is_down(empty):
    empty.page.mouse.move(*empty.at((0.3, 0.3))[0])
    empty.page.mouse.down()
    assert not empty.root.get_by_text("Draw a digit here").is_visible()
    empty.page.mouse.up()
    empty.stroke_done()


def test_a_full_pad_says_so_and_takes_no_more(hand, app):
    hand.press("Fill")
    hand.until(lambda: hand.grey() == 255)
    hand.draw((0.2, 0.2), (0.8, 0.2))
    hand.until(lambda: "full" in hand.message.text_content())
    assert app.seen == []
    hand.click("Undo")
    assert hand.wait("input", "release") == GalleryDigit(1503)


def test_strokes_add_up_and_a_tap_is_a_dot(empty):
    empty.draw((0.2, 0.2), (0.2, 0.8))
    assert len(empty.stroke_done().strokes) == 1
    empty.draw((0.7, 0.7))
    line, dot = empty.stroke_done().strokes
    assert len(line) > 1 and len(dot) == 1
    assert empty.grey(0.7, 0.7) == 255


def test_a_stroke_that_leaves_the_square_ends_on_its_border(empty):
    sent = []
    empty.page.on("request", lambda request: sent.append(request.post_data or ""))
    empty.draw((0.5, 0.5), (1.2, 0.5))
    assert empty.stroke_done().strokes[0][-1] == pytest.approx((1, 0.5), abs=0.01)
    assert "[1,0.5" in sent[-1]  # the page itself keeps to the square, Python would clip it


def test_what_is_painted_while_drawing_is_what_is_painted_afterwards(empty):
    photograph = """paper => Array.from(paper.getContext('2d')
        .getImageData(0, 0, paper.width, paper.height).data).filter((_, i) => i % 4 === 0)"""
    empty.draw((0.2, 0.2), (0.7, 0.3), (0.3, 0.8), (0.8, 0.8))
    live = np.array(empty.paper.evaluate(photograph))
    empty.draw((0.9, 0.1))
    empty.click("Undo")  # paints the first stroke again, as a whole
    again = np.array(empty.paper.evaluate(photograph))
    assert (live > 128).mean() > 0.05
    assert (abs(live - again) > 40).mean() < 0.002


def test_during_a_stroke_events_are_throttled(empty, app):
    start = time.monotonic()
    empty.draw((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), steps=30)
    passed = time.monotonic() - start
    empty.until(lambda: "release" in app.events())
    whole = len(dict(app.seen)["release"].strokes[0])

    def lengths():
        return [len(value.strokes[0]) for event, value in app.seen if event == "input"]

    empty.until(lambda: whole in lengths())  # the last two messages may overtake each other
    assert 5 <= len(lengths()) <= passed / 0.05 + 2
    assert len(set(lengths())) > 4


def test_undo_takes_back_a_stroke_a_clear_and_a_replacement(empty):
    empty.draw((0.2, 0.2), (0.8, 0.2))
    one = empty.stroke_done()
    empty.draw((0.2, 0.8), (0.8, 0.8))
    assert empty.stroke_done() != one
    empty.click("Undo")
    assert empty.wait("input", "release") == one
    empty.click("Clear")
    assert empty.wait("input", "release") == Strokes()
    empty.click("Undo")
    assert empty.wait("input", "release") == one
    assert empty.grey(0.5, 0.2) == 255 and empty.grey(0.5, 0.8) < 20
    empty.click("Another")
    assert isinstance(empty.wait("input", "release"), GalleryDigit)
    empty.page.keyboard.press("Control+z")
    assert empty.wait("input", "release") == one
    for left in (Strokes(), GalleryDigit(1503)):
        empty.click("Undo")
        assert empty.wait("input", "release") == left
    assert empty.root.get_by_role("button", name="Undo").is_disabled()
    empty.page.keyboard.press("Control+z")
    empty.rest()
    assert empty.app.seen == []


def test_drawing_on_a_gallery_digit_starts_afresh(hand):
    hand.draw((0.1, 0.1), (0.1, 0.9))
    assert len(hand.stroke_done().strokes) == 1
    assert hand.grey() < 20
    hand.click("Undo")
    assert hand.wait("input", "release") == GalleryDigit(1503)
    hand.shows(1503)


def test_the_keyboard_draws(empty):
    page = empty.page
    empty.paper.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert empty.root.locator(".pen").is_visible()
    page.keyboard.press("ArrowUp")
    assert empty.app.seen == []
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    (points,) = empty.stroke_done().strokes
    up, cell = 0.5 - 1 / 28, 1 / 28
    assert points[0] == pytest.approx((0.5, up), abs=1e-3)
    assert points[-1] == pytest.approx((0.5 + 2 * cell, up), abs=1e-3)
    page.keyboard.down("Shift")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    page.keyboard.up("Shift")
    second = empty.stroke_done().strokes[1]
    assert len(second) == 3 and second[-1] == pytest.approx((0.5 + cell, 0.5), abs=1e-3)
    page.keyboard.press("Control+z")
    assert len(empty.wait("input", "release").strokes) == 1
    page.keyboard.press("Delete")
    assert empty.wait("input", "release") == Strokes()
    assert page.evaluate("scrollY") == 0


def test_leaving_the_canvas_lifts_the_keyboards_pen(empty):
    empty.paper.focus()
    empty.page.keyboard.press("Space")
    empty.page.keyboard.press("ArrowDown")
    empty.page.keyboard.press("Tab")
    assert len(empty.stroke_done().strokes[0]) == 2


def test_the_strip_picks_a_digit_and_then_the_next(hand):
    hand.click("A 5 from the gallery")
    assert hand.wait("input", "release") == GalleryDigit(2500)
    hand.shows(2500)
    hand.click("Next 5 from the gallery")
    assert hand.wait("input", "release") == GalleryDigit(2501)
    hand.shows(2501)
    hand.click("A 3 from the gallery")
    assert hand.wait("input", "release") == GalleryDigit(1503)
    hand.click("A 5 from the gallery")  # the one it showed last
    assert hand.wait("input", "release") == GalleryDigit(2501)
    pressed = hand.root.locator("[aria-pressed=true]")
    assert pressed.count() == 1 and pressed.get_attribute("aria-label").startswith("Next 5")


def test_after_the_last_of_a_class_comes_its_first(hand):
    hand.page.evaluate("Math.random = () => 499.5 / 4999")
    hand.click("Another")  # 499 of 4999 others, all below the 1503 shown
    assert hand.wait("input", "release") == GalleryDigit(499)
    hand.click("Next 0 from the gallery")
    assert hand.wait("input", "release") == GalleryDigit(0)


def test_another_is_never_the_same(hand):
    hand.page.evaluate("Math.random = () => 1503.5 / 4999")
    hand.click("Another")
    assert hand.wait("input", "release") == GalleryDigit(1504)
    assert "a 3, number 5 of the gallery" in hand.paper.get_attribute("aria-label")


def choose(hand, name, data):
    with hand.page.expect_file_chooser() as chooser:
        hand.click("Upload")
    chooser.value.set_files({"name": name, "mimeType": "", "buffer": data})


def test_an_uploaded_picture_is_answered_and_shown(hand):
    choose(hand, "digit.png", png(grey=200))
    assert hand.wait("upload") == Upload(png(grey=200))
    hand.until(lambda: abs(hand.grey() - (10 + 245 * 200 / 255)) < 3)
    assert hand.message.text_content() == ""
    hand.press("Report")
    picture = hand.wait("report")
    assert (picture.normalised == 200).all() and (picture.plain == 55).all()
    hand.draw((0.1, 0.1), (0.9, 0.1))
    assert len(hand.stroke_done().strokes) == 1
    hand.click("Undo")
    assert isinstance(hand.wait("input", "release"), UploadedDigit)
    hand.click("Undo")
    assert hand.wait("input", "release") == GalleryDigit(1503)


def test_a_file_that_is_no_picture_is_said_each_time(hand):
    for _ in range(2):
        choose(hand, "notes.png", b"not a picture")
        assert hand.wait("upload") == Upload(b"not a picture")
        hand.until(lambda: hand.message.text_content() == "This file is not a picture.")
        hand.shows(1503)
        hand.press("Report")
        assert hand.wait("report") == GalleryDigit(1503)
        hand.click("Another")
        hand.wait("input", "release")
        assert hand.message.text_content() == ""
        hand.click("Undo")
        hand.wait("input", "release")


def test_a_message_once_dismissed_stays_away(hand):
    choose(hand, "notes.png", b"not a picture")
    hand.wait("upload")
    hand.until(lambda: hand.message.text_content() == "This file is not a picture.")
    hand.press("Set")
    hand.until(lambda: hand.grey(0.2, 0.5) == 255)
    assert hand.message.text_content() == ""


@pytest.mark.parametrize(
    ("size", "words"), [(MAX_FILE_BYTES + 200_000, "5.2 MB"), (0, "empty")], ids=["large", "empty"]
)
def test_a_file_of_no_use_is_refused_in_the_browser(hand, size, words):
    choose(hand, "scan.png", bytes(size))
    hand.until(lambda: words in hand.message.text_content())
    assert hand.app.seen == []


def test_a_photo_too_large_to_be_sent_is_made_smaller(hand):
    choose(hand, "photo.jpg", large_photo(np.pad(np.full((96, 96), 255, np.uint8), 48)))
    sent = hand.wait("upload").data
    picture = Image.open(io.BytesIO(sent))
    assert len(sent) <= MAX_FILE_BYTES and max(picture.size) == 2048
    hand.until(lambda: hand.message.text_content() == "")


HAND_OVER = """([selector, type, data, name]) => {
    const bytes = Uint8Array.from(data);
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], name, { type: name.endsWith('png') ? 'image/png' : '' }));
    const options = { bubbles: true, cancelable: true };
    const event = type === 'paste'
        ? new ClipboardEvent(type, { ...options, clipboardData: transfer })
        : new DragEvent(type, { ...options, dataTransfer: transfer });
    document.querySelector(selector).dispatchEvent(event);
    return event.defaultPrevented;
}"""


def hand_over(hand, kind, selector="body", name="digit.png"):
    return hand.page.evaluate(HAND_OVER, [selector, kind, list(png()), name])


def test_a_pasted_picture_is_taken_wherever_the_focus_is(hand):
    hand.page.evaluate("document.activeElement.blur()")
    assert hand_over(hand, "paste")
    assert hand.wait("upload") == Upload(png())


def test_a_pasted_file_that_is_no_picture_is_left_alone(hand):
    assert not hand_over(hand, "paste", name="notes.txt")
    hand.rest()
    assert hand.app.seen == []


def test_a_dropped_picture_is_taken(hand):
    assert hand_over(hand, "dragover", "#pad .paper")
    assert hand.root.locator(".stage.dropping").count() == 1
    assert hand_over(hand, "drop", "#pad .paper")
    assert hand.wait("upload") == Upload(png())
    assert hand.root.locator(".stage.dropping").count() == 0


def test_a_value_from_python_is_shown_and_fires_nothing(hand):
    hand.press("Set")
    hand.until(lambda: hand.grey(0.2, 0.5) == 255)
    hand.rest()
    assert hand.app.seen == []
    hand.click("Undo")
    assert hand.wait("input", "release") == GalleryDigit(1503)


def test_two_pads_on_a_page_do_not_meddle(hand):
    other = Hand(hand.page, hand.app, "plain")
    assert other.root.locator(".strip, .another").locator("visible=true").count() == 0
    other.draw((0.2, 0.2), (0.8, 0.2))
    assert len(other.stroke_done().strokes) == 1
    hand.shows(1503)
    assert other.grey(0.5, 0.2) == 255
    hand.click("Clear")
    hand.wait("input", "release")
    assert other.grey(0.5, 0.2) == 255
    other.paper.focus()
    hand_over(hand, "paste")
    other.until(lambda: other.paper.get_attribute("aria-label").endswith("an uploaded picture"))
    assert hand.paper.get_attribute("aria-label").endswith("empty")
    assert hand.wait("upload") == Upload(png())


def test_a_pad_in_a_closed_tab_appears_when_the_tab_is_opened(hand):
    hand.page.get_by_role("tab", name="Two").click()
    late = Hand(hand.page, hand.app, "late")
    late.shows(7)
    hand_over(late, "paste")  # for the pad that is to be seen, though it has no listener in Python
    late.until(lambda: "Reading" in late.message.text_content())
    assert hand.app.seen == []


def test_a_pad_that_is_taken_off_the_page_leaves_nothing_behind(hand):
    hand.click("A 5 from the gallery")
    hand.wait("input", "release")
    hand.press("Hide")
    hand.until(lambda: hand.paper.count() == 0)
    hand_over(hand, "paste")
    hand.wait("upload")  # by the other pad, once
    hand.press("Show")
    hand.paper.wait_for()
    hand.shows(2500)
    hand_over(hand, "paste")
    hand.wait("upload")


PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}


def test_a_finger_draws_and_does_not_scroll(open_page, app):
    hand = Hand(open_page(**PHONE), app)
    hand.shows(1503)
    session = hand.page.context.new_cdp_session(hand.page)

    def touch(kind, *points):
        fingers = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(hand.at(*points))]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    touch("touchStart", (0.5, 0.9))
    for step in range(1, 9):
        touch("touchMove", (0.5, 0.9 - step / 10))
    touch("touchStart", (0.5, 0.1), (0.1, 0.1))  # a second finger draws nothing
    touch("touchMove", (0.5, 0.1), (0.1, 0.5))
    touch("touchEnd")
    (points,) = hand.stroke_done().strokes
    assert points[0] == pytest.approx((0.5, 0.9), abs=0.01)
    assert points[-1] == pytest.approx((0.5, 0.1), abs=0.01)
    assert hand.page.evaluate("scrollY") == 0
    assert hand.grey(0.5, 0.5) == 255


@pytest.mark.parametrize("options", [PHONE, {}], ids=["360", "1000"])
def test_it_fits_and_can_be_hit(open_page, app, options):
    page = open_page(**options)
    hand = Hand(page, app)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    box = hand.paper.bounding_box()
    assert box["width"] == pytest.approx(box["height"], abs=0.5) and 200 < box["width"] <= 320
    heights = hand.root.locator("button").evaluate_all("all => all.map(b => b.offsetHeight)")
    assert len(heights) == 14 and min(heights) >= 32
    sizes = hand.root.locator("button, p").evaluate_all(
        "all => all.map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 12
    edge = (
        "offsetLeft" if page.viewport_size["width"] <= 860 else "offsetTop"
    )  # beside it, or below
    edges = hand.root.locator(".actions button").evaluate_all(f"all => all.map(b => b.{edge})")
    assert len(set(edges)) == 1


def test_everything_has_a_name(hand):
    assert "a 3, number 4 of the gallery" in hand.paper.get_attribute("aria-label")
    names = hand.root.get_by_role("button").evaluate_all(
        "all => all.map(b => b.getAttribute('aria-label') ?? b.textContent)"
    )
    assert len(names) == len(set(names)) == 14 and all(names)


def test_the_gallery_is_found_when_the_app_is_mounted_below_a_path(open_page, app, sprite):
    outer = FastAPI()
    inner = App(sprite)
    gr.mount_gradio_app(outer, inner.blocks, path="/lab", app_kwargs=inner.files)
    server = uvicorn.Server(uvicorn.Config(outer, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        page = open_page(f"http://127.0.0.1:{port}/lab")
        Hand(page, app).shows(1503)
        page.close()
    finally:
        server.should_exit = True
        thread.join()


def test_a_gallery_that_cannot_be_loaded_leaves_the_pad_usable(hand, browser, app):
    page = browser.new_page()
    page.route("**/gallery.png", lambda route: route.abort())
    page.goto(app.url)
    hand = Hand(page, app)
    hand.message.get_by_text("could not be loaded").wait_for()
    assert not hand.root.get_by_role("button", name="Another").is_visible()
    hand.draw((0.2, 0.2), (0.8, 0.2))
    assert len(hand.stroke_done().strokes) == 1
    page.close()
