"""The page's JavaScript: what files there are, how they are served, what is said without them."""

import re
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from aedemo.library.checkpoints import checkpoint_path
from aedemo.ui import constants
from aedemo.ui.components.script import with_imports
from aedemo.ui.files import FILES, SCRIPTS, library_address, script_address
from aedemo.ui.head import early_head

COMPONENTS = [path for path in SCRIPTS if path.parent.name == "components"]


def test_what_python_and_javascript_share_is_written_as_python_says_it():
    assert constants.FILE.read_text(encoding="utf-8") == constants.module()


def test_every_module_is_there_and_of_use():
    assert COMPONENTS
    imported = set().union(*map(with_imports, COMPONENTS))
    assert imported == {path.resolve() for path in SCRIPTS}


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda path: path.stem)
def test_every_component_mounts_and_has_its_python(component):
    assert "\nexport function mount(" in component.read_text(encoding="utf-8")
    assert component.with_suffix(".py").exists()


def test_a_browser_asks_each_time_whether_a_module_has_changed(app):
    with urllib.request.urlopen(app.address.rstrip("/") + script_address(COMPONENTS[0])) as answer:
        assert answer.headers["Cache-Control"] == "no-cache"
        assert "javascript" in answer.headers["Content-Type"]


@pytest.mark.parametrize("path", ["ui/page.py", "ui/../files.py", "checkpoints/molecules.npz", ""])
def test_no_other_file_is_public(app, path):
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(app.address.rstrip("/") + FILES + path)
    assert error.value.code == 404


def test_a_part_of_a_checkpoint_can_be_fetched(app):
    path = checkpoint_path(app.library.folder, "vae")
    url = app.address.rstrip("/") + library_address(app.library, path)
    part = urllib.request.Request(url, headers={"Range": "bytes=100-299"})
    with urllib.request.urlopen(part) as answer:
        assert (answer.status, answer.read()) == (206, path.read_bytes()[100:300])


def test_the_page_does_not_tell_where_it_is_installed(app):
    for path in ("", "config", "gradio_api/info"):
        with urllib.request.urlopen(app.address + path) as answer:
            text = answer.read().decode()
        for folder in (COMPONENTS[0].parent, app.library.folder):
            assert str(folder) not in text


def test_the_first_tab_asks_for_no_module_that_is_not_preloaded(open_page):
    page = open_page()
    page.wait_for_selector(".wall[data-painted]")
    page.wait_for_selector("[data-drawpad]")
    loaded = {url.split("?")[0] for url in page.requested if url.endswith(".js")}
    ours = {Path(url).name for url in loaded if FILES in url}
    assert ours == {Path(href).name for href in re.findall(r'href="(.+?)"', early_head())}


def test_a_component_whose_module_cannot_be_fetched_says_so(browser, app):
    page = browser.new_page()
    page.route("**/components/squeeze.js", lambda route: route.abort())
    page.goto(app.address)
    page.get_by_text("This part of the page could not be fetched.").first.wait_for()
    page.wait_for_selector(".wall[data-painted]")
    page.close()


def test_what_was_fetched_stays_when_gradio_sets_a_tab_back_to_its_first_values(open_page):
    page = open_page()
    page.wait_for_selector("#tab-restore [data-stands]", state="attached")
    # Gradio does so a frame after the tab is there, which on a busy machine can be late.
    page.evaluate("() => { requestAnimationFrame = (done) => setTimeout(done, 1000); }")
    page.get_by_role("tab", name="Inside").click()
    page.wait_for_selector("#tab-inside .sections button")
    page.wait_for_timeout(1500)
