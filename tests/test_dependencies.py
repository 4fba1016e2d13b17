"""What the package imports it declares, and what is missing is told with the command that brings it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from documents import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def brought(*extras: str) -> set[str]:
    """The distributions that the package brings with these extras, and no others on their account."""
    asked = [*PROJECT["dependencies"], *(each for extra in extras for each in EXTRAS[extra])]
    names = {plain(re.split(r"[\[<>=!~ ]", each)[0]) for each in asked}
    inner = [extra for each in asked if each.startswith("talweg[") for extra in re.findall(r"\w+", each)[1:]]
    return (names - {"talweg"}) | (brought(*inner) if inner else set())


def imported(folder: str) -> dict[str, str]:
    """By distribution, one file in `folder` that imports it."""
    known, found = packages_distributions(), {}
    for path in sorted((ROOT / "src/talweg" / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            modules = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level and node.module:
                modules = [node.module]
            for top in {each.partition(".")[0] for each in modules} - sys.stdlib_module_names - {"talweg"}:
                found[plain(known.get(top, [top])[0])] = str(path.relative_to(ROOT))
    return found


def test_whatever_is_imported_is_declared() -> None:
    undeclared = {name: path for name, path in imported(".").items() if name not in brought(*EXTRAS)}
    assert not undeclared


@pytest.mark.parametrize("folder", ["course", "web", "training/loop", "models", "losses", "nouns"])
def test_the_extra_called_course_brings_all_that_the_course_imports(folder: str) -> None:
    assert not {name: path for name, path in imported(folder).items() if name not in brought("course")}


@pytest.mark.parametrize(
    ("words", "missing", "extra"),
    [
        ("serve --no-browser", "uvicorn", "course"),
        ("build somewhere", "jinja2", "course"),
        ("train digits", "sklearn", "lab"),
        ("race valley sgd --plot x.png", "matplotlib", "lab"),
    ],
)
def test_what_is_missing_is_told_with_its_remedy(words: str, missing: str, extra: str, tmp_path: Path) -> None:
    line = ["talweg", *words.split()]
    code = f"import sys; sys.modules[{missing!r}] = None; sys.argv = {line!r}; from talweg.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert re.search(rf"pip install 'talweg\[({extra}|all)\]'", done.stderr), done.stderr


def test_the_tested_versions_are_allowed_ones_and_leave_nothing_out() -> None:
    lines = [line for line in (ROOT / ".ci/locked.txt").read_text().splitlines() if not line.startswith("#")]
    locked = {plain(name): version for name, _, version in (line.partition("==") for line in lines)}
    assert brought("dev") <= locked.keys()
    for each in (*PROJECT["dependencies"], *(each for extra in EXTRAS.values() for each in extra)):
        asked = Requirement(each)
        if plain(asked.name) in locked:
            assert asked.specifier.contains(locked[plain(asked.name)]), each


def test_tests_are_collected_where_a_peer_is_missing() -> None:
    """`make test` installs none of them: what needs one imports it where that is known to be there."""
    peers = {"torch", "jax", "optax", "keras", "pytorch_optimizer"}
    found = []
    for path in (ROOT / "tests").rglob("*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            asked = [each.name for each in getattr(node, "names", ())]
            home = getattr(node, "module", None) or ""
            names = {each.partition(".")[0] for each in (asked if isinstance(node, ast.Import) else [home])}
            ours = home.startswith("talweg.adapters") and ({*asked, *home.split(".")} & {*peers, "torch_function"})
            if isinstance(node, ast.Import | ast.ImportFrom) and (names & peers or ours):
                found.append(f"{path.relative_to(ROOT)}: {ast.unparse(node)}")
    assert found == []
