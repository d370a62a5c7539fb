"""The Map tab: its listeners, and a hand on the map in a browser."""

import csv
import io
import json
import re

import gradio as gr
import numpy as np
import pytest
from PIL import Image

from aedemo.experiments import atlas, coding, restoring
from aedemo.ui.colours import CLASS_COLOURS
from aedemo.ui.components.gallery_map import GalleryMap
from aedemo.ui.pad_values import GalleryDigit, Strokes
from tests.pages import MAPPED, PLANE
from tests.ui.marks import after, two_frames

DIGIT = GalleryDigit(1_234)


@pytest.fixture
def handlers(app):
    return app.handlers


# ------------------------------------------------------------------ the listeners


def test_a_digit_travels_from_where_it_is_to_where_damage_takes_it(app, handlers):
    yours = handlers["gallery_map.follow"](MAPPED, "umap", DIGIT, "gaussian", 0.3)
    digit = app.library.gallery.images[DIGIT.index, 0].numpy().astype(np.float32) / 255
    assert yours.images.shape == (21, 28, 28) and yours.nearest.shape == (21, 10)
    np.testing.assert_allclose(yours.images[0], digit, atol=1e-6)
    assert yours.nearest[0, 0] == DIGIT.index  # it is itself in the gallery
    spoiled = restoring.spoil(digit, "gaussian", 0.5, 7).image
    np.testing.assert_allclose(yours.images[10], spoiled, atol=1e-6)
    place, _ = atlas.locate(app.library, MAPPED, "umap", spoiled[None])
    # Twenty-one images at once and one alone round differently; a hundredth of a pixel is no move.
    np.testing.assert_allclose(yours.path[10], place[0], atol=1e-4)
    json.dumps(GalleryMap().postprocess(yours))


def test_an_answer_is_the_models_and_its_neighbours_are_in_code_space(app, handlers):
    answer = handlers["gallery_map.answer"](MAPPED, "umap", gr.EventData(None, {"index": 77}))
    digits = app.library.gallery.images[:, 0].numpy().astype(np.float32) / 255
    np.testing.assert_allclose(
        answer.image, restoring.repair(app.library, MAPPED, digits[77:78], [None])[0], atol=1e-5
    )
    assert answer.mse == pytest.approx(((answer.image - digits[77]) ** 2).mean(), rel=1e-3)
    codes = coding.encode(app.library, MAPPED, digits)
    distances = np.linalg.norm(codes - codes[77], axis=1)
    assert 77 not in answer.nearest and len(answer.nearest) == 10
    tenth = np.sort(np.delete(distances, 77))[9]
    assert (distances[np.array(answer.nearest)] <= tenth + 1e-4).all()
    json.dumps(GalleryMap().postprocess(answer))


@pytest.mark.parametrize(
    "asked", [*({"index": index} for index in (-1, 5_000, 1.5, "1", None, True)), {"place": None}]
)
def test_there_is_no_answer_to_what_is_no_digit(handlers, asked):
    assert handlers["gallery_map.answer"](MAPPED, "umap", gr.EventData(None, asked)) == gr.skip()


def test_empty_land_is_decoded_from_the_nearest_codes(app, handlers):
    place = app.library.projections(MAPPED).places["umap"][4_000]
    land = handlers["gallery_map.answer"](
        MAPPED, "umap", gr.EventData(None, {"place": place.tolist()})
    )
    code = coding.gallery_codes(app.library, MAPPED)[4_000:4_001]
    expected = coding.decode(app.library, MAPPED, code)[0]  # at the digit itself it weighs all
    np.testing.assert_allclose(land.image, expected, atol=1e-3)
    json.dumps(GalleryMap().postprocess(land))


def test_a_model_of_two_latents_is_its_own_map(app, handlers):
    radio, arranged, table = handlers["gallery_map.arrange_by"](PLANE, "umap")
    assert radio.value == "code" and [kind for _, kind in radio.choices] == ["code", "pca"]
    assert "1.000" in table
    sent = json.loads(json.dumps(GalleryMap().postprocess(arranged)))
    origin, right, below = np.array(sent["corners"])
    codes, places = coding.gallery_codes(app.library, PLANE), app.library.projections(PLANE).places
    for kind, place in places.items():
        origin, right, below = atlas.plane_corners(app.library, PLANE, kind)
        back = origin + place[:, :1] * (right - origin) + place[:, 1:] * (below - origin)
        np.testing.assert_allclose(back, codes, atol=2e-4 * np.ptp(codes))
    assert codes[places["code"][:, 1].argmin(), 1] == codes[:, 1].max()  # upwards
    digit = app.library.gallery.images[:1, 0].numpy().astype(np.float32) / 255
    for kind, place in atlas.project(app.library, PLANE, digit).items():
        np.testing.assert_allclose(place[0], places[kind][0], atol=1e-4)


def test_a_plane_is_left_for_a_map_that_the_model_has(handlers):
    radio, arranged, _ = handlers["gallery_map.arrange_by"](MAPPED, "code")
    assert radio.value == arranged.projection == "umap"
    assert arranged.decoder is arranged.corners is None
    radio, arranged, _ = handlers["gallery_map.arrange_by"](MAPPED, "pca")
    assert radio.value == arranged.projection == "pca"
    assert handlers["gallery_map.follow"](MAPPED, "code", DIGIT, "gaussian", 0.3) == gr.skip()


@pytest.mark.parametrize("place", [[2, 0], [0.5], "ab", ["a", "b"], [float("nan"), 0.5], [None, 1]])
def test_nothing_is_decoded_off_the_map(handlers, place):
    with pytest.raises(gr.Error, match="place on the map"):
        handlers["gallery_map.answer"](MAPPED, "umap", gr.EventData(None, {"place": place}))


def test_an_empty_pad_leaves_the_map_as_it_is(handlers):
    assert handlers["gallery_map.follow"](MAPPED, "umap", Strokes(()), "gaussian", 0.3) == gr.skip()


def test_another_projection_comes_with_its_figures(handlers):
    arranged, figures = handlers["gallery_map.arrange_anew"](MAPPED, "pca")
    sent = GalleryMap().postprocess(arranged)
    assert sent["projection"] == "pca" and sent["url"].endswith(f"/maps/{MAPPED}.safetensors")
    assert "0.900" in figures and "95.0 %" in figures


# ------------------------------------------------------------------ in a browser


def stands(page):
    page.wait_for_selector("[data-rested] canvas.over")
    page.wait_for_function("!document.querySelector('.neighbours button').disabled")


@pytest.fixture
def page(share_page):
    """The tab with nothing pointed at or chosen: a test that changes more sets it back."""
    page = share_page("tab=map", stands)
    page.mouse.move(2, 2)
    page.locator("canvas.over").first.press("Escape")
    page.evaluate("scrollTo(0, 0)")
    return page


@pytest.fixture
def open_map(open_page):
    """Open the tab afresh."""

    def open_it(**options):
        page = open_page(query="tab=map", **options)
        stands(page)
        return page

    return open_it


def at_rest(page, act):
    """Do something and wait until all that it moves has come to rest."""
    act()
    two_frames(page)
    page.wait_for_function(
        """() => { const { rested, painted } = document.querySelector('[data-rested]').dataset;
          return rested === painted; }"""
    )


def changes(page, selector, before):
    """Wait until such a canvas shows another picture."""
    page.wait_for_function(
        "([selector, before]) => document.querySelector(selector).toDataURL() !== before",
        arg=[selector, before],
    )


def place_of(page, app, index):
    """Where a gallery digit lies in the first view, in pixels on the page."""
    return on_page(page, *app.library.projections(MAPPED).places["umap"][index])


def on_page(page, x, y):
    """Where a place of the first map is in the first view, in pixels on the page."""
    box = page.locator("canvas.over").first.bounding_box()
    scale = box["width"] / (1.08 * max(1, box["width"] / box["height"]))
    return (
        float(box["x"] + box["width"] / 2 + (x - 0.5) * scale),
        float(box["y"] + box["height"] / 2 + (y - 0.5) * scale),
    )


def empty_place(app):
    """The place in the middle of the first map from which the nearest digit is farthest."""
    places, axis = app.library.projections(MAPPED).places["umap"], np.linspace(0.2, 0.8, 25)
    lattice = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 1, 2)
    nearest = np.linalg.norm(lattice - places, axis=2).min(axis=1)
    return lattice[nearest.argmax(), 0]


def colours(page, map=0):
    return (
        page.locator("canvas.base")
        .nth(map)
        .evaluate(
            """canvas => { const data = canvas.getContext('2d')
             .getImageData(0, 0, canvas.width, canvas.height).data, seen = new Set();
           for (let i = 0; i < data.length; i += 4)
             seen.add(data[i] << 16 | data[i + 1] << 8 | data[i + 2]);
           return seen.size; }"""
        )
    )


def test_the_map_opens_with_digits_and_yours_among_them(page):
    assert colours(page) > 10
    assert page.locator(".reading .what").first.inner_text() == "Your digit"
    assert page.locator(".near .neighbours").first.locator("button:not([disabled])").count() == 10
    assert page.get_by_text("Trustworthiness").first.is_visible()


def test_pointing_shows_the_digit_and_the_models_answer(app, page):
    page.mouse.move(*place_of(page, app, 4_321))
    page.wait_for_function("/^MSE /.test(document.querySelector('.reading .error').textContent)")
    assert page.locator(".reading .what").first.inner_text().startswith("A ")
    page.mouse.move(2, 2)
    page.locator(".reading .what", has_text="Your digit").first.wait_for()


def test_a_click_chooses_and_the_keyboard_walks_to_its_neighbours(app, page):
    page.mouse.click(*place_of(page, app, 4_321))
    what = page.locator(".reading .what", has_text=re.compile("^A ")).first
    what.wait_for()
    page.mouse.move(2, 2)
    two_frames(page)
    chosen = page.locator(".reading .what").first.inner_text()
    assert chosen.startswith("A ")
    page.locator("canvas.over").first.press("ArrowRight")
    page.wait_for_function(
        "chosen => document.querySelector('.reading .what').innerText !== chosen", arg=chosen
    )
    neighbour = page.locator(".reading .what").first.inner_text()
    assert neighbour.startswith("A ") and neighbour != chosen
    assert page.locator(".near .spoken").first.inner_text() == neighbour
    page.keyboard.press("Escape")


def test_wheel_and_reset_change_the_view_without_a_request(page):
    picture = "canvas => canvas.toDataURL()"
    base, requested = page.locator("canvas.base").first, len(page.requested)
    before = base.evaluate(picture)
    page.locator("canvas.over").first.hover(position={"x": 20, "y": 200})
    after(page, "canvas.over", lambda: page.mouse.wheel(0, -600), "rested")
    assert base.evaluate(picture) != before
    reset = page.get_by_role("button", name="Reset view").first
    after(page, "canvas.over", reset.click, "rested")
    assert base.evaluate(picture) == before
    assert not [
        url for url in page.requested[requested:] if "queue" not in url and "run" not in url
    ]


def test_a_class_can_be_hidden(page):
    before = colours(page)
    classes = [
        page.get_by_role("button", name=f"The class {digit}").first for digit in range(1, 10)
    ]
    for each in classes:
        at_rest(page, each.click)
    assert 1 < colours(page) < before
    for each in classes:
        at_rest(page, each.click)
    assert colours(page) == before


def test_the_level_moves_your_digit_without_a_request(page):
    seen = page.locator(".reading .seen").first
    before, requested = seen.evaluate("c => c.toDataURL()"), len(page.requested)
    slider = page.locator("input[type=range][aria-label*=Level]:visible")
    slider.press("End")
    changes(page, ".reading .seen", before)
    slider.press("Home")
    page.wait_for_function(
        "before => document.querySelector('.reading .seen').toDataURL() === before", arg=before
    )
    assert len(page.requested) == requested


def test_drawing_moves_it_too(page):
    before = page.locator(".reading .seen").first.evaluate("c => c.toDataURL()")
    page.locator("[data-drawpad]:visible").get_by_label("A 5 from the gallery").click()
    changes(page, ".reading .seen", before)
    page.get_by_role("button", name="Undo").locator("visible=true").click()
    page.wait_for_function(
        "before => document.querySelector('.reading .seen').toDataURL() === before", arg=before
    )


def test_the_digits_travel_to_another_projection(page):
    before = page.locator("canvas.base").first.evaluate("c => c.toDataURL()")
    page.get_by_role("radio", name="PCA").first.check()
    at_rest(page, page.locator(".map .title", has_text="PCA").first.wait_for)
    assert page.locator("canvas.base").first.evaluate("c => c.toDataURL()") != before
    page.get_by_role("radio", name="UMAP").first.check()
    at_rest(page, page.locator(".map .title", has_text="UMAP").first.wait_for)
    assert page.locator("canvas.base").first.evaluate("c => c.toDataURL()") == before


def test_every_question_is_answered_and_the_last_one_last(app, page):
    shown = page.locator(".map").first
    places = [place_of(page, app, index) for index in (77, 1_077, 2_077, 3_077, 4_321)]
    page.locator("canvas.over").first.evaluate(  # all before the first can be answered
        """(canvas, places) => { for (const [clientX, clientY] of places)
             canvas.dispatchEvent(new PointerEvent("pointermove", { clientX, clientY })); }""",
        places,
    )
    page.wait_for_function("/^MSE /.test(document.querySelector('.reading .error').textContent)")
    what, error = (
        shown.locator(".reading .what").inner_text(),
        shown.locator(".reading .error").inner_text(),
    )
    digit, number = (int(text) for text in what.removeprefix("A ").split(", number "))
    index = 500 * digit + number - 1
    digits = app.library.gallery.images[index, 0].numpy().astype(np.float32)[None] / 255
    image = restoring.repair(app.library, MAPPED, digits, [None])
    assert error == f"MSE {np.square(image - digits).mean():.4f}"


def choose_plane(page):
    page.locator("input[aria-label=Model]:visible").first.click()
    page.get_by_role("option", name="2-D VAE").click()
    at_rest(page, page.locator(".title", has_text="2-D VAE, Code").first.wait_for)


def test_a_plane_is_decoded_under_the_pointer_without_a_request(app, open_map):
    page = open_map()
    choose_plane(page)
    assert page.get_by_role("radio", name="Code").is_checked()
    requested, seen = len(page.requested), page.locator(".reading .seen").first
    place = (-0.02, 0.02)  # of untrained codes none lies there
    page.mouse.move(*on_page(page, *place))
    page.locator(".how", has_text="decoded at this very place").first.wait_for()
    assert len(page.requested) == requested
    drawn = seen.evaluate("c => [...c.getContext('2d').getImageData(0, 0, 28, 28).data]")
    origin, right, below = atlas.plane_corners(app.library, PLANE, "code")
    code = origin + place[0] * (right - origin) + place[1] * (below - origin)
    expected = coding.decode(app.library, PLANE, code[None].astype(np.float32))[0]
    np.testing.assert_allclose(np.reshape(drawn, (28, 28, 4))[..., 0], 255 * expected, atol=3)


def download(page, kind):
    with page.expect_download() as waiting:
        page.get_by_role("button", name=f"Download as {kind}").first.click()
    download = waiting.value
    assert download.suggested_filename == f"aedemo-map-{MAPPED}-umap.{kind.lower()}"
    return download.path().read_bytes()


def test_the_points_come_as_a_table_with_y_upwards(app, page):
    rows = list(csv.DictReader(io.StringIO(download(page, "CSV").decode())))
    assert list(rows[0]) == ["index", "class", "x", "y"] and len(rows) == 5_000
    expected = app.library.projections(MAPPED).places["umap"][4_321]
    row = rows[4_321]
    assert (row["index"], row["class"]) == ("4321", "8")
    assert [float(row["x"]), 1 - float(row["y"])] == pytest.approx(expected, abs=2e-5)


def test_a_projection_that_was_offered_a_moment_ago_stands_for_the_first(app):
    arranged, _ = app.handlers["gallery_map.arrange_anew"](PLANE, "umap")
    assert arranged.projection == "code"


def test_the_map_comes_as_a_picture_with_its_legend(page):
    picture = np.asarray(Image.open(io.BytesIO(download(page, "PNG"))).convert("RGB"))
    box = page.locator("canvas.over").first.bounding_box()
    assert picture.shape[1] == pytest.approx(2 * box["width"], abs=2)
    legend, title = picture[-88:], picture[:88]
    colours = {tuple(bytes.fromhex(colour[1:])) for colour in CLASS_COLOURS}
    assert colours <= set(map(tuple, legend.reshape(-1, 3)))
    assert (title.min(axis=-1) > 200).sum() > 100


def test_the_map_comes_as_a_page_that_needs_nothing_else(browser, page, tmp_path):
    path = tmp_path / "map.html"
    path.write_bytes(download(page, "HTML"))
    page = browser.new_page()
    requested = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_selector(".js-plotly-plot .legend .traces:nth-child(10)", state="attached")
    data = page.evaluate(
        """() => document.querySelector('.js-plotly-plot')._fullData.map(
            ({name, _length, marker, hovertemplate}) =>
                [name, _length, marker.color, hovertemplate])"""
    )
    page.close()
    assert requested == [path.as_uri()]
    for digit, (name, count, colour, hover) in enumerate(data):
        assert (name, count, colour) == (str(digit), 500, CLASS_COLOURS[digit])
        assert hover.startswith(f"A {digit}, number ")


def settle_scroll(page):
    """Wait until two frames in a row stand at the same place."""
    page.evaluate(
        """async () => {
          for (let last = NaN; last !== scrollY;) {
            last = scrollY;
            for (let i = 0; i < 6; i++) await new Promise((done) => requestAnimationFrame(done));
          } }"""
    )


def test_a_finger_scrolls_the_page_and_two_move_the_map(app, open_map):
    page = open_map(viewport={"width": 360, "height": 600}, has_touch=True, is_mobile=True)
    session, over = page.context.new_cdp_session(page), page.locator("canvas.over").first
    base = page.locator("canvas.base").first

    def swipe(*fingers, by):
        over.evaluate("canvas => canvas.scrollIntoView({ block: 'center' })")
        settle_scroll(page)
        box = over.bounding_box()
        for step in range(6):
            points = [
                {"x": box["x"] + x + step * by[0], "y": box["y"] + y + step * by[1], "id": i}
                for i, (x, y) in enumerate(fingers)
            ]
            kind = "touchMove" if step else "touchStart"
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    over.evaluate("canvas => canvas.scrollIntoView({ block: 'center' })")
    settle_scroll(page)
    page.touchscreen.tap(*on_page(page, *empty_place(app)))
    page.locator(".how", has_text="a blend of the 8 nearest codes").first.wait_for()
    before = base.evaluate("c => c.toDataURL()")
    swipe((150, 150), by=(0, 0))
    scrolled = page.evaluate("scrollY")
    swipe((150, 150), by=(15, 1))
    assert base.evaluate("c => c.toDataURL()") == before
    swipe((150, 150), by=(0, -15))
    page.wait_for_function("(before) => scrollY > before + 30", arg=scrolled)
    settle_scroll(page)
    assert base.evaluate("c => c.toDataURL()") == before
    swipe((150, 150), by=(0, 0))
    scrolled = page.evaluate("scrollY")
    after(page, "canvas.over", lambda: swipe((100, 150), (200, 150), by=(0, -10)), "rested")
    assert page.evaluate("scrollY") == scrolled
    assert base.evaluate("c => c.toDataURL()") != before


def test_a_second_map_points_at_the_same_digit(app, open_map):
    page = open_map()
    page.get_by_label("A second map beside it").check()
    second = page.locator("canvas.over").nth(1)
    second.wait_for()
    page.locator("[data-rested] canvas.over").nth(1).wait_for()
    assert colours(page, 1) > 10
    page.locator("canvas.over").first.scroll_into_view_if_needed()
    page.mouse.move(*place_of(page, app, 4_321))
    page.wait_for_function(
        "[...document.querySelectorAll('.reading .what')].every(e => /^A /.test(e.textContent))"
    )
    assert len(set(page.locator(".reading .what").all_inner_texts())) == 1
