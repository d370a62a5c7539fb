"""The Latents tab: its listeners, and what a hand on its sliders does in a browser."""

import base64
import json
import re
from urllib.parse import parse_qs, urlparse

import gradio as gr
import numpy as np
import pytest
import torch

from aedemo.experiments import coding
from aedemo.models.catalogue import VARIANTS
from aedemo.ui.components.decoder import Decoder
from aedemo.ui.components.drawpad import GalleryDigit, Strokes
from aedemo.ui.decoders import browser_model, latent_order, ranges
from aedemo.ui.tabs.latents import MOST_SLIDERS
from tests.pages import FOR_DIGITS

WITH_CODE = [name for name in FOR_DIGITS if VARIANTS[name].has_code]
MODEL_OUTPUTS = 6 + MOST_SLIDERS  # decoder, note, button, two switches, words, sliders


@pytest.fixture
def handlers(app):
    return app.handlers


def event(**data):
    return gr.EventData(None, data)


# ------------------------------------------------------------------ the listeners


@pytest.mark.parametrize("name", WITH_CODE)
def test_every_model_with_a_code_can_be_chosen(app, handlers, name):
    begun, note, _, _, fold, _, *sliders = handlers["latents.choose"](name, GalleryDigit(3))
    digit = app.library.gallery.images[3].float() / 255
    with torch.no_grad():
        mean, sigma = app.library[name].posterior(digit[None])
    np.testing.assert_allclose(begun.mean, mean[0], atol=1e-5)
    np.testing.assert_allclose(begun.sigma, sigma[0], atol=1e-5)
    assert (begun.sigma > 0).all() == VARIANTS[name].generative
    size = VARIANTS[name].latent_dim
    assert [slider["visible"] for slider in sliders].count(True) == min(size, MOST_SLIDERS)
    assert fold["visible"] == VARIANTS[name].generative  # the library's last latent is inactive
    assert str(size) in note or "KL" in note or "Sorted" in note
    json.dumps(Decoder().postprocess(begun))
    for slider, latent in zip(sliders, begun.model["order"], strict=False):
        low, high = slider["minimum"], slider["maximum"]
        assert low <= slider["value"] <= high
        assert slider["value"] == pytest.approx(np.clip(begun.mean[latent], low, high), abs=0.01)


def test_latents_are_sorted_by_what_they_tell_and_range_over_prior_or_codes(app):
    record = app.library.record("vae")
    order, active = latent_order(app.library, "vae")
    kl = np.array(record.latents["kl"])[order]
    assert (np.diff(kl) <= 0).all() and active == (kl >= 0.05).sum() == len(kl) - 1
    assert {(each.low, each.high) for each in ranges(app.library, "vae")} == {(-3.0, 3.0)}
    assert {(each.low, each.high) for each in ranges(app.library, "ae-2")} == {(-2.0, 2.0)}


def test_the_twin_is_told_of_where_there_is_one(app):
    assert browser_model(app.library, "conv-vae", 32)["twin"]["decoder"]["url"].endswith(
        "conv-ae.safetensors"
    )
    assert browser_model(app.library, "conv-ae", 32)["twin"] is None


def test_an_empty_pad_leaves_the_picture_but_not_a_new_model_without_one(handlers):
    assert handlers["latents.start_again"]("vae", Strokes(())) == gr.skip()
    begun, *_ = handlers["latents.choose"]("vae", Strokes(()))
    assert begun.model["name"] == "vae" and begun.gallery == 1509


def test_a_link_brings_back_model_digit_and_code(handlers):
    code = np.array([0.25, -1.5], np.float32)
    packed = base64.urlsafe_b64encode(code.tobytes()).decode().rstrip("=")
    name, source, begun, *rest = handlers["latents.open_link"](
        event(model="vae-2", code=packed, digit="4999")
    )
    assert (name, source) == ("vae-2", GalleryDigit(4999))
    np.testing.assert_array_equal(begun.code, code)
    assert len(rest) == MODEL_OUTPUTS - 1
    assert {slider["value"] for slider in rest[-MOST_SLIDERS:][:2]} == {0.25, -1.5}


@pytest.mark.parametrize("code", ["", "AAAA", "é", "!!", None, "f" * 10_000, "AADAfwAAwH8"])
def test_a_code_that_is_none_is_left_out_of_a_link(handlers, code):
    _, source, begun, *_ = handlers["latents.open_link"](
        event(model="vae-2", code=code, digit="-1")
    )
    assert begun.code is None and source == GalleryDigit(1509)


def test_a_link_of_a_drawing_brings_back_its_code_and_no_digit(handlers):
    code = np.array([0.25, -1.5], np.float32)
    packed = base64.urlsafe_b64encode(code.tobytes()).decode()
    _, source, begun, *_ = handlers["latents.open_link"](
        event(model="vae-2", code=packed, digit=None)
    )
    assert source == Strokes(()) and begun.seen is None
    np.testing.assert_array_equal(begun.mean, code)
    assert Decoder().postprocess(begun)["seen"] is None


@pytest.mark.parametrize("model", ["unet-universal", "nothing", None, 3, ["vae"]])
def test_a_link_to_no_model_changes_nothing(handlers, model):
    link = event(model=model, code="AAAA", digit="1")
    assert handlers["latents.open_link"](link) == gr.skip()


def test_a_point_picked_in_a_plane_opens_its_model_there(app, handlers):
    name, begun, *_ = handlers["latents.go_to_plane"](
        "ae-2", GalleryDigit(3), event(code=[0.5, -2.0])
    )
    assert name == begun.model["name"] == "ae-2"
    np.testing.assert_array_equal(begun.code, np.float32([0.5, -2.0]))
    for nonsense in ([0.5, float("nan")], [1], ["a", "b"], None):
        with pytest.raises(gr.Error, match="point of the plane"):
            handlers["latents.go_to_plane"]("ae-2", GalleryDigit(3), event(code=nonsense))
    vae, ae = handlers["latents.mark_all"](GalleryDigit(3))
    digit = app.library.gallery.images[3, 0].numpy().astype(np.float32)[None] / 255
    assert vae.code == pytest.approx(coding.encode(app.library, "vae-2", digit)[0], abs=1e-5)
    assert ae.code == pytest.approx(coding.encode(app.library, "ae-2", digit)[0], abs=1e-5)


# ------------------------------------------------------------------ in a browser


@pytest.fixture
def open_latents(open_page):
    """Open the tab by its address and wait until all of it is painted."""

    def open_it(query="", **options):
        page = open_page(query=f"tab=latents&{query}", **options)
        for part in (".decoded", ".strips", ".row .mean"):
            page.wait_for_selector(f"[data-painted] {part}", state="attached", timeout=20_000)
        page.wait_for_timeout(300)
        return page

    return open_it


def numbers(page, count=16):
    boxes = [page.locator(f"#latent-{i} input[type=number]") for i in range(count)]
    return [float(box.input_value()) for box in boxes]


def picture(page, selector=".decoded"):
    return page.locator(selector).first.evaluate("canvas => canvas.toDataURL()")


def pixels(page, selector=".decoded"):
    return np.array(
        page.locator(selector).first.evaluate(
            """canvas => [...canvas.getContext('2d').getImageData(0, 0, 28, 28).data]
              .filter((_, i) => i % 4 === 0)"""
        )
    ).reshape(28, 28)


def press(page, slider, key, times=1):
    page.locator(f"#latent-{slider} input[type=range]").focus()
    for _ in range(times):
        page.keyboard.press(key)
    page.wait_for_timeout(400)


def choose_model(page, option):
    page.get_by_role("combobox", name="Model").click()
    page.get_by_role("option", name=option, exact=True).click()
    page.wait_for_timeout(800)


def test_the_page_opens_on_a_decoded_digit_that_is_torchs(app, open_latents):
    page = open_latents()
    digit = app.library.gallery.images[1509].float()[None] / 255
    with torch.no_grad():
        expected = app.library["conv-vae"].restore(digit)[0, 0].numpy() * 255
    assert np.abs(pixels(page) - expected).max() <= 2
    assert page.locator(".strip[class]:has(.label)").count() == 15  # the last latent is inactive
    assert page.locator(".mean canvas").is_visible() and page.locator(".twin").is_visible()


def test_dragging_a_slider_repaints_without_a_request(open_latents):
    page = open_latents()
    before, requested = picture(page), len(page.requested)
    paints = "Number(document.querySelector('.decoded').closest('[data-painted]').dataset.painted)"
    first = page.evaluate(paints)
    box = page.locator("#latent-0 input[type=range]").bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.5, y)
    page.mouse.down()
    for step in range(20):
        page.mouse.move(box["x"] + box["width"] * (0.5 + 0.02 * step), y)
    page.mouse.up()
    assert page.evaluate(paints) - first >= 15
    assert numbers(page)[0] > 1.5 and picture(page) != before
    page.wait_for_timeout(400)
    assert len(page.requested) == requested


def test_only_the_slider_that_moved_changes_the_code(app, open_latents):
    page = open_latents()
    press(page, 3, "ArrowRight", 5)
    model = browser_model(app.library, "conv-vae", MOST_SLIDERS)
    digit = app.library.gallery.images[1509].float()[None] / 255
    code = app.library["conv-vae"].encode(digit)
    code[0, model["order"][3]] = numbers(page)[3]
    page.get_by_role("button", name="Copy as Python").click()
    text = page.locator("pre.code").inner_text()
    scope = {}
    exec(text.split("\n")[0] + "\n" + text.split("\n")[1], scope)
    np.testing.assert_allclose(scope["code"], code, atol=1e-4)
    with torch.no_grad():
        expected = app.library["conv-vae"].decode(code)[0, 0].numpy() * 255
    assert np.abs(pixels(page) - expected).max() <= 2
    assert '["conv-vae"].decode(code)[0, 0]' in text


def test_double_click_and_the_button_go_back_to_the_digit(open_latents):
    page = open_latents()
    start, shown = numbers(page), picture(page)
    press(page, 0, "End")
    press(page, 1, "Home")
    assert numbers(page)[:2] == [3, -3]
    page.locator("#latent-0 input[type=range]").dblclick()
    page.wait_for_timeout(400)
    assert numbers(page)[0] == start[0] and numbers(page)[1] == -3
    page.get_by_role("button", name="Back to the digit").click()
    page.wait_for_timeout(400)
    assert numbers(page) == start and picture(page) == shown


def test_the_prior_gives_another_code_and_the_samples_can_be_gone_to(open_latents):
    page = open_latents()
    start = numbers(page)
    page.get_by_role("button", name="From the prior").click()
    page.wait_for_timeout(400)
    drawn = numbers(page)
    assert sum(a != b for a, b in zip(drawn, start, strict=True)) >= 14
    assert max(map(abs, drawn)) <= 3
    strip = picture(page, "[aria-label='Sample 1']")
    page.get_by_role("button", name="Resample").click()
    page.wait_for_timeout(300)
    assert picture(page, "[aria-label='Sample 1']") != strip
    page.get_by_role("button", name="Sample 3: go there").click()
    page.wait_for_timeout(400)
    assert numbers(page) not in (drawn, start)
    sample = page.get_by_role("button", name="Sample 3: go there").locator("canvas")
    assert sample.evaluate("canvas => canvas.toDataURL()") == picture(page)


def test_without_temperature_every_sample_is_the_mean(open_latents):
    page = open_latents()
    page.get_by_role("slider", name="Temperature").last.focus()
    page.keyboard.press("Home")
    page.wait_for_timeout(300)
    samples = page.locator(".row button:has(canvas[aria-label^=Sample]) canvas")
    urls = samples.evaluate_all("all => all.map(canvas => canvas.toDataURL())")
    assert len(urls) == 8 and len(set(urls)) == 1


def test_a_cell_of_a_strip_moves_its_own_slider(open_latents):
    page = open_latents()
    start = numbers(page)
    page.get_by_role("button", name="z2 = 3.00: go there").click()
    page.wait_for_timeout(400)
    assert numbers(page)[1] == 3
    assert numbers(page)[:1] + numbers(page)[2:] == start[:1] + start[2:]
    assert (
        page.get_by_role("button", name="z2 = 3.00: go there").get_attribute("aria-current") == ""
    )


def test_another_model_brings_its_own_sliders(open_latents):
    page = open_latents()
    inactive = page.locator("#latent-15")
    assert not inactive.is_visible()
    page.get_by_label("Show the inactive: 1 of 16").check()
    assert inactive.is_visible()
    choose_model(page, "2-D VAE (2)")
    assert page.locator(".ae-latent:visible").count() == 2
    choose_model(page, "Dense, tanh 30 (30)")
    assert page.locator(".ae-latent:visible").count() == 30
    assert not page.locator(".twin").is_visible()
    assert page.get_by_text("Where the encoder is unsure").count() == 0
    before = picture(page)
    page.get_by_role("button", name="A random code").click()
    page.wait_for_timeout(400)
    assert picture(page) != before
    choose_model(page, "VAE (20)")
    page.locator("[data-painted] .mean canvas").wait_for()  # the samples came back
    assert page.locator(".strips .strip").count() == 19


def test_a_copied_link_opens_where_it_was_copied(open_latents):
    page = open_latents()
    choose_model(page, "VAE (20)")
    press(page, 2, "End")
    page.get_by_role("button", name="Copy link").click()
    link = page.locator("pre.code").inner_text()
    query = parse_qs(urlparse(link).query)
    assert query["model"] == ["vae"] and query["digit"] == ["1509"]
    shown = numbers(page, 19)
    again = open_latents(query=urlparse(link).query)
    again.wait_for_function("document.querySelector('#latent-2 input[type=number]')?.value === '3'")
    again.wait_for_timeout(500)
    assert numbers(again, 19) == shown
    assert again.get_by_role("combobox", name="Model").input_value() == "VAE (20)"


def test_drawing_starts_again_from_the_drawing(open_latents):
    page = open_latents()
    likeness = page.locator(".figures .psnr")  # an untrained decoder hardly looks at its code
    before = likeness.inner_text()
    box = page.locator("canvas.paper:visible").bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 70, steps=6)
    page.mouse.move(box["x"] + 100, box["y"] + 200, steps=6)
    page.mouse.up()
    page.wait_for_timeout(800)
    assert likeness.inner_text() != before


def test_a_place_in_the_plane_opens_the_two_latent_model(open_latents):
    page = open_latents()
    plane = page.get_by_label(re.compile("latent plane of the 2-D VAE"))
    plane.scroll_into_view_if_needed()
    plane.click(position={"x": 150, "y": 150})
    page.wait_for_timeout(1000)
    assert page.get_by_role("combobox", name="Model").input_value() == "2-D VAE (2)"


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_overflows_and_nothing_is_tiny(open_latents, width):
    page = open_latents(viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    tiny = page.evaluate(
        """() => [...document.querySelectorAll('.gradio-container *')].filter(node =>
          node.checkVisibility() && [...node.childNodes].some(n => n.nodeType === 3
          && n.textContent.trim()) && parseFloat(getComputedStyle(node).fontSize) < 12).length"""
    )
    assert tiny == 0


def test_the_digit_stays_in_sight_of_the_sliders_on_a_phone(open_latents):
    page = open_latents(viewport={"width": 360, "height": 640}, has_touch=True)
    for slider in (0, 7, 14):
        page.locator(f"#latent-{slider}").evaluate("e => e.scrollIntoView({ block: 'end' })")
        page.wait_for_timeout(300)
        digit = page.locator(".decoded").bounding_box()
        track = page.locator(f"#latent-{slider}").bounding_box()
        assert digit["y"] >= 0 and digit["y"] + digit["height"] < track["y"] < 640


def test_the_ring_of_a_plane_follows_the_sliders(open_latents):
    page = open_latents()
    choose_model(page, "2-D VAE (2)")
    where = page.locator(".reading .code").first
    before = where.inner_text()
    press(page, 0, "End")
    page.wait_for_timeout(500)
    assert where.inner_text() != before


def test_a_finger_moves_a_slider_on_a_phone(open_latents):
    page = open_latents(viewport={"width": 360, "height": 780}, has_touch=True)
    slider = page.locator("#latent-1 input[type=range]")
    slider.scroll_into_view_if_needed()
    before = picture(page)
    box = slider.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2)
    page.wait_for_timeout(500)
    assert numbers(page)[1] > 2 and picture(page) != before
