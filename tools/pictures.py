"""Take the README's pictures of the page: python -m tools.pictures

Opens app.py in headless Chromium and writes docs/<tab>.png, 1280 pixels wide, light.
"""

import os

from playwright.sync_api import Page, sync_playwright

from benchmarks.bench import FLAGS, ROOT, URL, running

# The tab, what must be on it before it is taken, and how much of it is shown.
PICTURES = {
    "restore": (".wall[data-painted]", 1180),
    "latents": ("[data-painted] .decoded", 1000),
    "inside": ("[data-painted] .sections", 760),
    "molecules": ("[data-painted] .three", 1000),
}
WIDTH = 1280
REST = 3000  # ms, for charts and what follows the first paint


def take(page: Page, tab: str, mark: str, height: int) -> None:
    """Write one picture, once its tab is there and has come to rest."""
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.goto(f"{URL}/?__theme=light&tab={tab}")
    page.locator(mark).first.wait_for()
    page.wait_for_timeout(REST)
    page.screenshot(path=ROOT / "docs" / f"{tab}.png", animations="disabled")


def main() -> None:
    with running(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        page = browser.new_page()
        for tab, (mark, height) in PICTURES.items():
            take(page, tab, mark, height)
        browser.close()


if __name__ == "__main__":
    main()
