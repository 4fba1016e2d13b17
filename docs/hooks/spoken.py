"""Panels and commands: what says itself what it takes."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from typer.main import get_command

from talweg.cli import app
from talweg.course.schema import legal_words
from talweg.course.settings import schema
from talweg.panels import NAMES


def panel(full: str, make: Any) -> str:
    """A panel with every setting that it takes."""
    name = full.rpartition(".")[2]
    rows = (f"| `{key}` | {escape(legal_words(field))} |" for key, field in schema(NAMES[name]).items())
    table = "| setting | legal |\n| --- | --- |\n" + "\n".join(rows)
    lead = make.__doc__.partition("\n")[0].replace(", with these settings", "")
    return f"## `{name}` {{ #{full} }}\n\n{lead}\n\n{table}"


def command_line() -> str:
    """Every command with its arguments and options, as `--help` tells them."""
    lead = "Each command answers `--help`. Alone, `talweg` opens the course in the browser."
    return "\n\n".join(["# The command line", lead, *commands("talweg", get_command(app))])


def commands(path: str, command: Any) -> Iterator[str]:
    """A command and all below it."""
    below = getattr(command, "commands", {})
    if not below:
        yield f"## `{path}` {{ #{path.replace(' ', '-')} }}\n\n{prose(command.help)}"
        rows = [row(each) for each in command.params if not getattr(each, "hidden", False) and each.name != "help"]
        if rows:
            yield "| | |\n| --- | --- |\n" + "\n".join(rows)
    for name, each in below.items():
        yield from commands(f"{path} {name}", each)


def prose(text: str | None) -> str:
    """Help as paragraphs."""
    return "\n\n".join(" ".join(part.split()) for part in (text or "").replace("\f", "\n\n").split("\n\n"))


def row(given: Any) -> str:
    """An argument or option as a row of a table."""
    argument = not given.opts[0].startswith("-")
    written = given.name.upper() if argument else ", ".join(given.opts)
    default = given.default
    plain = isinstance(default, int | float | str) and not isinstance(default, bool) and not callable(default)
    known = f" Default: `{default}`." if plain and default != "" else ""
    said = (getattr(given, "help", None) or "").replace("|", "\\|")
    return f"| `{written}` | {' '.join(said.split())}{known} |"
