"""The reference, written from the library itself: every public name on the page of the room it comes from.

Formulas are typeset from their own source. For classes and functions a page holds a line that mkdocstrings fills.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from inspect import isclass, isroutine
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, get_origin

import talweg as tw
from formulas import formula, problem
from spoken import command_line, panel
from talweg.formula.ranges import Role, read_range, read_role
from talweg.nouns import Shelf
from talweg.nouns.noun import Noun

# Where a page's names come from: by page, its title, what stands in front, and the modules whose names it holds.
SHELVES = {
    "optimizers": ("Optimizers", "Which step to take with the gradient.", "OPTIMIZERS", "talweg"),
    "losses": ("Losses", "Which number to push down.", "LOSSES", "talweg"),
    "schedules": ("Schedules", "How large the step is, over time.", "SCHEDULES", "talweg"),
    "surfaces": ("Surfaces", "What rules are raced on.", "SURFACES", "talweg.surfaces"),
    "functions": ("Functions", "What several formulas compute, and any may call.", "FUNCTIONS", "talweg.functions"),
}
ROOMS = {
    "nouns": ("The nouns", "What a formula is declared as, and what that can do.", ["talweg"]),
    "declaring": ("Ranges and roles", "What a formula's hyperparameters are declared with.", ["talweg.formula"]),
    "models": ("Models", "What is trained: its parameters are one flat array.", ["talweg.models"]),
    "training": (
        "Training",
        "Mini-batches, pipelines, checkpoints and what looks after them.",
        ["talweg", "talweg.training"],
    ),
    "lab": ("The lab", "Races, sweeps, maps and fair comparisons.", ["talweg"]),
    "problems": ("Problems", "What rules are compared on.", ["talweg.problems"]),
    "adapters": (
        "Adapters",
        "The same formulas where other libraries expect their own.",
        ["talweg", "talweg.adapters", "talweg.sklearn"],
    ),
    "claims": ("Claims", "What the lesson claims, each an experiment that asks whether it is so.", []),
    "torch": ("PyTorch: tw.torch", "Rules, losses and schedules as PyTorch's own kind.", []),
    "jax": ("JAX: tw.jax", "Rules as optax's transformations, losses and schedules that can be traced.", []),
    "keras": ("Keras: tw.keras", "Rules as Keras's optimizers, on whichever backend it runs.", []),
    "panels": ("Panels", "The panels of the lesson as widgets for Jupyter and marimo.", ["talweg.panels"]),
    "errors": (
        "Errors and versions",
        "All that is raised or given on purpose, and what a report of it should say.",
        ["talweg"],
    ),
}
HOMES = {"errors": ("errors", "versions")}
"""The rooms that a page's names come from, where it is not called like them."""
DOORS = ("torch", "jax", "keras")
"""Adapters whose libraries need not be there: what they offer is read, and not imported."""


def module(path: str) -> Any:
    """The module that users call `path`, whether it is a package or a name in one."""
    found: Any = import_module("talweg")
    for name in path.split(".")[1:]:
        found = getattr(found, name)
    return found


def names(path: str) -> list[str]:
    """The public names of a module: what it says of itself, or whatever of ours it holds that is no module."""
    room = module(path)
    if "__dir__" in vars(room) and path != "talweg":  # which has modules, too
        return dir(room)
    listed: list[str] | None = getattr(room, "__all__", None)
    return listed or [name for name in dir(room) if not name.startswith("_") and ours(getattr(room, name))]


def ours(thing: object) -> bool:
    """Whether it is something of Talweg's, and not what a module imports to do its work."""
    return not isinstance(thing, ModuleType) and home(thing).startswith("talweg")


def home(thing: object) -> str:
    """The module that a thing, or what it is made of, was written in."""
    return getattr(thing, "__module__", None) or type(thing).__module__


@cache
def contents() -> dict[str, list[str]]:
    """The full name of everything public, by page; each stands on one."""
    found: dict[str, list[str]] = {page: [] for page in (*SHELVES, *ROOMS)}
    for page, (_, _, shelf, path) in SHELVES.items():
        found[page] = [f"{path}.{name}" for name in (shelf, *shelf_of(shelf, path))]
    found["surfaces"].append("talweg.surfaces.typed")
    taken = {name for each in found.values() for name in each}
    for page, (_, _, paths) in ROOMS.items():
        for path in paths:
            for name in names(path):
                full, thing = f"{path}.{name}", getattr(module(path), name)
                known = any(other.rpartition(".")[2] == name and value(other) is thing for other in taken)
                homes = tuple(f"talweg.{each}" for each in HOMES.get(page, (page,)))
                if known or (path == "talweg" and not home(thing).startswith(homes)):
                    continue
                found[page].append(full)
                taken.add(full)
    found["claims"] = ["talweg.claims", *(f"talweg.lab.claims.{name}" for name in ("Claim", "Outcome"))]
    found |= {door: [f"talweg.{door}.{name}" for name in offered(door)] for door in DOORS}
    return found


def offered(door: str) -> list[str]:
    """What an adapter says that it offers."""
    text = (Path(tw.__file__).parent / "adapters" / door / "__init__.py").read_text()
    lists = [line.value for line in ast.parse(text).body if isinstance(line, ast.Assign)]
    return [name for each in lists for name in ast.literal_eval(each)]


def shelf_of(name: str, path: str) -> Shelf[Any]:
    """The shelf that `path` holds as `name`."""
    shelf: Shelf[Any] = getattr(module(path), name)
    return shelf


def value(full: str) -> Any:
    """What a full name stands for."""
    path, _, name = full.rpartition(".")
    return getattr(module(path), name)


@cache
def places() -> dict[str, str]:
    """The place of every public name in the documentation, by each full name that it has."""
    found = {full: f"reference/{page}.html#{full}" for page, each in contents().items() for full in each}
    for path in ["talweg", *(path for _, _, paths in ROOMS.values() for path in paths), "talweg.surfaces"]:
        for name in names(path):
            if f"{path}.{name}" not in found:
                thing = getattr(module(path), name)
                same = [other for other in found if other.rpartition(".")[2] == name and value(other) is thing]
                found.update({f"{path}.{name}": found[same[0]]} if same else {})
    return found


def pages() -> dict[str, str]:
    """Every page of the reference as Markdown, by its path."""
    written = {f"reference/{page}.md": "\n\n".join(shelf_page(page)) for page in SHELVES}
    written |= {f"reference/{page}.md": "\n\n".join(room_page(page)) for page in ROOMS}
    written["reference/command-line.md"] = command_line()
    written["reference/index.md"] = "\n".join(index())
    return written


def shelf_page(page: str) -> Iterator[str]:
    """Every formula of a shelf."""
    title, lead, _, _ = SHELVES[page]
    yield f"# {title}\n\n{lead}"
    for full in contents()[page]:
        thing = value(full)
        if isinstance(thing, Shelf):
            word = full.replace("talweg", "tw", 1)
            yield f'<span id="{full}"></span>\n\nThere are {len(thing)}; `{word}` is the shelf that holds them by name.'
        else:
            yield formula(full, thing) if isinstance(thing, Noun | tw.Function) else read(full)


def room_page(page: str) -> Iterator[str]:
    """Everything of a room."""
    title, lead, _ = ROOMS[page]
    yield f"# {title}\n\n{lead}"
    for full in contents()[page]:
        if page in DOORS:
            yield f'<span id="{full}"></span>\n\n::: {full.replace("talweg.", "talweg.adapters.", 1)}'
            continue
        thing = value(full)
        if page == "panels":
            yield panel(full, thing)
        elif isinstance(thing, tw.problems.Problem):
            yield problem(full, thing)
        elif isclass(thing) or isroutine(thing):
            yield read(full)
        else:
            yield f"## `{full.rpartition('.')[2]}` {{ #{full} }}\n\n{said(thing)}"


def read(full: str) -> str:
    """The line that mkdocstrings fills. It reads files: a room that has another name there keeps its own, too."""
    path, _, name = full.rpartition(".")
    written = f"{module(path).__name__}.{name}"
    return f"::: {full}" if written == full else f'<span id="{full}"></span>\n\n::: {written}'


def said(thing: Any) -> str:
    """What a thing is that is neither a class nor a function."""
    if isinstance(thing, Shelf):
        return f"The shelf that holds {len(thing)} of them by name."
    if isinstance(thing, Role):
        return f"What a hyperparameter is for: {thing.value}. Declare it by `Annotated[Positive, {thing.name}]`."
    if get_origin(thing) is Annotated:
        role = read_role(thing)
        kind = "Whole numbers" if read_range(thing).integer else "Numbers"
        text = str(read_range(thing)).removeprefix("the whole numbers of ").replace("the rising", "rising")
        return f"{kind}: {text}." + (f" Its role: {role.value}." if role else "")
    if isinstance(thing, Mapping):
        return "\n".join(["By name:\n", *(f"- `{name}`: {each.statement}" for name, each in thing.items())])
    made = type(thing)
    return f"One of these, ready for use:\n\n::: {made.__module__}.{made.__name__}"


def index() -> Iterator[str]:
    """Every public name, and the page it is on."""
    yield "# Every name\n\nWhat `import talweg as tw` brings, room by room; each name leads to its place.\n"
    for page, each in contents().items():
        title, lead, *_ = SHELVES.get(page) or ROOMS[page]
        yield f"## [{title}]({page}.md)\n\n{lead}\n"
        links = (f"[`{full.replace('talweg', 'tw', 1)}`]({page}.md#{full})" for full in each)
        yield " · ".join(links) + "\n{ .names }\n"
    yield "## [The command line](command-line.md)\n\nWhat `talweg` does in a terminal.\n"
