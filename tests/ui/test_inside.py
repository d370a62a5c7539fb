"""The Inside tab: its listeners, and the page in a browser."""

from types import SimpleNamespace

import gradio as gr
import numpy as np
import plotly.graph_objects as go
import pytest

from aedemo.experiments import capacity, tangents
from aedemo.ui.components.field import MOST_POINTS
from aedemo.ui.components.tiles import Tiles
from aedemo.ui.listeners import named_listeners
from aedemo.ui.pad_values import GalleryDigit, Strokes
from aedemo.ui.tabs import inside
from aedemo.ui.tabs.inside.contraction import FIRST_STEP, WALK
from tests.ui.marks import after, asked, picture, quiet, until

DIGIT = GalleryDigit(2100)
MODELS = ("dense-shallow", "conv-deep")
HEADINGS = {
    "Kernels": "What the first layer looks for",
    "Contraction": "What contraction means",
    "Capacity": "How much fits into a code",
    "Layers": "Layer by layer",
    "Step by step": "The randomized network",
    "Manifold": "The manifold",
}
TITLES = (*HEADINGS,)
KERNEL = "canvas[aria-label='the kernel, 1']"
MAPS = "canvas[aria-label='encoder, 1']"
FIELD = "canvas[role=application][aria-label^='The plane: each arrow']"


@pytest.fixture
def handlers(app):
    return app.handlers


def test_two_first_layers_are_shown_on_one_scale(handlers):
    (left, right), excited = handlers["inside.kernels.show"](DIGIT, *MODELS, 0)
    assert max(np.abs(each.tiles).max() for each in (left, right)) == 1  # what is beyond stays
    assert left.tiles.shape == (100, 28, 28) and right.tiles.shape == (10, 3, 3)
    assert len(Tiles().postprocess([left, right, *excited])) == 5


def test_a_chosen_kernel_is_shown_with_its_answer_and_its_digits(app, handlers):
    number = handlers["inside.kernels.choose"](gr.EventData(None, {"section": 1, "tile": 4}))
    kernel, answer, digits = handlers["inside.kernels.excite"](DIGIT, *MODELS, number)
    _, (fifth, *_) = handlers["inside.kernels.show"](DIGIT, *reversed(MODELS), number - 100)
    np.testing.assert_array_equal(kernel.tiles, fifth.tiles)
    assert kernel.tiles.shape == (1, 3, 3) and answer.tiles.shape == (1, 28, 28)
    assert digits.tiles.shape == (10, 28, 28) and digits.grey


@pytest.mark.parametrize(
    "place",
    [{"section": 2, "tile": 0}, {"section": 0, "tile": -1}, {"section": 0, "tile": 100}, {}],
)
def test_no_other_kernel_can_be_chosen(handlers, place):
    with pytest.raises(gr.Error, match="no such kernel"):
        handlers["inside.kernels.choose"](gr.EventData(None, place))


@pytest.mark.parametrize("number", [-1, 200, None, "x"])
def test_no_other_kernel_can_be_asked_for(handlers, number):
    with pytest.raises(gr.Error, match="The kernel must"):
        handlers["inside.kernels.excite"](DIGIT, *MODELS, number)


def test_three_spectra_and_the_walks_along_one(app, handlers):
    figure, pages = handlers["inside.contraction.contract"](DIGIT, 0, 2)
    names = tangents.trios(app.library)[0]
    spectra = go.Figure(figure).data
    assert len(spectra) == 3
    digit = app.library.gallery.images[DIGIT.index, 0].numpy().astype(np.float32) / 255
    expected = tangents.spectrum(app.library, names[2], digit).values
    np.testing.assert_allclose(spectra[2].y, np.maximum(expected, 1e-3), rtol=1e-3)
    assert pages.images.shape == (10, len(WALK), 28, 28)
    assert list(pages.signed) == [True] * 5 + [False] * 5
    assert pages.at is None  # another digit leaves the walk where it is
    said = [[float(words.removeprefix("s ")) for words in notes] for notes in pages.notes]
    np.testing.assert_allclose([values[0] for values in said[:5]], expected[:5], atol=0.005)
    errors = np.square(pages.images[5:] - pages.images[5:, [8]]).mean(axis=(2, 3))
    np.testing.assert_allclose(said[5:], errors, atol=5e-5)


VALUES = (*MODELS, 0, 0, 0, 16, "vae")  # of all parts' inputs


def test_only_the_part_in_view_follows_the_pad_and_only_to_another_digit(handlers):
    follow = handlers["inside.follow_digit"]
    sizes = (1, 2, 1, 1, 1, 0)  # the outputs of each; the manifold shows no digit
    for place, title in enumerate(TITLES):
        followed, *answers = follow(title, {}, DIGIT, *VALUES)
        start = sum(sizes[:place])
        moved = [answer != gr.skip() for answer in answers]
        assert moved == [start <= i < start + sizes[place] for i in range(sum(sizes))]
        assert {name for name, digit in followed.items() if digit} == {title} - {"Manifold"}
        _, *again = follow(title, followed, DIGIT, *VALUES)
        _, *empty = follow(title, followed, Strokes(()), *VALUES)
        assert all(answer == gr.skip() for answer in [*again, *empty])


def test_every_step_of_a_digit_through_a_network_is_shown(handlers):
    *_, stages, _ = handlers["inside.follow_digit"]("Layers", {}, DIGIT, *VALUES)
    assert [each.title for each in stages] == ["encoder", "encoder", "decoder", "decoder"]
    *_, steps = handlers["inside.follow_digit"]("Step by step", {}, DIGIT, *VALUES)
    assert steps.images.shape == (4, 1, 28, 28)


def test_every_size_is_a_page(app, handlers):
    *_, pages, _, _ = handlers["inside.follow_digit"]("Capacity", {}, DIGIT, *VALUES)
    assert pages.images.shape == (3, 7, 28, 28) and pages.at == pytest.approx(4 / 6)
    assert all(note.endswith(" dB") for notes in pages.notes[1:] for note in notes)
    figure = go.Figure(handlers["inside.capacity.mark_size"](16))
    measured = capacity.errors(app.library)["autoencoder"]
    np.testing.assert_allclose(figure.data[0].y, measured, rtol=1e-3)
    assert figure.data[0].marker.size[4] > figure.data[0].marker.size[3]


@pytest.mark.parametrize("d", [3, None, "8", float("nan")])
def test_no_other_size_can_be_asked_for(handlers, d):
    with pytest.raises(gr.Error, match="1, 2, 4, 8"):
        handlers["inside.capacity.mark_size"](d)


@pytest.mark.parametrize(
    "places", [None, [], [0.5, 0.5], [[2, 0]], [["a", "b"]], [[0.5, 0.5]] * (MOST_POINTS + 1)]
)
def test_a_few_points_are_dropped_in_the_plane_only(handlers, places):
    with pytest.raises(gr.Error, match="Points of the plane"):
        handlers["inside.manifold.drop"]("spiral-5", gr.EventData(None, {"places": places}))


# ------------------------------------------------------------------ in a browser


@pytest.fixture
def open_part(open_page):
    """The tab with a part open, in a page of its own."""

    def open_it(part):
        page = open_page("tab=inside")
        stands(page)
        show(page, part)
        return page

    return open_it


@pytest.fixture
def share_part(share_page):
    """The same in a page that tests share which need not know what was done before."""

    def share(part, **options):
        page = share_page("tab=inside", stands, **options)
        show(page, part)
        return page

    return share


def stands(page):
    page.wait_for_selector(".sections button", state="attached")


def show(page, part):
    page.get_by_role("radio", name=part, exact=True).check(force=True)
    page.get_by_role("heading", name=HEADINGS[part]).wait_for()
    quiet(page)


def headings(page):
    return [
        each for each in HEADINGS.values() if page.get_by_role("heading", name=each).is_visible()
    ]


def test_one_part_is_shown(share_part):
    for part in TITLES:
        assert headings(share_part(part)) == [HEADINGS[part]]


def test_a_part_follows_the_digit_when_it_is_opened_and_not_before(open_part):
    page = open_part("Kernels")
    kernel = page.get_by_role("button", name="Dense, shallow, 5", exact=True)
    after(page, KERNEL, kernel.click)
    chosen, maps = picture(page, KERNEL), picture(page, MAPS)
    answer = page.locator(".single .aside").nth(1)
    before = answer.inner_text()
    page.get_by_role("img", name="A handwritten 7").locator("visible=true").first.click()
    until(page, lambda: answer.inner_text() != before, "the kernel's answer to the other digit")
    quiet(page)
    assert picture(page, KERNEL) == chosen and picture(page, MAPS) == maps
    show(page, "Layers")
    assert picture(page, MAPS) != maps
    seen = len(asked(page))
    show(page, "Kernels")
    assert kernel.get_attribute("aria-pressed") == "true" and picture(page, KERNEL) == chosen
    assert len(asked(page)) == seen + 1  # which part is open, of which nothing is new


def test_walks_open_where_there_is_something_to_see_and_are_leafed_through_here(share_part):
    page = share_part("Contraction")
    along = page.get_by_role("slider", name="How far along the direction, a")
    assert float(along.input_value()) == FIRST_STEP
    walked = "canvas[aria-label='along 1']"
    opened = picture(page, walked)
    requests = asked(page)
    after(page, walked, lambda: along.press("Home"))
    seen = [picture(page, walked)]
    for _ in WALK[WALK <= FIRST_STEP][1:]:
        after(page, walked, lambda: along.press("ArrowRight"))
        seen.append(picture(page, walked))
    assert seen[-1] == opened and opened not in (seen[0], seen[np.flatnonzero(WALK == 0)[0]])
    assert asked(page) == requests


def test_the_part_a_kernel_and_the_points_outlive_a_reload_and_stand_in_the_link(
    open_part, open_page
):
    page = open_part("Kernels")
    first = picture(page, KERNEL)
    name = "Dense, shallow denoising, 5"
    after(page, KERNEL, page.get_by_role("button", name=name, exact=True).click)
    chosen = picture(page, KERNEL)
    show(page, "Manifold")
    empty = settled(page)
    field = page.locator(FIELD)
    field.click(position={"x": 40, "y": 60})
    field.press("ArrowLeft")
    field.press("Enter")
    dropped = settled(page)
    for said in ("part=Manifold", "kernel=104", "field="):
        page.wait_for_function("(said) => location.hash.includes('inside.' + said)", arg=said)
    page.get_by_role("tab", name="Restore").click()
    page.get_by_role("tab", name="Inside").click()
    page.reload()
    other = open_page(f"tab=inside{page.url[page.url.index('#') :]}")
    for each in (page, other):
        each.bring_to_front()
        each.locator("#tab-inside [data-reopened]").wait_for(state="attached")
        assert settled(each) == dropped != empty
        assert headings(each) == [HEADINGS["Manifold"]]
        show(each, "Kernels")
        assert each.locator("[aria-pressed=true]").get_by_label(name, exact=True).count() == 1
        assert picture(each, KERNEL) == chosen != first
        show(each, "Manifold")
        assert settled(each) == dropped
    page.bring_to_front()
    # Another network is asked to pull the same points.
    with page.expect_request(lambda request: "places" in (request.post_data or "")):
        page.get_by_role("radio", name="0.2", exact=True).check(force=True)
    assert settled(page) == dropped  # untrained, it is the same


def test_every_mark_on_the_manifold_is_explained(share_part):
    marks = share_part("Manifold").locator(".key").inner_text()
    for mark in ("spiral", "reconstruction", "length", "dropped", "fed back"):
        assert mark in marks


def settled(page):
    """The field once its points have come to rest; without the keyboard's cross."""
    quiet(page)
    page.evaluate("document.activeElement.blur()")
    before = None
    while (now := picture(page, FIELD)) != before:
        before = now
        page.wait_for_timeout(250)
    return now


def test_a_part_that_shows_no_digit_is_a_file_and_its_name(app, monkeypatch):
    """One more part, of which nothing follows the digit: it is there, and the others go on."""

    def build(library, pad, first):
        gr.Markdown("What one more shows")

    more = SimpleNamespace(TITLE="One more", trained=lambda library: True, build=build)
    monkeypatch.setattr(inside, "PARTS", (more, *inside.PARTS))
    with gr.Blocks() as page:
        inside.build(app.library)
    follow = named_listeners(page)["inside.follow_digit"]
    _, *answers = follow("One more", {}, DIGIT, *VALUES)
    assert all(answer == gr.skip() for answer in answers)
    _, *answers = follow("Capacity", {}, DIGIT, *VALUES)
    assert [answer != gr.skip() for answer in answers] == [False] * 3 + [True] + [False] * 2
