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
