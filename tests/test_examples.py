"""Every example on the pages of the documentation runs, and whatever a page says a command prints or takes is true."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from talweg.cli import app, main

from command_line import talweg
from documents import ROOT

PAGES = sorted((ROOT / "docs/pages").rglob("*.md"))
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples(page: Path) -> list[tuple[str, str]]:
    """The blocks of a page with their language, as they stand."""
    return BLOCK.findall(page.read_text())


def commands(text: str) -> Iterator[tuple[list[str], str]]:
    """Every call of talweg in a block, and what is printed below it."""
    for part in re.split(r"^(?:\$ )?(?=talweg )", text, flags=re.MULTILINE)[1:]:
        line, _, printed = part.partition("\n")
        yield shlex.split(line)[1:], printed


def options(words: list[str]) -> set[str]:
    """All options that the command takes which these words begin with."""
    command: Any = get_command(app)
    for word in words:
        if word in getattr(command, "commands", {}):
            command = command.commands[word]
    if command.ignore_unknown_options or command.context_settings.get("ignore_unknown_options"):
        return {word for word in words if word.startswith("--")}
    return {option for each in command.params for option in (*each.opts, *each.secondary_opts)}


def run(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["talweg", *words])
    with pytest.raises(SystemExit) as end:
        main()
    assert not end.value.code, words


@pytest.mark.parametrize("page", [page for page in PAGES if examples(page)], ids=lambda page: page.stem)
def test_a_page_s_examples_run(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # One after the other in one namespace and one folder, as a reader types them.
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")
    known = set(sys.modules)
    namespace: dict[str, object] = {"__name__": page.stem}
    for number, (language, text) in enumerate(examples(page)):
        if language == "python":
            needed = [name for name in re.findall(r"^import (\w+)", text, re.MULTILINE) if not find_spec(name)]
            if needed and not os.environ.get("CI"):
                pytest.skip(f"{', '.join(needed)} is not installed")
            named = re.match(r"# ((?:\w+/)*\w+\.py)\n", text)  # a file of the reader's own, which is only written
            file = tmp_path / (named[1] if named else f"example_{number}.py")  # where a formula's source is looked for
            assert file.parent.is_dir(), file
            file.write_text(text)
            if named:
                continue
            exec(compile(text, str(file), "exec"), namespace)
        for words, printed in commands(text) if language in ("sh", "console") else ():
            unknown = {word for word in words if word.startswith("--")} - options(words)
            assert not unknown, words
            if language == "console" or "--plot" in words:
                capsys.readouterr()
                if "--course" in words:  # which stays in the process that takes it
                    done = talweg(*words, cwd=tmp_path)
                    assert done.returncode == 0, done.stderr
                    printed_here = done.stdout
                else:
                    run(words, monkeypatch)
                    printed_here = capsys.readouterr().out
                told = [line.rstrip() for line in printed_here.strip().splitlines()]
                assert language == "sh" or told == printed.strip().splitlines()
    for name in set(sys.modules) - known:  # what a page wrote and imported is gone with its folder
        if str(tmp_path) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]
    for picture in re.findall(r"!\[[^]]*\]\(gallery/([^)]+)\)", page.read_text()):
        drawn, shown = (tmp_path / picture).read_bytes(), (page.parent / "gallery" / picture).read_bytes()
        assert drawn[:24] == shown[:24], f"{picture}: another size"  # the head of a PNG, up to width and height


def test_a_command_with_an_option_that_is_none_is_found() -> None:
    assert "--target" in options(["train", "homes.csv"])
    assert "--traget" not in options(["train", "homes.csv"])
    assert "--host" not in options(["store", "backup"])
