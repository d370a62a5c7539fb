"""What is drawn in which colour, wherever it is drawn."""

# Of the ten digits, on black: told apart by every kind of colour vision, those that lie side by
# side on the maps most easily.
CLASS_COLOURS = (
    "#897fc7",
    "#ffc4d1",
    "#c9d76b",
    "#646cf8",
    "#d66927",
    "#02a099",
    "#ac965c",
    "#ff3989",
    "#ffac12",
    "#72d6ff",
)

# The one scale of signed numbers: -1, 0 and 1.
DIVERGING = ("#f59322", "#e8eaeb", "#0877bd")

# One hue a line, legible on the light card and on the dark one: output, code, corruption.
LINES = ("#1f86c9", "#8a5cd0", "#dd6420")

# Of what is drawn on black in both modes: the background, words, and two stages' hues.
DARK = "#0d0d0f"
INK = "#f2efea"
CODE = "#b58be6"
CORRUPTION = "#fb923c"
