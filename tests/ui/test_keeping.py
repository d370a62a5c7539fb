"""What a visitor made outlives a reload of the page, and a restart of the server."""

import re

from tests.ui.marks import draw, open_tab, quiet, until

FIRST = "Your digit: a 3, number 10 of the gallery"
STROKE = [(0.3, 0.2), (0.7, 0.2), (0.45, 0.8)]
# Of the tab in view: the pixels of every canvas but those that are drawn at random, and where every
# control stands. A pad says what is on it: what a hand draws piece by piece is softer at its edges.
_PICTURE = """() => {
  const seen = (selector) => [...document.querySelectorAll(selector)].filter((each) =>
    each.checkVisibility() &&
    !each.closest(".detail, [data-drawpad] .strip, .row:not(.ae-page):has(.mean)"));
  return [
    seen("canvas").map((each) => each.matches(".paper") ? each.ariaLabel : each.toDataURL()),
    seen("input:not([type=file]), textarea").map((each) => each.checked || each.value),
  ]; }"""


def picture(page):
    """The tab in view once it has come to rest."""
    quiet(page)
    before = None
    while (now := page.evaluate(_PICTURE)) != before:
        before = now
        page.wait_for_timeout(250)  # some things are painted a slice a frame
    return now


def drawing(page):
    return page.locator("canvas.paper:visible").first.get_attribute("aria-label")


def choose(page, name, option):
    page.get_by_role("combobox", name=name).locator("visible=true").first.click()
    page.get_by_role("option", name=option).click()


def press(page, name, key, times=1):
    slider = page.get_by_role("slider", name=re.compile(name)).locator("visible=true").first
    for _ in range(times):
        slider.press(key)


def change_restore(page):
    page.get_by_role("button", name="Clear").click()
    draw(page, STROKE)
    choose(page, "Kind of damage", "Gaussian noise")
    press(page, "Level", "ArrowRight", 3)
    press(page, "Passes", "ArrowRight")
    page.get_by_role("button", name="Another draw").click()
    page.locator(".tile[data-name=simple]").click()
    page.get_by_role("button", name="Family", exact=True).click()


def change_latents(page):
    choose(page, "Model", "β-VAE")
    quiet(page)
    press(page, "nats", "End")


def change_interpolate(page):
    page.get_by_role("button", name="A 7 from the gallery").locator("visible=true").last.click()
    page.get_by_role("radio", name="Zoom").check()  # it resets the amount
    quiet(page)
    press(page, "Zoom", "ArrowRight", 4)


def change_molecules(page):
    page.get_by_role("button", name="Spoil it otherwise").click()
    box = page.get_by_label("Or its name")
    box.fill("c1ccncc1")
    box.press("Enter")


CHANGES = {
    "Restore": change_restore,
    "Latents": change_latents,
    "Interpolate": change_interpolate,
    "Molecules": change_molecules,
}


def test_a_reloaded_page_is_as_it_was_left_in_every_tab(open_page):
    page, left = open_page(), {}
    for tab, change in CHANGES.items():
        open_tab(page, tab)
        quiet(page)
        change(page)
        left[tab] = picture(page)
    page.get_by_role("switch", name="Dark").click()
    page.reload()
    # The tab that was open comes back by itself, the others when they are opened.
    for tab in reversed(CHANGES):
        page.locator(f"#tab-{tab.lower()} [data-reopened]").wait_for(state="attached")
        until(page, lambda tab=tab: picture(page) == left[tab], f"{tab} as it was left")
        if tab != "Restore":
            page.get_by_role("tab", name=[*CHANGES][[*CHANGES].index(tab) - 1]).click()
    assert "dark" in page.locator("body").get_attribute("class")


def test_an_address_opened_anew_is_fresh_and_names_its_tab(open_page):
    page = open_page()
    page.locator("[data-drawpad]").wait_for()
    draw(page, STROKE)
    page.reload()
    page.get_by_label("Your digit: a drawing, 1 stroke").wait_for()
    page.goto(page.url.partition("#")[0].replace("?", "?tab=MAP&"))
    page.locator("#tab-map canvas.over").first.wait_for()
    page.get_by_role("tab", name="Restore").click()
    page.get_by_label(FIRST).wait_for()


def test_what_is_damaged_or_of_another_page_or_was_not_kept_is_left_alone(open_page):
    page = open_page()
    for damage in (
        "'{'",
        "JSON.stringify({ ...JSON.parse(text), page: 'another' })",
        "(() => { throw new DOMException('full', 'QuotaExceededError'); })()",
    ):
        page.get_by_label(FIRST).wait_for()
        page.wait_for_selector(".wall[data-painted]")
        draw(page, STROKE)
        page.wait_for_function("location.hash.includes('digit=')")
        page.evaluate(
            f"""() => {{
              history.replaceState("aedemo", "", location.pathname + location.search);
              const write = Storage.prototype.setItem;
              Storage.prototype.setItem = function (key, text) {{
                write.call(this, key, {damage});
              }}; }}"""
        )
        page.reload()
    page.get_by_label(FIRST).wait_for()


def test_what_is_drawn_while_the_server_is_away_is_there_when_the_page_comes_back(open_page):
    page = open_page()
    page.locator("[data-drawpad]").wait_for()
    page.get_by_role("button", name="Clear").click()
    draw(page, STROKE)
    press(page, "Level", "End")
    quiet(page)
    page.context.set_offline(True)
    draw(page, STROKE)
    page.get_by_text("Connection to the server was lost").wait_for()
    with page.expect_navigation():  # Gradio reloads the page
        page.context.set_offline(False)
    page.get_by_label("Your digit: a drawing, 2 strokes").wait_for()
    page.get_by_text("100 % of the pixels dropped").wait_for()
    page.troubles.clear()  # that a request failed
