"""The test of the design: a formula is added as CONTRIBUTING says, and everything else finds it by itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import talweg

from test_docs import blocks

SHELF = {"optimizer": "optimizers", "loss": "losses", "schedule": "schedules", "surface": "surfaces"}


def newcomers() -> dict[str, tuple[str, str]]:
    """By name: the shelf and the file of every formula that CONTRIBUTING shows."""
    found = {}
    for text in blocks("CONTRIBUTING.md", "python"):
        noun, name = re.findall(r"^@(\w+)[^\n]*\ndef (\w+)", text, re.MULTILINE)[0]
        found[name] = (SHELF[noun], text)
    return found


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with each example as a file and a line in its shelf's __init__.py, and nothing else."""
    root = tmp_path_factory.mktemp("house")
    package = root / "talweg"
    shutil.copytree(Path(talweg.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    for name, (shelf, text) in newcomers().items():
        (package / shelf / f"{name}.py").write_text(text)
        index = package / shelf / "__init__.py"
        lines = index.read_text().splitlines()
        last = max(i for i, line in enumerate(lines) if line.startswith(f"from talweg.{shelf}."))
        lines.insert(last + 1, f"from talweg.{shelf}.{name} import {name} as {name}")
        index.write_text("\n".join(lines) + "\n")
    return root


def run(house: Path, *command: str) -> str:
    environment = os.environ | {"PYTHONPATH": str(house), "COLUMNS": "200", "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, *command], cwd=house, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_examples_cover_every_noun() -> None:
    assert {shelf for shelf, _ in newcomers().values()} == set(SHELF.values())


def test_it_is_listed_and_raced(house: Path) -> None:
    listed = run(house, "-m", "talweg", "list")
    for name in newcomers():
        assert re.search(rf"^  {name}  ", listed, re.MULTILINE), name
    raced = run(house, "-m", "talweg", "race", "dixon_price", "sgd", "signum", "--lr", "0.02", "--steps", "400")
    ends = {row[0]: float(row[3]) for row in map(str.split, raced.splitlines()) if row and row[0] in ("sgd", "signum")}
    assert ends["sgd"] < 1e-3
    assert ends["signum"] < 1


def test_it_is_in_the_panels_module(house: Path) -> None:
    module = run(house, "-c", "from talweg.web.formulas import module; print(module())")
    for name in newcomers():
        assert f'"{name}": {{' in module


def test_the_tests_of_every_reader_cover_it(house: Path) -> None:
    for name in Path(__file__).parent.glob("*.py"):
        shutil.copy(name, house)
    names = " or ".join(newcomers())
    tests = ["test_readers.py", "test_formula.py", "test_losses.py", "test_surfaces.py", "test_optimizers.py"]
    out = run(house, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", f"({names}) and not browser", *tests)
    passed = int(re.findall(r"(\d+) passed", out)[-1])
    assert passed >= 5 * len(newcomers())
