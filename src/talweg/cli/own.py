"""Formulas of one's own, from a file that the user names, `my_rules.py:sophia`, or from an installed package.

A file is code of this machine's user: it is run where the command line names it, and nowhere else.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from talweg.errors import DeclarationError, MissingError, unknown
from talweg.nouns import Shelf
from talweg.nouns.noun import Noun
from talweg.nouns.own_file import load, place, told
from talweg.nouns.shelf import settled

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

T = TypeVar("T", bound=Noun)
GROUP = "talweg.formulas"
"""The entry points of packages that bring formulas: each is a module of them, or one formula."""
_FILE = re.compile(r"(?P<path>.*?\.py)(?::(?P<rest>.*))?", re.DOTALL)


def taken(shelf: Shelf[T], text: str, defaults: Mapping[str, Any] | None = None) -> T:
    """The noun that `text` names: of the shelf, `name` or `name:key=value`; of a file, `FILE.py:name:key=value`, where
    a file with one formula of this kind needs no name; or of an installed package.

    Raises MissingError, UnknownNameError, RangeError or DeclarationError.
    """
    if (found := _FILE.fullmatch(text)) is None:
        name, _, settings = text.partition(":")
        if name not in shelf and Path(name).is_file():
            raise MissingError(f"{name} is no Python file; formulas of your own stand in one, as my_rules.py:name")
        if name not in shelf and (brought := installed(shelf.kind).get(name)) is not None:
            return settled(brought, settings, defaults or {}, text)
        return shelf.read(text, defaults)
    name, _, settings = (found["rest"] or "").partition(":")
    own = {key: each for key, each in of_file(found["path"]).items() if isinstance(each, shelf.kind)}
    if not own:
        raise MissingError(f"{found['path']} declares no {shelf.noun}; write one with @tw.{shelf.noun}")
    if not name and len({each.name for each in own.values()}) > 1:
        ways = [f"{found['path']}:{each}" for each in own]
        raise MissingError(f"{found['path']} has several; write {', '.join(ways[:-1])} or {ways[-1]}")
    if name and name not in own:
        raise unknown(found["path"], shelf.noun, name, own)
    return settled(own[name] if name else next(iter(own.values())), settings, defaults or {}, text)


def unset(text: str) -> str:
    """`text` without its hyperparameters."""
    found = _FILE.fullmatch(text)
    if found is None:
        return text.partition(":")[0]
    return ":".join(filter(None, (found["path"], (found["rest"] or "").partition(":")[0])))


def split(text: str) -> tuple[str, str] | None:
    """The path and the name, or "" for all, where `text` is a file of formulas and not a name."""
    found = _FILE.fullmatch(text)
    return (found["path"], found["rest"] or "") if found else None


def of_file(path: str) -> dict[str, Noun]:
    """The nouns that the file declares, by the names that they have in it. The file is run, once.

    Raises MissingError where there is no such file or nothing in it, and DeclarationError for what it raises itself.
    """
    where = Path(path).absolute()
    if where.is_dir():
        raise MissingError(f"{path} is a folder; formulas of your own stand in a file, as path/to/my_rules.py:name")
    if not where.is_file():
        raise MissingError(f"there is no file {path}; formulas of your own stand in one, as path/to/my_rules.py:name")
    module = _run(path, where)
    found = {
        name: each
        for name, each in vars(module).items()
        if isinstance(each, Noun) and each.formula.path == str(where) and not name.startswith("_")
    }
    _refuse_twice(path, where, found)
    if not found:
        raise MissingError(
            f"{path} declares no formula; write one with @tw.optimizer, @tw.loss, @tw.schedule, @tw.surface or "
            "@tw.function above it"
        )
    return found


def _run(path: str, where: Path) -> Any:
    """The file as a module. What it prints goes where errors go: on standard output stands what was asked for."""
    try:
        with redirect_stdout(sys.stderr):
            return load(where)
    except (Exception, SystemExit) as error:
        found = place(error, where)
        line = f", line {found[1]}" if found else ""
        raise DeclarationError(f"{path}{line}: {told(error)}") from error


def _refuse_twice(path: str, where: Path, found: Collection[str]) -> None:
    """Raise DeclarationError where two formulas have one name: Python has kept the second alone."""
    lines: dict[str, int] = {}
    for node in ast.parse(where.read_bytes()).body:
        if isinstance(node, ast.FunctionDef) and node.name in found:
            if node.name in lines:
                before = lines[node.name]
                raise DeclarationError(
                    f"{path}, line {node.lineno}: {node.name} stands on line {before} already; give one another name"
                )
            lines[node.name] = node.lineno


def installed(kind: type[T]) -> dict[str, T]:
    """The nouns of this kind that installed packages bring, by name. Raises DeclarationError for one that is broken."""
    from importlib.metadata import entry_points  # which the help need not wait for

    found: dict[str, T] = {}
    for each in entry_points(group=GROUP):
        found |= {noun.name: noun for noun in _brought(each) if isinstance(noun, kind)}
    return found


def _brought(point: EntryPoint) -> Iterator[Noun]:
    """The formulas of an entry point."""
    try:
        given = point.load()
    except (Exception, SystemExit) as error:
        package = point.dist.name if point.dist else "a package"
        raise DeclarationError(
            f"{package} brings formulas as {point.value}, which cannot be loaded: {told(error)}"
        ) from error
    if isinstance(given, Noun):
        yield given
        return
    yield from (each for each in vars(given).values() if isinstance(each, Noun))


def every(text: str) -> list[Noun]:
    """All formulas of a file, or the one that `FILE.py:name` says, each once. Raises as `of_file`."""
    path, name = split(text) or (text, "")
    found = of_file(path)
    if name and name not in found:
        raise unknown(path, "formula", name, found)
    # What is declared comes before what it was given other numbers as.
    return [found[name]] if name else list({each.name: each for each in reversed(found.values())}.values())[::-1]


def any_of(shelves: Mapping[str, Shelf[Any]], text: str, also: Iterable[str] = ()) -> list[Noun]:
    """The formulas that a file holds, or the one that a shelf or a package has by this name.

    Raises UnknownNameError, which knows of what is `also` taken, and as `of_file`.
    """
    if split(text):
        return every(text)
    for shelf in shelves.values():
        if text in shelf:
            return [shelf[text]]
    for shelf in shelves.values():
        if text in (brought := installed(shelf.kind)):
            return [brought[text]]
    names = {name for shelf in shelves.values() for name in shelf}
    raise unknown("talweg", "shelf or formula", text, {*shelves, *names, *also})
