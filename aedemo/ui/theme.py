"""The page's look: Gradio's theme set to the tokens of styles/page.css, and all style sheets."""

from pathlib import Path

import gradio as gr

# In this order: what comes later wins.
CSS = [
    Path(__file__).parent / "styles" / f"{name}.css"
    for name in ("page", "tabs", "parts", "menus", "focus", "present")
]
FONT = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif")
FONT_MONO = ("ui-monospace", "SF Mono", "Menlo", "Consolas", "DejaVu Sans Mono", "monospace")

# Each value is a token that styles/page.css defines for light and for dark.
_TOKENS = {
    "var(--ae-page)": ["body_background_fill"],
    "var(--ae-card)": ["block_background_fill", "input_background_fill", "panel_background_fill"],
    "var(--ae-line)": [
        "border_color_primary",
        "block_border_color",
        "input_border_color",
        "button_secondary_border_color",
        "checkbox_border_color",
    ],
    "var(--ae-ink)": [
        "body_text_color",
        "block_title_text_color",
        "button_secondary_text_color",
        "checkbox_label_text_color",
    ],
    "var(--ae-muted)": [
        "body_text_color_subdued",
        "block_label_text_color",
        "block_info_text_color",
    ],
    "var(--ae-stage)": ["slider_color", "checkbox_background_color_selected"],
    "transparent": ["button_secondary_background_fill", "background_fill_secondary"],
}


def theme() -> gr.themes.Base:
    """Gradio's base theme in the page's tokens, with fonts that every machine has."""
    colours = {
        name + mode: value
        for value, names in _TOKENS.items()
        for name in names
        for mode in ("", "_dark")
    }
    return gr.themes.Base(
        font=FONT, font_mono=FONT_MONO, text_size="md", radius_size="md", spacing_size="md"
    ).set(
        color_accent="var(--ae-stage)",
        block_border_width="0px",
        block_padding="0px",
        block_shadow="none",
        input_shadow="none",
        button_border_width="1px",
        layout_gap="12px",
        **colours,
    )
