"""Write the README's tables of figures from the checkpoints: python -m tools.readme_table"""

from pathlib import Path

from aedemo.data.digits import Digits
from aedemo.data.molecules import Molecules
from aedemo.data.spiral import Spiral
from aedemo.data.variance import VarianceDigits
from aedemo.library import Library
from aedemo.measures.table import known_figures
from aedemo.models.catalogue import VARIANTS
from aedemo.models.model import parameter_count

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
BEGIN, END = "<!-- figures: begin -->\n", "<!-- figures: end -->"
TITLES = {
    Digits.name: "Digits",
    VarianceDigits.name: "Variance-MNIST",
    Molecules.name: "Molecules, at the published degradation",
    Spiral.name: "A spiral in the plane",
}


def tables(library: Library) -> str:
    """A table for each dataset."""
    return "\n".join(
        f"**{title}**\n\n{table(library, library.names(dataset=dataset))}"
        for dataset, title in TITLES.items()
    )


def table(library: Library, names: list[str]) -> str:
    """A row a variant, in the catalogue's order; a column for every figure that one of them has."""
    records = {name: library.record(name).figures for name in names}
    columns = [
        column for column in known_figures() if any(column in each for each in records.values())
    ]
    heads = ["variant", "code", "weights", *(heading(column) for column in columns)]
    lines = [" | ".join(heads), " | ".join(["---", *["---:"] * (len(heads) - 1)])]
    for name, figures in records.items():
        cells = [
            known_figures()[column].in_words(figures[column]) if column in figures else ""
            for column in columns
        ]
        code = VARIANTS[name].latent_dim or "none"
        weights = f"{parameter_count(library[name]):,}"
        lines.append(" | ".join([f"`{name}`", str(code), weights, *cells]))
    return "".join(f"| {line} |\n" for line in lines)


def heading(name: str) -> str:
    figure = known_figures()[name]
    return f"{figure.label}, {figure.unit}" if figure.unit else figure.label


def readme_with(tables: str, readme: str) -> str:
    """The README's text with the tables between its two marks."""
    before, rest = readme.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}{tables}{END}{after}"


if __name__ == "__main__":
    text = README.read_text(encoding="utf-8")
    new = readme_with(tables(Library.open(ROOT / "checkpoints")), text)
    README.write_text(new, encoding="utf-8")
