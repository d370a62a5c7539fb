"""The Restore tab's handlers and the public endpoints, without a browser."""

import io
import json
import math
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import gradio as gr
import numpy as np
import plotly.graph_objects as go
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from PIL import Image

from aedemo.data.corruptions import CORRUPTIONS
from aedemo.experiments import coding, restoring
from aedemo.methods import projection
from aedemo.methods.baselines import BASELINES
from aedemo.models.catalogue import VARIANTS
from aedemo.ui.components.wall import Wall
from aedemo.ui.pad_values import GalleryDigit, Strokes, Upload, UploadedDigit
from aedemo.ui.tabs import restore
from tests.pages import ON_WALL

README = Path(__file__).parents[2] / "README.md"
DIGIT = [[float(10 <= x < 14 and 5 <= y < 23) for x in range(28)] for y in range(28)]


@pytest.fixture
def handlers(app):
    return app.handlers


@pytest.fixture(scope="module")
def client(app):
    return Client(app.address, verbose=False)


def seen_of(answers):
    """What every model was shown."""
    return answers.images[answers.names.index(restoring.AS_IT_IS)]


@pytest.mark.parametrize("kind", CORRUPTIONS)
def test_every_kind_of_damage_repaints_the_whole_wall(handlers, kind):
    caption, answers = handlers["restore.paint"](GalleryDigit(3), kind, 0.4, 7, 1)
    assert caption == CORRUPTIONS[kind].caption(0.4) and answers.kind == kind
    assert not np.array_equal(answers.clean, seen_of(answers))
    inpainters = {name for name, baseline in BASELINES.items() if baseline.needs_mask}
    assert set(ON_WALL) <= set(answers.names)
    assert (inpainters <= set(answers.names)) == CORRUPTIONS[kind].removes_pixels
    assert answers.images.shape == (len(answers.names), 28, 28)
    assert answers.images.min() >= 0 and answers.images.max() <= 1
    error = ((answers.images - answers.clean) ** 2).mean(axis=(1, 2))
    np.testing.assert_allclose(answers.mse, error, rtol=1e-4)
    np.testing.assert_allclose(answers.psnr, -10 * np.log10(error), rtol=1e-3)
    sent = Wall().postprocess(answers)
    assert len(sent["names"]) == len(sent["psnr"]) == len(answers.names)


def test_the_same_seed_is_the_same_noise_and_another_is_not(handlers):
    def seen(seed):
        return seen_of(handlers["restore.paint"](GalleryDigit(3), "gaussian", 0.4, seed, 1)[1])

    assert np.array_equal(seen(7), seen(7))
    assert not np.array_equal(seen(7), seen(8))
    assert handlers["restore.next_seed"](7) == 8


def test_passes_feed_the_output_back(app, handlers):
    def answers(passes):
        return handlers["restore.paint"](GalleryDigit(3), "dropped", 0.5, 7, passes)

    _, none = answers(0)
    assert all(np.array_equal(image, seen_of(none)) for image in none.images)
    _, two = answers(2)
    once = restoring.repair(app.library, "vae", seen_of(two)[None], [None])
    twice = restoring.repair(app.library, "vae", once, [None])[0]
    np.testing.assert_allclose(two.images[two.names.index("vae")], twice, atol=1e-6)


def test_an_empty_pad_leaves_the_wall_as_it_is(handlers):
    assert handlers["restore.paint"](Strokes(()), "dropped", 0.5, 7, 1) == gr.skip()
    assert handlers["restore.plot"](Strokes(()), "dropped", 0.5, 7, []) == gr.skip()


@pytest.mark.parametrize(
    ("kind", "level", "seed", "passes"),
    [
        ("nonsense", 0.5, 7, 1),
        ("dropped", math.nan, 7, 1),
        ("dropped", 1.5, 7, 1),
        ("dropped", -0.1, 7, 1),
        ("dropped", None, 7, 1),
        ("dropped", 0.5, None, 1),
        ("dropped", 0.5, -1, 1),
        ("dropped", 0.5, math.inf, 1),
        ("dropped", 0.5, 7, 21),
        ("dropped", 0.5, 7, math.nan),
    ],
)
def test_nonsense_is_answered_with_a_sentence(handlers, kind, level, seed, passes):
    with pytest.raises(gr.Error) as error:
        handlers["restore.paint"](GalleryDigit(3), kind, level, seed, passes)
    assert error.value.message.endswith(".")


def test_an_uploaded_picture_becomes_a_digit(handlers):
    file = io.BytesIO()
    Image.fromarray(255 - (255 * np.array(DIGIT)).astype(np.uint8)).resize((280, 280)).save(
        file, "PNG"
    )
    picture = handlers["digits.take_upload"](Upload(file.getvalue()))
    assert isinstance(picture, UploadedDigit)
    rows, columns = np.nonzero(picture.normalised > 127)
    assert 18 <= np.ptp(rows) + 1 <= 20 and np.ptp(columns) < 8
    _, answers = handlers["restore.paint"](picture, "dropped", 0.0, 7, 1)
    np.testing.assert_allclose(answers.clean, picture.normalised / 255, atol=1e-6)
    as_it_is = replace(picture, centred=False)
    _, answers = handlers["restore.paint"](as_it_is, "dropped", 0.0, 7, 1)
    np.testing.assert_allclose(answers.clean, picture.plain / 255, atol=1e-6)


def test_a_file_that_is_no_picture_is_answered_under_the_pad(handlers):
    update = handlers["digits.take_upload"](Upload(b"this is a text, not a picture"))
    assert update.constructor_args["message"].endswith(".")
    assert "value" not in update.constructor_args


def test_the_curve_shows_the_pinned_and_the_best_without_learning(handlers):
    pins = ["dense-shallow-denoising", "unet-universal", "median"]
    figure = go.Figure(handlers["restore.plot"](GalleryDigit(3), "gaussian", 0.3, 7, pins))
    named = {trace.name: trace for trace in figure.data if trace.name}
    for label in ("Dense, shallow denoising", "U-Net, universal", "median filter"):
        assert len(named[label].y) == 11
    marked = [trace for trace in figure.data if trace.mode == "markers"]
    assert [tuple(trace.x) for trace in marked] == [(0.2,)]
    assert any(trace.line.dash == "dash" for trace in figure.data)
    _, answers = handlers["restore.paint"](GalleryDigit(3), "gaussian", 0.3, 7, 1)
    given = answers.psnr[answers.names.index(restoring.AS_IT_IS)]
    assert named["as it is"].y[3] == pytest.approx(given, abs=0.01)


def test_a_pinned_inpainter_steps_aside_where_nothing_is_known_to_be_missing(handlers):
    figure = go.Figure(handlers["restore.plot"](GalleryDigit(3), "blur", 0.3, 7, ["telea", "vae"]))
    names = {trace.name for trace in figure.data}
    assert "Variational, VAE" in names and "Telea" not in names


def test_the_curves_of_a_class_are_drawn_one_at_a_time_each_its_own(handlers, monkeypatch):
    """Or the walls that a class waits for get a small share of the processor."""
    drawing, most = [], []

    def draw(library, clean, kind, level, seed, pins):
        drawing.append(seed)
        most.append(len(drawing))
        time.sleep(0.01)
        drawing.remove(seed)
        return {"data": [seed], "layout": {}}

    monkeypatch.setattr(restore, "_psnr_figure", draw)
    with ThreadPoolExecutor(8) as pool:
        figures = pool.map(
            lambda seed: handlers["restore.plot"](GalleryDigit(3), "blur", 0.3, seed, []), range(8)
        )
    assert [figure["data"] for figure in figures] == [[seed] for seed in range(8)]
    assert max(most) == 1


def test_the_curve_passes_through_the_figure_on_the_wall(handlers):
    _, answers = handlers["restore.paint"](GalleryDigit(3), "dropped", 0.5, 7, 1)
    figure = go.Figure(handlers["restore.plot"](GalleryDigit(3), "dropped", 0.5, 7, ["vae"]))
    line = next(trace for trace in figure.data if trace.name == "Variational, VAE")
    assert line.y[5] == pytest.approx(
        answers.psnr[answers.names.index("vae")], abs=0.01
    )  # four digits of it


def test_only_known_models_are_pinned(handlers):
    event = gr.EventData(None, {"pins": ["vae", "nothing", 3, "median", "pca-30", "simple"]})
    assert handlers["restore.choose_pins"](event) == ["vae", "median", "pca-30"]
    assert handlers["restore.choose_pins"](gr.EventData(None, {"pins": None})) == []


# ------------------------------------------------------------------------ the public endpoints


def test_restore_encode_and_decode_agree(client):
    code = client.predict(DIGIT, "vae", api_name="/encode")
    assert len(code) == VARIANTS["vae"].latent_dim
    decoded = client.predict(code, "vae", api_name="/decode")
    restored = client.predict(DIGIT, "vae", api_name="/restore")
    assert np.shape(restored) == (28, 28)
    np.testing.assert_allclose(decoded, restored, atol=1e-4)
    assert np.shape(client.predict(DIGIT, "unet-universal", api_name="/restore")) == (28, 28)


def test_a_digit_of_the_gallery_is_projected_among_its_neighbours(app, client):
    index = 2_345
    digit = (app.library.gallery.images[index, 0].float() / 255).tolist()
    places = client.predict(digit, "conv-vae", api_name="/project")
    maps = app.library.projections("conv-vae").places
    codes = coding.gallery_codes(app.library, "conv-vae")
    assert set(places) == set(maps)
    for kind, place in places.items():
        expected = projection.place(codes[index : index + 1], codes, maps[kind])[0]
        assert place == pytest.approx(expected.tolist(), abs=0.01)


@pytest.mark.parametrize(
    ("endpoint", "value", "model", "hint"),
    [
        ("/restore", DIGIT, "nothing", "unet-universal"),
        ("/restore", DIGIT[:5], "vae", "28 × 28"),
        ("/restore", [["a"] * 28] * 28, "vae", "28 × 28"),
        ("/restore", [[2.0] * 28] * 28, "vae", "from 0 to 1"),
        ("/restore", [[1e9] * 28] * 28, "vae", "from 0 to 1"),
        ("/restore", "a digit", "vae", "28 × 28"),
        ("/restore", DIGIT, ["vae"], "send one of"),
        ("/encode", DIGIT, "unet-universal", "send one of"),
        ("/project", DIGIT, "unet-universal", "send one of"),
        ("/project", DIGIT, "pca-30", "have not been drawn"),
        ("/decode", [0.0] * 3, "vae", "20 numbers"),
        ("/decode", [1e30] * 20, "vae", "from -10000"),
    ],
)
def test_bad_input_gets_a_clear_error_and_the_server_goes_on(client, endpoint, value, model, hint):
    with pytest.raises(AppError) as error:
        client.predict(value, model, api_name=endpoint)
    message = str(error.value)
    assert hint in message and "Traceback" not in message and "/" not in message
    assert np.shape(client.predict(DIGIT, "vae", api_name="/restore")) == (28, 28)


def test_what_our_components_send_to_a_browser_is_plain_data(app):
    components = app.page.get_config_file()["components"]
    props = [component["props"] for component in components if component["type"] == "html"]
    assert len(json.dumps(props)) < 2e6


def test_no_event_has_two_listeners_that_want_the_last_one(app):
    """Gradio repeats the event and not the listener, so two would wake each other for ever."""
    waiting = [
        target
        for function in app.page.fns.values()
        if function.trigger_mode == "always_last"
        for target in function.targets
        if target[0] is not None  # what follows another listener follows no event
    ]
    assert len(waiting) > 20 and len(set(waiting)) == len(waiting)


def test_a_molecule_is_restored_in_colour(client):
    ink = np.zeros((192, 192))
    ink[90:92, 20:170] = 1
    picture = client.predict(ink.tolist(), api_name="/restore_molecule")
    assert np.shape(picture) == (192, 192, 3)
    assert 0 <= np.min(picture) < np.max(picture) <= 1
    with pytest.raises(AppError, match="192 × 192"):
        client.predict([[0.0] * 28] * 28, api_name="/restore_molecule")


def test_only_the_endpoints_of_the_readme_are_public(client):
    assert set(client.view_api(return_format="dict")["named_endpoints"]) == {
        "/restore",
        "/encode",
        "/decode",
        "/project",
        "/restore_molecule",
    }


def test_the_example_of_the_readme_runs(app):
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    (example,) = [block for block in blocks if "gradio_client" in block]
    assert "http://127.0.0.1:7860" in example
    scope = {}
    exec(example.replace("http://127.0.0.1:7860", app.address), scope)
    assert np.shape(scope["repaired"]) == (28, 28)
