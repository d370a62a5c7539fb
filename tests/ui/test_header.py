"""What concerns the page as a whole: presenting, the keys, the menus of cards, the glossary."""

import pytest

from aedemo.ui.glossary import GLOSSARY
from aedemo.ui.page import TABS
from tests.conftest import WIDE
from tests.ui.marks import after, draw, picture, quiet, until

# For who sits at the back: what is written in type below 20 pixels.
_TOO_SMALL = """() => [...document.querySelectorAll('.tabitem *, .ae-rail *')]
  .filter((each) => each.checkVisibility() && [...each.childNodes].some((node) =>
    node.nodeType === Node.TEXT_NODE && node.textContent.trim()))
  .filter((each) => parseFloat(getComputedStyle(each).fontSize) * each.currentCSSZoom < 20)
  .map((each) => each.outerHTML.slice(0, 120))"""


def stands(page):
    page.wait_for_selector(".wall[data-painted]")
    page.wait_for_selector(".ae-menu", state="attached")


def at_latents(page):
    page.wait_for_selector("#tab-latents [data-stands]", state="attached")
    quiet(page)


@pytest.fixture
def page(share_page):
    return share_page("", stands)


def test_presenting_makes_type_large_and_leaves_what_is_talked_about(page):
    page.keyboard.press("p")
    level = page.get_by_role("slider", name="Level")
    assert level.is_visible() and not page.locator(".wall").is_visible()
    for number, tab in enumerate(TABS, 1):
        page.keyboard.press(str(number))
        page.wait_for_selector(f"#tab-{tab.TITLE.lower()} [data-stands]", state="attached")
        quiet(page)
        assert page.evaluate(_TOO_SMALL) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    page.keyboard.press("1")
    page.wait_for_function("document.activeElement.type === 'range'")
    before = level.input_value()
    after(page, ".wall", lambda: page.keyboard.press("ArrowRight"))
    assert level.input_value() != before
    after(page, ".wall", lambda: page.keyboard.press("ArrowLeft"))
    quiet(page)
    page.keyboard.press("Escape")
    assert page.locator(".wall").is_visible()


def test_the_keys_are_listed_and_do_what_they_say(page):
    page.keyboard.press("?")
    keys = page.get_by_role("dialog")
    assert "another digit" in keys.inner_text()
    page.keyboard.press("Escape")
    assert not keys.count()
    said = page.locator("canvas.paper").first.get_attribute("aria-label")
    page.keyboard.press("n")
    assert page.locator("canvas.paper").first.get_attribute("aria-label") != said
    page.get_by_label("Seed").press("n")  # typed into a box it is none of the page's
    quiet(page)


def test_a_card_gives_its_picture_and_its_figures(page):
    opener = page.get_by_role("button", name="Menu of “Every model's answer”")
    opener.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Figures (CSV)").click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert len(lines) == page.locator(".wall .tile:visible").count()
    assert all(" dB" in line for line in lines)
    opener.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Picture (PNG)").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    opener.click()
    page.keyboard.press("Escape")
    assert not page.get_by_role("button", name="Full screen").count()


def test_an_autoencoder_is_shown_on_the_digit_of_the_pad(page):
    squeezed = picture(page, ".chain .before")
    after(page, ".chain .before", lambda: draw(page, [(0.3, 0.3), (0.6, 0.7)]))
    quiet(page)
    assert picture(page, ".chain .before") != squeezed
    assert page.locator(".numbers i").count() == 10


@pytest.mark.parametrize("word", GLOSSARY)
def test_a_word_is_explained_in_a_sentence_or_two(word):
    assert 1 <= GLOSSARY[word].count(". ") + 1 <= 3 and GLOSSARY[word].endswith(".")


def test_a_word_explains_itself_to_a_pointer_and_to_the_keyboard(page):
    page.locator(".tile[data-name=beta-vae]").hover()
    word = page.locator(".detail .ae-word", has_text="PSNR").first
    word.hover()
    tip = page.get_by_role("tooltip")
    assert tip.inner_text() == GLOSSARY["PSNR"]
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    word.focus()
    assert tip.is_visible()
    page.mouse.move(2, 2)


def test_all_of_the_top_is_within_the_page_at_every_width(page):
    join = page.locator(".joins")
    join.evaluate("(button) => { button.hidden = false; }")
    for width in (861, 1000, 1061, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        ends = page.locator(".ae-header button:visible").evaluate_all(
            "(all) => all.map((button) => button.getBoundingClientRect().right)"
        )
        assert len(ends) >= 12 and max(ends) <= width
    join.evaluate("(button) => { button.hidden = true; }")
    page.set_viewport_size(WIDE)


def test_no_dot_is_left_in_the_footer(page):
    footer = page.locator("footer")
    assert footer.inner_text().strip().startswith("Use via API")
    assert "·" not in footer.inner_text()


def test_a_copied_link_says_what_no_link_can_hold(page):
    page.keyboard.press("n")
    quiet(page)
    copy, said = page.get_by_role("button", name="Copy link"), page.locator(".ae-header .said")
    copy.click()
    page.wait_for_function("/opy/.test(document.querySelector('.ae-header .said').innerText)")
    assert "digit" not in said.inner_text() and "digit=g" in page.url
    page.evaluate("opening.named.longest = 1")
    copy.click()
    said.get_by_text("no link can hold: digit").wait_for()
    assert "digit=g" not in page.url
    page.evaluate("opening.named.longest = 16000")


def test_a_page_at_rest_asks_for_no_frame(page):
    def is_at_rest():
        before = page.evaluate("framesAsked")
        page.wait_for_timeout(500)
        return page.evaluate("framesAsked") == before

    until(page, is_at_rest, "rest")


def test_a_stroke_sets_no_style_anew_and_copies_no_digit(page):
    page.evaluate(
        """() => {
          window.anew = 0;
          window.styles = new MutationObserver((changes) => { anew += changes.length; });
          for (const style of document.querySelectorAll("style")) {
            styles.observe(style, { childList: true, characterData: true, subtree: true });
          }
        }"""
    )
    after(page, ".wall", lambda: draw(page, [(0.3, 0.2), (0.7, 0.8)]))
    quiet(page)
    assert page.evaluate("[anew, styles.disconnect()][0]") == 0
    digit = "Object.assign(Object.create(null), { strokes: [] })"
    assert page.evaluate(f"((digit) => structuredClone(digit) === digit)({digit})")
    assert page.evaluate("((list) => structuredClone(list) !== list)([1])")


@pytest.mark.parametrize("width, tab", [(360, "molecules"), (1280, "uses")])
def test_next_to_nothing_moves_while_the_page_opens(open_page, width, tab):
    page = open_page(f"tab={tab}", viewport={"width": width, "height": 780})
    page.wait_for_selector(f"#tab-{tab} [data-stands]", state="attached")
    page.wait_for_selector("[data-words]", state="attached")
    quiet(page)
    moved = page.evaluate(
        """() => new Promise((resolve) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) sum += entry.value;
            resolve(sum);
          }).observe({ type: "layout-shift", buffered: true });
          setTimeout(() => resolve(sum), 500);
        })"""
    )
    assert moved < 0.025


def test_a_drop_down_closes_when_it_is_left_and_opens_after_escape(page):
    kinds = page.get_by_role("combobox", name="Kind of damage")
    options = page.get_by_role("option")
    kinds.focus()
    options.first.wait_for()
    page.keyboard.press("Tab")
    options.first.wait_for(state="detached")
    kinds.click()
    options.first.wait_for()
    page.keyboard.press("Escape")
    options.first.wait_for(state="detached")
    kinds.click()
    options.first.wait_for()
    page.keyboard.press("Escape")


def test_a_model_is_found_by_typing_and_half_a_name_changes_nothing(share_page):
    page = share_page("tab=latents", at_latents)
    models = page.locator("input[aria-label=Model]:visible").first
    options = page.get_by_role("option")
    models.click()
    assert all("★" in each for each in options.all_inner_texts()[:6])
    assert "Experiment" in options.last.inner_text()
    assert page.evaluate("getSelection().toString()") == models.input_value()  # typing replaces it
    models.press_sequentially("bottle")
    options.nth(1).wait_for(state="detached")
    models.press("Enter")
    assert models.input_value() == "★ Dense · bottleneck (10)"
    models.press_sequentially("nonsense")
    models.press("Tab")
    page.wait_for_function(
        "(input) => input.value === '★ Dense · bottleneck (10)'", arg=models.element_handle()
    )
    quiet(page)


@pytest.mark.parametrize(
    "name, typed, holds",
    [("Level", "3", "1"), ("Level", "", "0.5"), ("Seed", "-5", "0"), ("Seed", "99999999999", None)],
)
def test_a_number_that_no_control_can_hold_is_put_right(page, name, typed, holds):
    statuses = []
    page.on("response", lambda response: statuses.append(response.status))
    box = page.get_by_role("spinbutton", name=name)
    first = box.input_value()
    box.fill("")
    box.press_sequentially(typed)
    box.press("Enter")
    box.blur()
    quiet(page)
    assert box.input_value() == (holds or str(2**31 - 1))
    if name == "Level":
        slider = page.get_by_role("slider", name="Level")
        assert float(slider.input_value()) == float(box.input_value())
        share = f"{100 * float(box.input_value()):.0f} % of the pixels dropped"
        page.get_by_text(share, exact=True).wait_for()
    assert not [status for status in statuses if status >= 400]
    box.fill(first)
    quiet(page)


def test_the_keyboard_can_be_seen_where_it_is(page):
    page.get_by_role("tab", name="Restore").focus()
    for _ in range(30):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
              const holds = (e) => e && (getComputedStyle(e).outlineStyle !== "none"
                && parseFloat(getComputedStyle(e).outlineWidth) >= 2);
              const at = document.activeElement;
              const boxes = [at, at.closest("label"), at.closest(".wrap"), at.parentElement];
              return boxes.some(holds) ? "" : at.outerHTML.slice(0, 200); }"""
        )
        assert not seen
    page.keyboard.press("Escape")
