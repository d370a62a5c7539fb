"""The lists that several tabs offer: of models, of kinds of damage, and of a few things."""

from collections.abc import Sequence
from typing import Any

import gradio as gr

from aedemo.data.corruptions import CORRUPTIONS
from aedemo.models.catalogue import VARIANTS
from aedemo.ui.models import full_label


def model_choice(names: Sequence[str], value: str) -> gr.Dropdown:
    """A list of models, each with the size of its code."""
    models = [(f"{full_label(name)} ({VARIANTS[name].latent_dim})", name) for name in names]
    return _quiet_list("Model", models, value)


def damage_choice(value: str) -> gr.Dropdown:
    """The list of all corruptions."""
    kinds = [(each.label, name) for name, each in CORRUPTIONS.items()]
    return _quiet_list("Kind of damage", kinds, value)


def quiet_radio(
    label: str,
    choices: Sequence[Any],
    value: Any,
    classes: Sequence[str] = (),
    may_change: bool = False,
) -> gr.Radio:
    """A few things side by side, of which one is chosen; the label is for those who hear the page.

    `choices` are the values, or pairs of what is shown and the value. Where they `may_change` what
    is sent is checked by who listens, else here.
    """
    kind = OpenRadio if may_change else gr.Radio
    return kind(
        choices,
        value=value,
        label=label,
        show_label=False,
        container=False,
        elem_classes=[*classes],
    )


class OpenRadio(gr.Radio):
    """One whose choices a listener may change: what is sent is checked by who listens to it.

    Nothing is kept of a visitor here, so that which choices the page has is not known.
    """

    is_template = True  # for Gradio it is a Radio

    def preprocess(self, payload: Any) -> Any:
        """What was sent, which can be anything."""
        return payload


class OpenSlider(gr.Slider):
    """The same for a slider whose ends a listener may change."""

    is_template = True

    def preprocess(self, payload: Any) -> Any:
        """What was sent, which can be anything."""
        return payload


def _quiet_list(label: str, choices: list[tuple[str, str]], value: str) -> gr.Dropdown:
    """A dropdown whose card already says what it is: the label is for those who hear the page."""
    return gr.Dropdown(
        choices, value=value, label=label, show_label=False, filterable=False, container=False
    )
