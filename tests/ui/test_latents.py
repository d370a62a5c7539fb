"""The Latents tab: its listeners, and what a hand on its sliders does in a browser."""

import json
import re
from urllib.parse import urlparse

import gradio as gr
import numpy as np
import pytest
import torch

from aedemo.experiments import coding
from aedemo.models.catalogue import VARIANTS
from aedemo.ui.components.decoder import Decoder
from aedemo.ui.decoders import browser_model, latent_order, ranges
from aedemo.ui.digits import FIRST_DIGIT, gallery_digits
from aedemo.ui.pad_values import GalleryDigit, Strokes
from aedemo.ui.tabs.latents import MOST_SLIDERS
from tests.pages import FOR_DIGITS
from tests.ui.marks import after, painted, picture, pixels

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
    for slider, span in zip(sliders, begun.model["ranges"], strict=False):
        assert (slider["minimum"], slider["maximum"]) == (span["low"], span["high"])
        assert "value" not in slider  # the decoder's to say


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


def test_an_empty_pad_leaves_the_picture_but_not_a_new_model_without_one(app, handlers):
    assert handlers["latents.start_again"]("vae", Strokes(())) == gr.skip()
    begun, *_ = handlers["latents.choose"]("vae", Strokes(()))
    assert begun.model["name"] == "vae"
    np.testing.assert_array_equal(begun.seen, gallery_digits(app.library, FIRST_DIGIT.index))


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


def stands(page):
    page.locator("[data-drawpad]:visible").wait_for()
    for part in ("[data-painted] .decoded", "[data-followed] .strips", "[data-painted] .row .mean"):
        page.wait_for_selector(part, state="attached")
    page.first_numbers = numbers(page)


@pytest.fixture
def page(share_page):
    """The tab at its first model, digit and code, whatever the test before it has done."""
    page = share_page("tab=latents", stands)
    undo = page.get_by_role("button", name="Undo").locator("visible=true")
    while undo.is_enabled():
        settled(page, undo.click)
    if page.get_by_role("combobox", name="Model").input_value() != FIRST:
        choose_model(page, FIRST)
    if numbers(page) != page.first_numbers:
        settled(page, page.get_by_role("button", name="Back to the digit").click)
    return page


FIRST = "★ Variational · conv VAE (16)"
PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True}


@pytest.fixture
def phone(share_page):
    return share_page("tab=latents", stands, **PHONE)


def settled(page, act):
    """Do something and wait until everything has followed: the strips do so last of all."""
    after(page, ".strips", act, "followed")


def numbers(page, count=16):
    boxes = page.locator(",".join(f"#latent-{i} input[type=number]" for i in range(count)))
    return boxes.evaluate_all("all => all.map((box) => Number(box.value))")


def press(page, slider, key, times=1):
    page.locator(f"#latent-{slider} input[type=range]").focus()
    for _ in range(times):
        settled(page, lambda: page.keyboard.press(key))


def choose_model(page, option):
    page.get_by_role("combobox", name="Model").click()
    settled(page, page.get_by_role("option", name=option, exact=True).click)


def test_the_page_opens_on_a_decoded_digit_that_is_torchs(app, page):
    digit = app.library.gallery.images[1509].float()[None] / 255
    with torch.no_grad():
        expected = app.library["conv-vae"].restore(digit).flatten().numpy() * 255
    assert np.abs(pixels(page, ".decoded") - expected).max() <= 2
    assert page.locator(".strip[class]:has(.label)").count() == 15  # the last latent is inactive
    assert page.locator(".mean canvas").is_visible() and page.locator(".twin").is_visible()


def test_dragging_a_slider_repaints_without_a_request(page):
    before, requested = picture(page, ".decoded"), len(page.requested)
    first = painted(page, ".decoded")
    slider = page.locator("#latent-0 input[type=range]")
    slider.hover()
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2

    def drag():
        page.mouse.move(box["x"] + box["width"] * 0.5, y)
        page.mouse.down()
        for step in range(20):
            page.mouse.move(box["x"] + box["width"] * (0.5 + 0.02 * step), y)
        page.mouse.up()

    settled(page, drag)
    assert painted(page, ".decoded") - first >= 15
    assert numbers(page)[0] > 1.5 and picture(page, ".decoded") != before
    assert len(page.requested) == requested


def test_only_the_slider_that_moved_changes_the_code(app, page):
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
        expected = app.library["conv-vae"].decode(code).flatten().numpy() * 255
    assert np.abs(pixels(page, ".decoded") - expected).max() <= 2
    assert '["conv-vae"].decode(code)[0, 0]' in text


def test_double_click_and_the_button_go_back_to_the_digit(page):
    start, shown = numbers(page), picture(page, ".decoded")
    press(page, 0, "End")
    press(page, 1, "Home")
    assert numbers(page)[:2] == [3, -3]
    slider = page.locator("#latent-0 input[type=range]")
    settled(page, slider.dblclick)
    # Its first click moves the slider, and may settle before the second has come.
    page.wait_for_function(
        "z => Number(document.querySelector('#latent-0 input[type=number]').value) === z",
        arg=start[0],
    )
    assert numbers(page)[1] == -3
    settled(page, page.get_by_role("button", name="Back to the digit").click)
    assert numbers(page) == start and picture(page, ".decoded") == shown


def test_the_prior_gives_another_code_and_the_samples_can_be_gone_to(page):
    start = numbers(page)
    settled(page, page.get_by_role("button", name="From the prior").click)
    drawn = numbers(page)
    assert sum(a != b for a, b in zip(drawn, start, strict=True)) >= 14
    assert max(map(abs, drawn)) <= 3
    strip = picture(page, "[aria-label='Sample 1']")
    after(page, ".row .mean", page.get_by_role("button", name="Resample").click)
    assert picture(page, "[aria-label='Sample 1']") != strip
    settled(page, page.get_by_role("button", name="Sample 3: go there").click)
    assert numbers(page) not in (drawn, start)
    assert picture(page, "[aria-label='Sample 3']") == picture(page, ".decoded")


def test_without_temperature_every_sample_is_the_mean(page):
    temperature = page.get_by_role("slider", name="Temperature").last
    after(page, ".row .mean", lambda: temperature.press("Home"))
    samples = page.locator(".row button:has(canvas[aria-label^=Sample]) canvas")
    urls = samples.evaluate_all("all => all.map(canvas => canvas.toDataURL())")
    assert len(urls) == 8 and len(set(urls)) == 1
    after(page, ".row .mean", lambda: temperature.press("End"))
    urls = samples.evaluate_all("all => all.map(canvas => canvas.toDataURL())")
    assert len(set(urls)) == 8


def test_a_cell_of_a_strip_moves_its_own_slider(page):
    start = numbers(page)
    cell = page.get_by_role("button", name="z2 = 3.00: go there")
    after(page, ".strips", cell.click)
    assert numbers(page)[1] == 3
    assert picture(page, "[aria-label='z2 = 3.00']") == picture(page, ".decoded")
    assert numbers(page)[:1] + numbers(page)[2:] == start[:1] + start[2:]
    assert cell.get_attribute("aria-current") == ""


def test_another_model_brings_its_own_sliders(page):
    inactive = page.locator("#latent-15")
    assert not inactive.is_visible()
    page.get_by_label("Show the inactive: 1 of 16").check()
    assert inactive.is_visible()
    choose_model(page, "★ Variational · 2-D VAE (2)")
    assert page.locator(".ae-latent:visible").count() == 2
    choose_model(page, "Dense · tanh 30")
    assert page.locator(".ae-latent:visible").count() == 30
    assert not page.locator(".twin").is_visible()
    assert page.get_by_text("Where the encoder is unsure").count() == 0
    before = picture(page, ".decoded")
    settled(page, page.get_by_role("button", name="A random code").click)
    assert picture(page, ".decoded") != before
    choose_model(page, "★ Variational · VAE (20)")
    page.locator("[data-painted] .mean canvas").wait_for()  # the samples came back
    page.get_by_label("Show the inactive").uncheck()
    assert page.locator(".strips .strip").count() == 19


def test_a_link_opens_at_this_very_code(page, open_page):
    choose_model(page, "★ Variational · VAE (20)")
    press(page, 2, "End")
    page.wait_for_function("location.hash.includes('latents.decoder=')")
    shown = numbers(page, 19)
    again = open_page(query=f"tab=latents#{urlparse(page.url).fragment}")
    again.wait_for_function("document.querySelector('#latent-2 input[type=number]')?.value === '3'")
    again.wait_for_function("document.querySelectorAll('.strips .strip').length === 19")
    assert numbers(again, 19) == shown
    assert again.get_by_role("combobox", name="Model").input_value() == "★ Variational · VAE (20)"


def test_drawing_starts_again_from_the_drawing(page):
    likeness = page.locator(".figures .psnr")  # an untrained decoder hardly looks at its code
    before = likeness.inner_text()
    paper = page.locator("canvas.paper:visible")
    paper.hover()  # an earlier test may have scrolled it away
    box = paper.bounding_box()

    def draw():
        page.mouse.move(box["x"] + 60, box["y"] + 60)
        page.mouse.down()
        page.mouse.move(box["x"] + 160, box["y"] + 70, steps=6)
        page.mouse.move(box["x"] + 100, box["y"] + 200, steps=6)
        page.mouse.up()

    settled(page, draw)
    assert likeness.inner_text() != before


def test_a_place_in_the_plane_opens_the_two_latent_model(page):
    plane = page.get_by_label(re.compile("latent plane of the 2-D VAE"))
    plane.scroll_into_view_if_needed()
    settled(page, lambda: plane.click(position={"x": 150, "y": 150}))
    assert page.get_by_role("combobox", name="Model").input_value() == "★ Variational · 2-D VAE (2)"


def test_the_digit_stays_in_sight_of_the_sliders_on_a_phone(phone):
    for slider in (0, 7, 14):
        phone.locator(f"#latent-{slider}").evaluate(
            """async (slider) => {
              slider.scrollIntoView({ block: 'end' });
              await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            }"""
        )
        digit = phone.locator(".decoded").bounding_box()
        track = phone.locator(f"#latent-{slider}").bounding_box()
        assert digit["y"] >= 0 and digit["y"] + digit["height"] < track["y"] < 640


def test_the_ring_of_a_plane_follows_the_sliders(page):
    choose_model(page, "★ Variational · 2-D VAE (2)")
    where = page.locator(".reading .code").first
    before = where.inner_text()
    page.locator("#latent-0 input[type=range]").press("End")
    page.wait_for_function(
        "before => document.querySelector('.reading .code').innerText !== before", arg=before
    )
    assert "3.00" in where.inner_text()


def test_a_finger_moves_a_slider_on_a_phone(phone):
    slider = phone.locator("#latent-1 input[type=range]")
    slider.evaluate("slider => slider.scrollIntoView({ block: 'end' })")  # below the digit
    before = picture(phone, ".decoded")
    box = slider.bounding_box()
    x, y = box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2
    settled(phone, lambda: phone.touchscreen.tap(x, y))
    assert numbers(phone)[1] > 2 and picture(phone, ".decoded") != before
