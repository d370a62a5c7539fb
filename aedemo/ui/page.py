"""The page. A tab is one file with a TITLE and a build(library), and its name in TABS."""

from html import escape

import gradio as gr

from aedemo.library import Library
from aedemo.ui import api, rail
from aedemo.ui.apart import set_apart
from aedemo.ui.components.header import Header, tab_id
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
        header = Header([tab.TITLE for tab in TABS])
        if library.problems:
            gr.HTML(_problems(library), elem_classes=["ae-problems"])
        with gr.Row(elem_classes=["ae-page"]):
            if library.has_gallery:
                with gr.Column(elem_classes=["ae-rail"]) as beside:
                    rail.build(library)
                    keep_controls(page, beside)
            with gr.Tabs():
                for tab in TABS:
                    with gr.Tab(tab.TITLE, elem_id=tab_id(tab.TITLE)) as frame:
                        if tab in BEGIN_WITH_A_DIGIT and not library.has_gallery:
                            gr.Markdown(_NO_DIGITS, elem_classes=["ae-lead"])
                        else:
                            tab.build(library)
                        keep_controls(page, frame)
                    if tab is not TABS[0]:
                        page.made |= set_apart(within(frame))
        api.publish(library)
    for listener in page.fns.values():
        # Whose progress it is Gradio copies with all that it holds and all that stands in it, for
        # every answer anew: of the wall, half of the browser's work while a hand draws.
        listener.show_progress_on = [header]
    named_listeners(page)
    return page


def _problems(library: Library) -> str:
    count = len(library.problems)
    lines = "<br>".join(escape(problem) for problem in library.problems)
    return (
        f"<details><summary>{count} thing{'s are' if count > 1 else ' is'} missing: "
        f"the rest of the page works without</summary><p>{lines}</p></details>"
    )
