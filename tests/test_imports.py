"""Imports run one way, and what is slow to import stays where it belongs."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "aedemo"
# A file may import from its own folder and from those before it.
FOLDERS = (
    "data",
    "methods",
    "models",
    "measures",
    "training",
    "library",
    "experiments",
    "ui",
    "commands",
)
FILES = {
    path.relative_to(PACKAGE).as_posix(): path
    for path in PACKAGE.rglob("*.py")
    if path.parent != PACKAGE
}
HEAVY = {"gradio": ("ui/",), "plotly": ("ui/plots.py",), "torchvision": ("data/digits.py",)}


def imports(path: Path) -> set[str]:
    """The names of the modules that a file imports, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_every_folder_has_a_rank():
    assert {file.split("/")[0] for file in FILES} == set(FOLDERS)


@pytest.mark.parametrize("file", sorted(FILES))
def test_a_file_imports_from_its_own_folder_and_those_before_it(file):
    mine = FOLDERS.index(file.split("/")[0])
    others = {name.split(".")[1] for name in imports(FILES[file]) if name.startswith("aedemo.")}
    assert others <= set(FOLDERS[: mine + 1])


def test_the_package_itself_imports_nothing():
    assert not imports(PACKAGE / "__init__.py")


def test_the_page_never_trains():
    for file in [*PACKAGE.glob("ui/**/*.py"), ROOT / "app.py"]:
        assert not any(name.startswith("aedemo.training") for name in imports(file)), file


def test_each_heavy_library_has_its_place():
    for file, path in FILES.items():
        tops = {name.split(".")[0] for name in imports(path)}
        for library, places in HEAVY.items():
            assert library not in tops or file.startswith(places), f"{file} imports {library}"


def test_the_app_imports_nothing_that_only_training_needs():
    code = """
import sys, torch
import aedemo.commands.page
from aedemo.methods import energy

digit = torch.zeros(1, 1, 28, 28)
descent = energy.descend(lambda z: digit + z.sigmoid(), energy.lowered(digit, 7), digit)
next(descent), next(descent)
heavy = ("torchvision", "umap", "sklearn", "rdkit", "torch._dynamo")
print([name for name in heavy if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
