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

from documents import blocks

SHELF = {"optimizer": "optimizers", "loss": "losses", "schedule": "schedules", "surface": "surfaces"}


def shown() -> dict[str, tuple[str, str]]:
    """By name: the noun and the file of everything that CONTRIBUTING shows."""
    found = {}
    for text in blocks("CONTRIBUTING.md", "python"):
        for noun, name in re.findall(r"^@(\w+).*?^def (\w+)", text, re.MULTILINE | re.DOTALL):
            found[name] = (noun, text)
    return found


def newcomers() -> dict[str, tuple[str, str]]:
    """By name: the shelf and the file of every formula among them."""
    return {name: (SHELF[noun], text) for name, (noun, text) in shown().items() if noun in SHELF}


def question() -> tuple[str, str, str]:
    """The section, the name and the file of the question among them."""
    ((name, text),) = [(name, text) for name, (noun, text) in shown().items() if noun == "question"]
    return re.findall(r'section="(\w+)"', text)[0], name, text


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with each example as a file and a line in its shelf's __init__.py, and nothing else."""
    root = tmp_path_factory.mktemp("house")
    package = root / "talweg"
    shutil.copytree(Path(talweg.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    section, asked, its_text = question()
    added = [(name, *each) for name, each in newcomers().items()] + [(asked, f"course/bank/{section}", its_text)]
    for name, shelf, text in added:
        (package / shelf / f"{name}.py").write_text(text)
        index = package / shelf / "__init__.py"
        lines = index.read_text().splitlines()
        module = f"talweg.{shelf.replace('/', '.')}"
        last = max(i for i, line in enumerate(lines) if line.startswith(f"from {module}."))
        lines.insert(last, f"from {module}.{name} import {name} as {name}")
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


@pytest.mark.slow
def test_a_question_is_in_the_bank_and_proves_itself(house: Path) -> None:
    section, name, _ = question()
    listed = run(house, "-m", "talweg", "bank", "list")
    assert re.search(rf"^{section} .* {name} ", listed, re.MULTILINE)
    assert "200 questions, 0 defects" in run(house, "-m", "talweg", "bank", "check", name)
    assert "[" in run(house, "-m", "talweg", "bank", "show", name)


@pytest.mark.slow
def test_the_tests_of_every_reader_cover_it(house: Path) -> None:
    shutil.copytree(Path(__file__).parents[1], house / "tests")
    names = " or ".join(newcomers())
    rooms = [
        "engine/test_readers",
        "formula/test_formula",
        "nouns/test_losses",
        "nouns/test_surfaces",
        "nouns/test_optimizers",
    ]
    tests = [f"tests/{name}.py" for name in rooms]
    lean = ["-q", "-p", "no:cacheprovider", "-p", "no:schemathesis"]
    out = run(house, "-m", "pytest", *lean, "-k", f"({names}) and not browser", *tests)
    passed = int(re.findall(r"(\d+) passed", out)[-1])
    assert passed >= 5 * len(newcomers())
