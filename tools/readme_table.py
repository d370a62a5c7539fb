"""Write the README's table of figures from the checkpoints: python -m tools.readme_table"""

from pathlib import Path

from aedemo.checkpoints import Library
from aedemo.evaluation import FIGURES
from aedemo.model import parameter_count
from aedemo.variants import VARIANTS

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
BEGIN, END = "<!-- figures: begin -->\n", "<!-- figures: end -->"
COLUMNS = ("mse", "psnr", "ssim", "noisy_mse", "missing_mse", "cross_entropy", "negative_elbo")
COLUMNS += ("nll", "jacobian", "probe", "knn", "mse_before_refit")


def table(library: Library) -> str:
    """A row a variant, in the catalogue's order."""
    heads = ["variant", "code", "weights", *(heading(name) for name in COLUMNS)]
    lines = [" | ".join(heads), " | ".join(["---", *["---:"] * (len(heads) - 1)])]
    for name in library.names():
        figures = library.record(name).figures
        cells = [
            FIGURES[column].in_words(figures[column]) if column in figures else ""
            for column in COLUMNS
        ]
        code = VARIANTS[name].latent_dim or "none"
        weights = f"{parameter_count(library[name]):,}"
        lines.append(" | ".join([f"`{name}`", str(code), weights, *cells]))
    return "".join(f"| {line} |\n" for line in lines)


def heading(name: str) -> str:
    figure = FIGURES[name]
    return f"{figure.label}, {figure.unit}" if figure.unit else figure.label


def readme_with(table: str, readme: str) -> str:
    """The README's text with the table between its two marks."""
    before, rest = readme.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}{table}{END}{after}"


if __name__ == "__main__":
    text = README.read_text(encoding="utf-8")
    new = readme_with(table(Library.open(ROOT / "checkpoints")), text)
    README.write_text(new, encoding="utf-8")
