"""The rooms of static/: what lies in lib/ is shared, panels keep to themselves, and imports go down only."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pytest

from talweg.web.generated import GENERATED
from talweg.web.modules import masked
from talweg.web.version import STATIC

# The rooms of lib/ from the ground up: a file imports from its own room and from those before it. "" is lib/ itself.
ROOMS = ("", "formula", "model", "settings", "chart", "map", "panel", "race", "question", "page")
# What templates and bundles begin with, and so no module imports.
ENTRIES = ("lib/page/page.js", "lib/page/theme.js", "lib/model/notebook.js", "lib/model/elsewhere.js")
MOST = 19
PATH = re.compile(r'(?:\bfrom|\bimport|\bimport\(|\bnew URL\()\s*"(\0+)"')

Imports = Mapping[str, set[str]]


def imports_of(folder: Path) -> dict[str, set[str]]:
    """By its path, what each module asks of other files: at once, later, or in a worker."""
    found = {}
    for file in sorted(folder.rglob("*.js")):
        name, text = file.relative_to(folder).as_posix(), file.read_text("utf-8")
        here = posixpath.dirname(name)
        asked = {
            posixpath.normpath(posixpath.join(here, text[slice(*each.span(1))])) for each in PATH.finditer(masked(text))
        }
        found[name] = asked - GENERATED.keys()
        assert all((folder / other).is_file() for other in found[name]), f"{name} asks for what is not there"
    return found


def home(name: str) -> str:
    """Whose a file is: a panel's, a page's, or lib's."""
    first, second, *_ = (*PurePosixPath(name).parts, "")
    return f"{first}/{second}" if first == "panels" else first


def users(name: str, imports: Imports) -> set[str]:
    """What a file of lib serves, also through other files of lib: panels, folders of pages, entries."""
    serves: set[str] = set()
    waiting, seen = [name], {name}
    while waiting:
        here = waiting.pop()
        if here in ENTRIES:
            serves.add(here)
        for other in (other for other, asked in imports.items() if here in asked and other not in seen):
            seen.add(other)
            if home(other) == "lib":
                waiting.append(other)
            else:
                serves.add(home(other))
    return serves


def complaints(imports: Imports) -> list[str]:
    """What stands in a wrong room."""
    found = []
    for name, asked in imports.items():
        for other in sorted(asked):
            theirs = home(other)
            if theirs.startswith("panels/") and home(name) != theirs:
                found.append(f"{name} reaches into {theirs}: what two need belongs in lib/")
            if home(name) == "lib" and theirs != "lib":
                found.append(f"{name} imports {other}, which is not shared")
            if home(name) == theirs == "lib" and floor(other) > floor(name):
                found.append(f"{name} imports {other} from a room above")
        if name in reached(name, imports):
            found.append(f"{name} imports itself in a circle")
        serves = users(name, imports)
        if home(name) == "lib" and not serves:
            found.append(f"{name} serves nothing")
        if home(name) == "lib" and len(serves) == 1 and next(iter(serves)).startswith("panels/"):
            found.append(f"{name} serves {serves.pop()} alone, and belongs there")
    return found


def floor(name: str) -> int:
    """The place of a file of lib among the rooms."""
    parts = PurePosixPath(name).parts
    return ROOMS.index(parts[1] if len(parts) > 2 else "")


def reached(name: str, imports: Imports) -> set[str]:
    """All that a module imports, also through others."""
    found: set[str] = set()
    waiting = list(imports[name])
    while waiting:
        if (here := waiting.pop()) not in found:
            found.add(here)
            waiting += imports[here]
    return found


def test_every_file_stands_in_its_room() -> None:
    assert complaints(imports_of(STATIC)) == []


@pytest.mark.parametrize(
    "planted, complaint",
    [
        ({"lib/chart/ticks.js": {"lib/race/descent.js"}}, "from a room above"),
        ({"lib/dom.js": {"lib/chart/ticks.js"}}, "from a room above"),
        ({"lib/panel/tools.js": {"panels/race/guess.js"}}, "lib/panel/tools.js reaches into panels/race"),
        ({"panels/code/panel.js": {"panels/race/guess.js"}}, "panels/code/panel.js reaches into panels/race"),
        ({"lib/number.js": {"exam/clock.js"}}, "which is not shared"),
        (
            {"lib/map/own.js": set(), "panels/window/panel.js": {"lib/map/own.js"}},
            "lib/map/own.js serves panels/window alone",
        ),
        ({"lib/dom.js": {"lib/number.js"}, "lib/number.js": {"lib/dom.js"}}, "lib/dom.js imports itself in a circle"),
    ],
)
def test_what_stands_in_a_wrong_room_is_found(planted: Imports, complaint: str) -> None:
    imports = imports_of(STATIC)
    for name, asked in planted.items():
        imports[name] = imports.get(name, set()) | asked
    assert any(complaint in each for each in complaints(imports))


def test_folders_are_taken_in_at_a_look() -> None:
    for folder in (each for each in STATIC.rglob("*") if each.is_dir()):
        assert len(list(folder.iterdir())) <= MOST, f"{folder} holds too much"


@pytest.mark.parametrize("file", sorted(STATIC.rglob("*.js")), ids=lambda file: file.relative_to(STATIC).as_posix())
def test_every_file_opens_with_its_purpose(file: Path) -> None:
    assert file.read_text("utf-8").startswith("/**")
