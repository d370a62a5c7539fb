"""Imports run one way, and what is slow to import stays where it belongs."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in [*ROOT.glob("aedemo/**/*.py"), ROOT / "app.py", ROOT / "train_all.py"]
}

# Each module may import from those below it in this list, and from its own line when it is a
# package of equals (ui and its components).
LAYERS = [
    {"aedemo.data", "aedemo.corruptions", "aedemo.architectures", "aedemo.objectives"}
    | {"aedemo.schedules", "aedemo.preprocessing", "aedemo.baselines", "aedemo.transformations"}
    | {"aedemo.projection", "aedemo.variance", "aedemo.colours"}
    | {"aedemo.compression", "aedemo.energy", "aedemo.resolution"},
    {"aedemo.molecules", "aedemo.curves", "aedemo.degradation", "aedemo.anomalies"},
    {"aedemo.variants"},
    {"aedemo.model"},
    {"aedemo.evaluation"},
    {"aedemo.training", "aedemo.checkpoints"},
    {"aedemo.inference", "aedemo.figures", "aedemo.portable"}
    | {"aedemo.seeing_variance", "aedemo.scans", "aedemo.kernels", "aedemo.tangents"}
    | {"aedemo.capacity", "aedemo.layers", "aedemo.fields", "aedemo.uses"},
    {name for name in MODULES if name.startswith("aedemo.ui")},
    {"app", "train_all"},
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}


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


@pytest.mark.parametrize("name", sorted(MODULES))
def test_imports_run_one_way(name):
    if name == "aedemo":
        assert not imports(MODULES[name])
        return
    assert name in RANK, f"say in LAYERS where {name} belongs"
    for other in imports(MODULES[name]) & set(RANK) - {name}:
        same_package = name.startswith("aedemo.ui") and other.startswith("aedemo.ui")
        assert RANK[other] < RANK[name] or same_package, f"{name} imports {other}"


def test_the_page_never_trains():
    for name, path in MODULES.items():
        if name.startswith("aedemo.ui") or name == "app":
            assert "aedemo.training" not in imports(path), name


def test_each_heavy_library_has_its_place():
    users = {"gradio": ("aedemo.ui", "app"), "plotly": ("aedemo.figures",)}
    users["torchvision"] = ("aedemo.data",)
    for name, path in MODULES.items():
        tops = {module.split(".")[0] for module in imports(path) if module}
        for library, places in users.items():
            assert library not in tops or name.startswith(places), f"{name} imports {library}"


def test_the_app_imports_nothing_that_only_training_needs():
    code = (
        "import app, sys; "
        "print([m for m in ('torchvision', 'umap', 'sklearn', 'rdkit') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
