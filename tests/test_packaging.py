"""What is installed is what is here: every folder of code, and every file that it reads."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
SETUPTOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]


def test_every_folder_of_code_is_a_package_that_is_installed():
    with_code = {
        ".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "aedemo").rglob("*.py")
    }
    listed = set(SETUPTOOLS["packages"])
    assert listed == with_code | {"aedemo.checkpoints", "aedemo.ui.modules"}


def test_every_file_beside_the_code_is_installed_with_it():
    installed = set()
    for package, patterns in SETUPTOOLS["package-data"].items():
        folder = ROOT / SETUPTOOLS["package-dir"].get(package, package.replace(".", "/"))
        installed |= {path for pattern in patterns for path in folder.glob(pattern)}
    data = [*(ROOT / "aedemo").rglob("*"), *(ROOT / "checkpoints").rglob("*")]
    left_out = {
        path
        for path in data
        if path.is_file()
        and path.suffix not in (".py", ".pyc", ".ts", ".tmp")
        and ".partial" not in path.parts
    } - installed
    assert not left_out
