"""The lists that several tabs offer: of models, of kinds of damage, and of a few things."""

from collections.abc import Sequence
from typing import Any

import gradio as gr

from aedemo.data.corruptions import CORRUPTIONS
from aedemo.models.catalogue import RECOMMENDED, VARIANTS

MOST_RECOMMENDED = 6
STAR = "★ "


def model_choice(
    names: Sequence[str], value: str, label: str = "Model", show_label: bool = False
) -> gr.Dropdown:
    """A list of models that can be searched. The label is for those who hear the page."""
    return gr.Dropdown(
        model_choices(names),
        value=value,
        label=label,
        show_label=show_label,
        container=show_label,
    )


def model_choices(names: Sequence[str]) -> list[tuple[str, str]]:
    """What a list of models shows, and the names: each with its family and the size of its code.

    The recommended come first, with a star; then the families, one after the other; then the
    experiments.
    """
    recommended = [name for name in RECOMMENDED if name in names][:MOST_RECOMMENDED]
    families = [*dict.fromkeys(VARIANTS[name].family for name in names)]
    families.sort(key=lambda family: not family.on_wall)
    others = [name for name in names if name not in recommended]
    others.sort(key=lambda name: families.index(VARIANTS[name].family))
    starred = [(STAR + _words(name), name) for name in recommended]
    return starred + [(_words(name), name) for name in others]


def _words(name: str) -> str:
    variant = VARIANTS[name]
    size = variant.latent_dim
    is_said = size is None or str(size) in variant.label.split()
    words = f"{variant.family.title} · {variant.label}" + ("" if is_said else f" ({size})")
    return words if variant.family.on_wall else f"Experiment · {words}"


def damage_choice(value: str) -> gr.Dropdown:
    """The list of all corruptions; its card already says what it is."""
    kinds = [(each.label, name) for name, each in CORRUPTIONS.items()]
    return gr.Dropdown(
        kinds,
        value=value,
        label="Kind of damage",
        show_label=False,
        filterable=False,
        container=False,
    )


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
