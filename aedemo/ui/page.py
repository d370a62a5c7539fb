"""The page. A tab is one file with a TITLE and a build(library), and its name in TABS."""

from html import escape

import gradio as gr

from aedemo.library import Library
from aedemo.ui import api
from aedemo.ui.apart import set_apart
from aedemo.ui.keeping import keep_controls, within
from aedemo.ui.limits import KEPT
from aedemo.ui.listeners import named_listeners
from aedemo.ui.refusing import Page
from aedemo.ui.tabs import (
    gallery_map,
    inside,
    interpolate,
    latents,
    molecules,
    restore,
    uses,
    variance,
)

TABS = (restore, latents, interpolate, gallery_map, inside, uses, variance, molecules)
BEGIN_WITH_A_DIGIT = tuple(tab for tab in TABS if tab is not molecules)

_NO_DIGITS = (
    "This tab begins with a digit of the gallery, which is missing or damaged: python train_all.py"
)
_TOP = """\
<div class="row"><h1>aedemo</h1><p>a laboratory for autoencoders</p>
<button type="button" class="mode">Light or dark</button></div>
"""
_TOP_SCRIPT = """\
element.querySelector(".mode").addEventListener("click",
  () => document.body.classList.toggle("dark"));
"""


def build_page(library: Library) -> Page:
    """The whole page on a library of trained variants.

    Raises ValueError when two listeners have the same name.
    """
    with Page(
        title="aedemo: a laboratory for autoencoders",
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(KEPT // 2, KEPT // 2),
    ) as page:
        gr.HTML(html_template=_TOP, js_on_load=_TOP_SCRIPT, elem_classes=["ae-top"])
        if library.problems:
            gr.HTML(_problems(library), elem_classes=["ae-problems"])
        with gr.Tabs():
            for tab in TABS:
                with gr.Tab(tab.TITLE, elem_id=f"tab-{tab.TITLE.lower()}") as frame:
                    if tab in BEGIN_WITH_A_DIGIT and not library.has_gallery:
                        gr.Markdown(_NO_DIGITS, elem_classes=["ae-lead"])
                    else:
                        tab.build(library)
                    keep_controls(page, frame)
                if tab is not TABS[0]:
                    page.made |= set_apart(within(frame))
        api.publish(library)
    named_listeners(page)
    return page


def _problems(library: Library) -> str:
    count = len(library.problems)
    lines = "<br>".join(escape(problem) for problem in library.problems)
    return (
        f"<details><summary>{count} thing{'s are' if count > 1 else ' is'} missing: "
        f"the rest of the page works without</summary><p>{lines}</p></details>"
    )
