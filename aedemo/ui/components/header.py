"""Header: the top of the page, with its tabs and what concerns the page as a whole.

The tabs are the page's own: Gradio's hide some of them on a narrow page, and the arrow keys do not
move between them. Theirs are hidden, and told of what is chosen here.
"""

from collections.abc import Sequence
from html import escape
from typing import Any

from aedemo.ui.components.script import Shown
from aedemo.ui.glossary import GLOSSARY

_HTML = """\
<div class="bar">
  <h1>aedemo</h1><p class="here" aria-hidden="true"></p>
  <button type="button" class="opens" aria-expanded="false">Tabs</button>
  <div class="menu">
    <div class="tabs" role="tablist" aria-label="Tabs">TABS</div>
    <div class="actions">
      <button type="button" class="copy">Copy link</button>
      <button type="button" class="joins" hidden>Join</button>
      <button type="button" class="presents">Present</button>
      <button type="button" class="keys">Keys</button>
      <button type="button" class="mode" role="switch" aria-checked="false">Dark</button>
    </div>
  </div>
</div>
<p class="said" role="status"></p>
"""
_TAB = '<button type="button" role="tab" aria-selected="false" aria-controls="{}">{}</button>'


class Header(Shown):
    """The top of the page."""

    def __init__(self, titles: Sequence[str], **kwargs: Any) -> None:
        """
        Parameters:
            titles: Those of the tabs, in their order.
            kwargs: Everything else that `gr.HTML` takes.
        """
        tabs = "".join(_TAB.format(tab_id(each), escape(each)) for each in titles)
        self.template = _HTML.replace("TABS", tabs)
        super().__init__(settings={"words": GLOSSARY}, elem_classes=["ae-header"], **kwargs)


def tab_id(title: str) -> str:
    """The id of a tab's element on the page, by which `?tab=` in an address finds it as well."""
    return f"tab-{title.lower()}"
