"""The Uses tab: its listeners with good and bad input, and the page in a browser."""

import base64
import json
from types import SimpleNamespace

import gradio as gr
import numpy as np
import plotly.graph_objects as go
import pytest

from aedemo.experiments import coding, restoring
from aedemo.measures.anomalies import ERROR_QUANTILES
from aedemo.methods.anomalies import ANOMALIES
from aedemo.methods.compression import code_bytes
from aedemo.methods.resolution import SIDES, averaged, nearest
from aedemo.models.catalogue import VARIANTS
from aedemo.ui.components.hole import Hole, Holed
from aedemo.ui.components.results import Results
from aedemo.ui.components.verdicts import FEW, Verdicts
from aedemo.ui.files import MODULES, public_files, script_address
from aedemo.ui.listeners import Follower, named_listeners
from aedemo.ui.pad_values import GalleryDigit, Strokes
from aedemo.ui.tabs import uses as uses_tab
from aedemo.ui.tabs.uses import descent
from aedemo.ui.tabs.uses.anomalies import _rank
from aedemo.ui.theme import CSS
from tests.pages import ON_WALL, lacking, serving
from tests.ui.marks import after, until

SOURCE, EMPTY = GalleryDigit(700), Strokes(())
MISSING = np.zeros((28, 28), bool)
MISSING[10:20, 9:19] = True
HOLE = Holed(None, MISSING)
TITLES = ("Anomalies", "Compression", "Inpainting", "Super-resolution")


@pytest.fixture
def handlers(app):
    return app.handlers


@pytest.fixture
def digit(app):
    return app.library.gallery.images[SOURCE.index, 0].numpy().astype(np.float32) / 255


# ------------------------------------------------------------------ the listeners


@pytest.mark.parametrize("kind", ["as-it-is", *ANOMALIES])
def test_every_model_judges_every_anomaly(app, handlers, digit, kind):
    (clean, seen), judged = handlers["uses.anomalies.spot"](SOURCE, kind, 5, 3)
    np.testing.assert_array_equal(clean, digit)
    assert np.array_equal(seen, digit) == (kind == "as-it-is")
    assert judged.answers.shape == (len(ON_WALL), 28, 28) and judged.rate == 0.05
    errors = np.square(judged.answers - seen).mean(axis=(1, 2))
    np.testing.assert_allclose(judged.errors, errors, rtol=1e-4)
    vae = ON_WALL.index("vae")
    expected = restoring.repair(app.library, "vae", seen[None], [None])[0]
    np.testing.assert_allclose(judged.answers[vae], expected, atol=1e-5)
    json.dumps(Verdicts().postprocess(judged))


def test_the_rank_is_the_share_of_digits_with_a_smaller_error():
    errors = np.random.default_rng(0).gamma(2, size=999)
    quantiles = np.quantile(errors, ERROR_QUANTILES).tolist()
    for error in (0.5, 1.0, 3.0):
        assert _rank(error, quantiles) == pytest.approx((errors < error).mean(), abs=0.005)
    assert _rank(99, quantiles) == 1 and _rank(0, quantiles) == 0


@pytest.mark.parametrize(("name", "bits"), [("vae", 8), ("vae-2", 3), ("conv-universal", 2)])
def test_a_code_is_as_many_bytes_as_it_says(handlers, digit, name, bits):
    shown, words = handlers["uses.compression.compress"](SOURCE, name, bits)
    size = code_bytes(VARIANTS[name].latent_dim, bits)
    assert f"**{size} bytes**" in words and shown[1].figure == f"{size} bytes"
    np.testing.assert_array_equal(shown[0].image, digit)
    pca = next(each for each in shown if each.caption.startswith("PCA"))
    assert int(pca.figure.split()[0]) <= size
    assert [each.caption.split(",")[0] for each in shown[-3:]] == ["JPEG", "WebP", "PNG"]
    json.dumps(Results().postprocess(shown))


def test_more_bits_come_closer_to_the_code_itself(app, handlers, digit):
    (code,) = coding.encode(app.library, "bottleneck", digit[None])
    low, high = (app.library.record("bottleneck").latents[end] for end in ("low", "high"))
    own = coding.decode(app.library, "bottleneck", np.clip(code, low, high)[None].astype("f4"))
    errors = [
        np.abs(
            handlers["uses.compression.compress"](SOURCE, "bottleneck", bits)[0][1].image - own[0]
        ).max()
        for bits in (2, 6, 16)
    ]
    assert errors[0] > errors[1] > errors[2] and errors[2] < 1e-3


def test_holes_are_filled_and_all_else_is_kept(handlers, digit):
    shown, frames = handlers["uses.inpainting.fill"](SOURCE, HOLE)
    assert {"Telea", "Navier-Stokes"} < {each.caption for each in shown[2:]}
    for each in shown[1:]:
        np.testing.assert_array_equal(each.image[~MISSING], digit[~MISSING])
    assert (shown[1].image[MISSING] == 0).all()
    for each in shown[2:]:
        error = np.square(each.image - digit)[MISSING].mean()
        assert each.figure == f"MSE {error:.4f}"
    assert [each.best for each in shown].count(True) >= 1
    assert all(frame.image is None for frame in frames)


def test_without_a_hole_there_is_nothing_to_be_wrong_about(handlers):
    shown, _ = handlers["uses.inpainting.fill"](SOURCE, Holed(None, np.zeros((28, 28), bool)))
    assert {each.figure for each in shown[2:]} == {"no hole"}
    assert not any(each.best for each in shown)


@pytest.mark.parametrize("side", SIDES)
def test_few_pixels_are_made_many(handlers, digit, side):
    (clean, seen), shown, _ = handlers["uses.superresolution.enlarge"](SOURCE, side)
    np.testing.assert_array_equal(clean, digit)
    np.testing.assert_allclose(seen, nearest(averaged(digit[None], side))[0])
    images = {each.caption: each.image for each in shown}
    np.testing.assert_array_equal(images["nearest pixel"], seen)
    assert {"bicubic", "U-Net, universal"} < set(images)


def test_a_descent_shows_its_frames_as_it_goes(handlers):
    for frames in (
        list(handlers["uses.inpainting.fill_by_energy"](SOURCE, HOLE, "vae")),
        list(handlers["uses.superresolution.enlarge_by_energy"](SOURCE, 7, "vae")),
    ):
        assert len(frames) > 20
        nats = [float(strip[-1].aside.split()[0]) for strip in frames]
        assert nats[-1] < nats[0]
        assert [each.caption for each in frames[-1]] == [
            f"step {step + 1}" for step in descent.MILESTONES
        ]
        assert frames[0][1].image is None and frames[-1][1].image is not None


def test_only_the_open_part_follows_the_pad_and_only_to_another_digit(app, handlers):
    nothing = dict.fromkeys(TITLES, 0)
    values = ["mirrored", 5, 3, "vae", 8, HOLE, 7]
    sizes = (2, 2, 3, 3)
    for place, title in enumerate(TITLES):
        followed, *answers = handlers["uses.follow_digit"](title, nothing, SOURCE, *values)
        start = sum(sizes[:place])
        moved = [answer != gr.skip() for answer in answers]
        assert moved == [start <= i < start + sizes[place] for i in range(sum(sizes))]
        assert {name for name in TITLES if followed[name]} == {title}
        _, *again = handlers["uses.follow_digit"](title, followed, SOURCE, *values)
        _, *empty = handlers["uses.follow_digit"](title, followed, EMPTY, *values)
        assert all(answer == gr.skip() for answer in [*again, *empty])


def test_an_empty_pad_leaves_everything_as_it_is(handlers):
    assert handlers["uses.anomalies.spot"](EMPTY, "mirrored", 5, 3) == gr.skip()
    assert handlers["uses.compression.compress"](EMPTY, "vae", 8) == gr.skip()
    assert handlers["uses.inpainting.fill"](EMPTY, HOLE) == gr.skip()
    assert handlers["uses.superresolution.enlarge"](EMPTY, 7) == gr.skip()
    assert not list(handlers["uses.inpainting.fill_by_energy"](EMPTY, HOLE, "vae"))
    assert not list(handlers["uses.superresolution.enlarge_by_energy"](EMPTY, 7, "vae"))


@pytest.mark.parametrize(
    ("listener", "values"),
    [
        ("anomalies.spot", (SOURCE, "nothing", 5, 3)),
        ("anomalies.spot", (SOURCE, ["mirrored"], 5, 3)),
        ("anomalies.spot", (SOURCE, "mirrored", float("nan"), 3)),
        ("anomalies.spot", (SOURCE, "mirrored", 99, 3)),
        ("anomalies.spot", (SOURCE, "mirrored", 5, None)),
        ("anomalies.draw_roc", ("mirrored", "vae", 5)),
        ("anomalies.draw_roc", ("mirrored", ["vae"] * 4, 5)),
        ("anomalies.draw_roc", ("mirrored", [], "x")),
        ("compression.compress", (SOURCE, "unet-universal", 8)),
        ("compression.compress", (SOURCE, None, 8)),
        ("compression.compress", (SOURCE, "vae", 17)),
        ("compression.compress", (SOURCE, "vae", "eight")),
        ("compression.draw_rates", ("vae", None)),
        ("superresolution.enlarge", (SOURCE, 9)),
        ("superresolution.enlarge", (SOURCE, {})),
        ("superresolution.tell", (7, "nothing")),
        ("inpainting.tell", ("nothing",)),
        ("anomalies.another", (None,)),
        ("follow_digit", ("Nothing", {}, SOURCE)),
    ],
)
def test_nonsense_is_answered_with_a_sentence(handlers, listener, values):
    with pytest.raises(gr.Error) as error:
        handlers[f"uses.{listener}"](*values)
    assert error.value.message.endswith(".")


@pytest.mark.parametrize("values", [(SOURCE, HOLE, "bottleneck"), (SOURCE, HOLE, None)])
def test_only_what_has_a_prior_can_descend(handlers, values):
    with pytest.raises(gr.Error, match="send one of"):
        next(handlers["uses.inpainting.fill_by_energy"](*values))
    with pytest.raises(gr.Error, match="send one of"):
        next(handlers["uses.superresolution.enlarge_by_energy"](SOURCE, 7, values[-1]))


def test_the_curves_are_the_measured_ones(app, handlers):
    figure = go.Figure(handlers["uses.anomalies.draw_roc"]("shapes", ["vae", "unet-universal"], 5))
    named = {trace.name: trace for trace in figure.data}
    assert set(named) == {"guessing", "VAE, 0.80", "U-Net, universal, 0.80"}
    np.testing.assert_array_equal(
        named["VAE, 0.80"].y, app.library.record("vae").results["anomalies"]["shapes"]["roc"]
    )
    figure = go.Figure(handlers["uses.compression.draw_rates"]("vae", 8))
    named = {trace.name: trace for trace in figure.data if trace.name}
    assert tuple(named["VAE"].y) == tuple(app.library.record("vae").results["rate"])
    assert tuple(named["PCA"].x) == tuple(named["VAE"].x) and named["PCA"].y[0] == 22
    (now,) = [trace for trace in figure.data if trace.name is None]
    assert (*now.x, *now.y) == (20, 18)


def test_a_tab_without_figures_still_works(app):
    library = lacking(app.library, lambda name, measure: measure != "latents")
    with gr.Blocks() as page:
        uses_tab.build(library)
    handlers = named_listeners(page)
    _, judged = handlers["uses.anomalies.spot"](SOURCE, "letters", 5, 3)
    assert np.isnan(judged.ranks).all() and "uses.anomalies.draw_roc" not in handlers
    json.dumps(Verdicts().postprocess(judged), allow_nan=False)
    assert "test digits" not in handlers["uses.compression.compress"](SOURCE, "vae", 8)[1]
    assert {each.aside for each in handlers["uses.inpainting.fill"](SOURCE, HOLE)[0]} == {""}
    assert {each.aside for each in handlers["uses.superresolution.enlarge"](SOURCE, 7)[1]} == {""}


def test_a_hole_goes_there_and_back(digit):
    sent = Hole().postprocess(Holed(digit, MISSING))
    np.testing.assert_array_equal(Hole().preprocess(sent).missing, MISSING)


@pytest.mark.parametrize(
    "payload",
    [
        None,
        3,
        {},
        {"missing": 5},
        {"missing": "no base64"},
        {"missing": base64.b64encode(b"1").decode()},
    ],
)
def test_what_is_no_hole_is_refused_in_words(payload):
    with pytest.raises(gr.Error, match="784 bytes"):
        Hole().preprocess(payload)


# ------------------------------------------------------------------ in a browser


def stands(page):
    page.locator(".pronounced").first.wait_for()


@pytest.fixture
def open_uses(share_page):
    """The tab on whatever digit, with a part open."""

    def open_it(part, **options):
        return with_part(share_page("tab=uses", stands, **options), part)

    return open_it


def with_part(page, part):
    page.get_by_role("radio", name=part, exact=True).check(force=True)
    page.get_by_text(LEADS[part]).wait_for()
    return page


LEADS = {part.TITLE: part.LEAD[:40] for part in uses_tab.PARTS}


def test_the_threshold_moves_without_a_request_to_judge(app, handlers, open_uses, monkeypatch):
    page = open_uses("Anomalies")
    # Untrained networks err more than any digit should let them: let their own errors be usual.
    _, judged = handlers["uses.anomalies.spot"](SOURCE, "mirrored", 5, 3)
    errors = np.quantile(judged.errors, ERROR_QUANTILES).tolist()
    for name in ON_WALL:
        monkeypatch.setitem(app.library.record(name).results, "error quantiles", errors)
    page.locator("details:has(table)").evaluate("(details) => { details.open = true; }")
    after(page, ".summary", page.get_by_role("button", name="Another one").click)
    flags = page.locator("tr.flagged").count
    rows = page.locator("tbody tr").count()
    assert rows == len(ON_WALL)
    rate = page.get_by_role("spinbutton", name="False alarms")
    after(page, ".summary", lambda: (rate.fill("50"), rate.press("Enter")))
    many = flags()
    after(page, ".summary", lambda: (rate.fill("0.5"), rate.press("Enter")))
    assert flags() < many / 2 and 0 < many < rows
    assert page.locator(".summary").inner_text().startswith(f"{flags()} of {rows} models")
    # What is said large is what the table says.
    large = page.locator(".few figure:not(.seen)")
    assert large.count() == FEW
    for figure in large.all():
        verdict, label = figure.locator("b, span").all_inner_texts()[:2]
        own = page.get_by_label(f"What {label} makes of it", exact=True)
        row = page.locator("tbody tr", has=own)
        assert row.locator(".verdict").inner_text() == verdict
    after(page, ".summary", lambda: page.get_by_role("radio", name="Noise").check(force=True))
    page.get_by_role("button", name="Error").click()
    errors = [float(text) for text in page.locator("tbody td.error").all_inner_texts()]
    assert errors == sorted(errors, reverse=True) and len(set(errors)) > 5
    assert page.locator("[aria-sort=descending]").inner_text() == "Error"


def test_one_part_is_shown_and_follows_the_pad(open_uses):
    page = open_uses("Compression")
    assert not page.locator(".summary").is_visible()
    captions = page.locator("figcaption >> visible=true")
    sizes = captions.nth(1).inner_text()
    bits = page.get_by_role("slider", name="Bits a number")
    after(page, "figure.best", lambda: bits.press("Home"))
    assert "5 bytes" in captions.nth(1).inner_text() != sizes
    pick = page.get_by_role("img", name="A handwritten 7").locator("visible=true")
    after(page, "figure.best", pick.click)
    page.get_by_role("radio", name="Super-resolution", exact=True).check(force=True)
    page.get_by_role("radio", name="4 × 4").wait_for()


def test_paint_a_hole_descend_and_stop(open_page):
    page = open_page("tab=uses")
    stands(page)
    with_part(page, "Inpainting")
    paper = page.get_by_role("application", name="The digit: paint over")
    steps = page.locator("figure", has_text="step").locator("visible=true")
    assert "nats" in steps.last.inner_text()  # the worked example
    found = steps.last.locator("canvas").evaluate("(canvas) => canvas.toDataURL()")
    after(page, "figure.best", lambda: paper.click(position={"x": 40, "y": 40}))
    # What was found was for another hole: it stays, dimmed, until there is something else.
    steps.last.filter(has_not_text="nats").wait_for()
    assert "before the change" in steps.last.inner_text()
    assert steps.last.locator("canvas").evaluate("(canvas) => canvas.toDataURL()") == found
    # Another answer to the same stroke would call the descent off.
    until(page, lambda: not page.unanswered, "the last answer")
    page.get_by_role("button", name="Descend").locator("visible=true").click()
    page.wait_for_function(
        "() => [...document.querySelectorAll('figure')].some("
        "(e) => e.checkVisibility() && /step 60[^]*nats/.test(e.innerText))"
    )
    paper.focus()
    page.keyboard.press("ArrowRight")
    with page.expect_response(lambda response: "/run/" in response.url):
        page.keyboard.press("Space")
    page.get_by_role("button", name="Clear").locator("visible=true").last.click()
    third = page.locator("figure >> visible=true").nth(3)
    third.filter(has_text="no hole").wait_for()


_ON_SCALE = """async (address) => {
  const { diverging, readableOn } = await import(address);
  return Array.from({ length: 201 }, (_, i) => diverging(i / 100 - 1).map(Math.round))
    .map((colour) => [colour, readableOn(colour)]); }"""


def luminance(colour):
    """Relative luminance of three channels of 0 to 255 (WCAG 2.2)."""
    channels = np.array(colour) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def test_the_words_on_every_colour_of_the_scale_can_be_read(app, open_uses):
    page = open_uses("Anomalies")
    pairs = page.evaluate(_ON_SCALE, script_address(MODULES / "pixels.js"))
    assert len(pairs) == 201 and {words for _, words in pairs} == {"#fff", "#000"}
    for colour, words in pairs:
        dark, light = sorted([luminance(colour), 1.0 if words == "#fff" else 0.0])
        assert (light + 0.05) / (dark + 0.05) >= 4.5
    cell = page.locator("td.heat").first
    rgb = cell.evaluate("(cell) => getComputedStyle(cell).backgroundColor.match(/[0-9]+/g)")
    known = {tuple(colour): words for colour, words in pairs}
    written = {"#fff": "rgb(255, 255, 255)", "#000": "rgb(0, 0, 0)"}[known[tuple(map(int, rgb))]]
    assert cell.evaluate("(cell) => cell.style.color") == written


def test_parts_in_any_order_show_their_own(app, browser, monkeypatch):
    """A fifth part and another order: each title opens what its file has built, and no other."""

    def build(library, pad, first, controls, results):
        with controls:
            said = gr.Markdown("What the fifth controls")
        with results:
            gr.Markdown(fifth.LEAD)
        return Follower(lambda source: "followed", [], [said])

    fifth = SimpleNamespace(TITLE="A fifth: it's new", LEAD="What the fifth shows", build=build)
    parts = (fifth, *reversed(uses_tab.PARTS))
    monkeypatch.setattr(uses_tab, "PARTS", parts)
    with gr.Blocks() as demo, gr.Tabs(), gr.Tab("Uses"):
        uses_tab.build(app.library)
    _, address, _ = demo.launch(
        prevent_thread_lock=True,
        quiet=True,
        css_paths=CSS,
        app_kwargs=serving(public_files(app.library)),
    )
    page = browser.new_page()
    page.goto(address)
    for part in parts:
        page.get_by_role("radio", name=part.TITLE, exact=True).check(force=True)
        page.get_by_text(part.LEAD[:40]).wait_for()
        leads = [page.get_by_text(each.LEAD[:40]).is_visible() for each in parts]
        assert leads == [each is part for each in parts]
        assert page.get_by_text("What the fifth controls").is_visible() == (part is fifth)
    page.close()
    demo.close()
