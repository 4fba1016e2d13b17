"""Imports go down only, and the heavy libraries stay in their rooms."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import talweg

ROOT = Path(talweg.__file__).parent
FLOORS = [
    {"errors"},
    {"atomic"},
    {"formula", "charts"},
    {"engine"},
    {"nouns"},
    {"functions"},
    {"losses", "optimizers", "schedules", "surfaces"},
    {"models", "training"},
    {"lab", "adapters"},
    {"course"},
    {"web", "panels", "cli", "versions", "__main__", "__init__"},
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
SHELVES = FLOORS[6]
# Outside these rooms the library is not imported at all.
ROOMS = {
    "numba": {"engine"},
    "fastapi": {"web"},
    "starlette": {"web"},
    "uvicorn": {"web"},
    "sqlalchemy": {"course", "lab"},
    "matplotlib": {"charts", "lab"},
    "sklearn": {"training", "adapters"},
    "scipy": {"adapters", "lab"},
    "polars": {"adapters", "lab"},
    "torch": {"adapters"},
    "joblib": {"lab"},
    "threadpoolctl": {"lab"},
    "distributed": {"lab"},
    "mpi4py": {"training"},
    "jax": {"adapters"},
    "optax": {"adapters"},
    "keras": {"adapters"},
    "sympy": {"formula"},
    "latex2mathml": {"formula"},
    "typer": {"cli"},
    "alembic": {"course"},
    "fsrs": {"course"},
    "typst": {"course"},
    "argon2": {"course"},
    "itsdangerous": {"web"},
    "genanki": {"course"},
    "anywidget": {"panels"},
    "traitlets": {"panels"},
}
FILES = sorted(ROOT.rglob("*.py"))


def room(path: Path) -> str:
    first = path.relative_to(ROOT).parts[0]
    return first.removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_room_has_a_floor() -> None:
    assert {room(path) for path in FILES} <= FLOOR.keys()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down_only(path: Path) -> None:
    here = room(path)
    for name in imports(path):
        top, *parts = name.split(".")
        if top in ROOMS:
            assert here in ROOMS[top], f"{top} belongs in {ROOMS[top]}"
        if top != "talweg" or not parts:
            continue
        there = parts[0] if parts[0] in FLOOR else "__init__"
        if there == "__init__":  # the public names: for the rooms above the library
            assert FLOOR[here] >= FLOOR["lab"], f"{path} takes a public name from below"
            continue
        assert FLOOR[there] <= FLOOR[here], f"{path} imports {name} from a floor above"
        if here in SHELVES and there in SHELVES:
            shelf = path.name == "__init__.py" and there == here
            assert shelf, f"{path}: files on a shelf never import each other"


def test_import_stays_light() -> None:
    heavy = "numba sklearn scipy matplotlib fastapi starlette sympy jinja2 pygments rich anywidget talweg.panels"
    heavy += " torch jax keras"
    code = f"import sys, talweg; print([m for m in {heavy.split()!r} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_the_command_line_stays_light() -> None:
    heavy = "lab training models adapters surfaces course web"
    code = f"import sys, talweg.cli; print([m for m in {heavy.split()!r} if f'talweg.{{m}}' in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_what_is_loaded_when_it_is_asked_for_is_public_like_the_rest() -> None:
    tree = ast.parse((ROOT / "__init__.py").read_text())
    typed = [node for each in tree.body if isinstance(each, ast.If) for node in each.body]  # what type checkers read
    named = {
        alias.asname: f"{node.module}.{alias.name}"
        for node in typed
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    later = {name: f"{home}.{name}" for home, names in talweg.LATER.items() for name in names}
    assert named == later | talweg.ROOMS
    code = (
        f"import talweg as tw; shown = dir(tw); assert {set(named)!r} <= set(shown)\n"
        f"found = {{name: getattr(tw, name) for name in {sorted(named)!r}}}\n"
        "from talweg import *\n"
        "assert all(globals()[name] is each for name, each in found.items())"
    )
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    with pytest.raises(AttributeError, match="has no attribute 'fitt'"):
        talweg.fitt  # noqa: B018
