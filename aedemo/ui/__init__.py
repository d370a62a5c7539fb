"""The page. A tab is one file with a TITLE and a build(library), and its name in TABS."""

from html import escape

import gradio as gr

from aedemo.checkpoints import Library, checkpoint_path
from aedemo.ui import api, interpolate, latents, restore
from aedemo.ui.components.script import MODULES

TABS = (restore, latents, interpolate)

_TOP = """\
<div class="row"><h1>aedemo</h1><p>a laboratory for autoencoders</p>
<button type="button" class="mode">Light or dark</button></div>
"""
_SWITCH_MODE = """\
element.querySelector(".mode").addEventListener("click",
  () => document.body.classList.toggle("dark"));
"""


def build(library: Library) -> gr.Blocks:
    """The whole page on a library of trained variants."""
    checkpoints = [checkpoint_path(library.folder, name) for name in library.names()]
    gr.set_static_paths([library.public, MODULES, *checkpoints])
    with gr.Blocks(
        title="aedemo: a laboratory for autoencoders",
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(3600, 3600),
    ) as page:
        gr.HTML(html_template=_TOP, js_on_load=_SWITCH_MODE, elem_classes=["ae-top"])
        if library.problems:
            gr.HTML(_problems(library), elem_classes=["ae-problems"])
        with gr.Tabs() as tabs:
            for tab in TABS:
                with gr.Tab(tab.TITLE, id=tab.TITLE.lower()):
                    tab.build(library)
        page.load(_tab_asked_for, None, tabs, queue=False, api_visibility="private")
        api.publish(library)
    return page


def _tab_asked_for(request: gr.Request):
    """A copied link names its tab in the query string."""
    wanted = request.query_params.get("tab")
    return gr.Tabs(selected=wanted) if wanted in {t.TITLE.lower() for t in TABS} else gr.skip()


def _problems(library: Library) -> str:
    count = len(library.problems)
    lines = "<br>".join(map(escape, library.problems))
    return (
        f"<details><summary>{count} model{'s' if count > 1 else ''} cannot be shown: "
        f"the rest of the page works without</summary><p>{lines}</p></details>"
    )
