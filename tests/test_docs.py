"""Every example in the documents runs, and every console session prints what it says."""

from __future__ import annotations

import os
import re
import shlex
from importlib.util import find_spec
from pathlib import Path

import pytest

from command_line import talweg
from documents import ROOT, blocks

DOCUMENTS = ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md"]


def test_the_readme_s_python_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # One after the other in one namespace, as a reader types them; one of them writes a file.
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {}
    examples = blocks("README.md", "python")
    assert len(examples) >= 3
    for example in examples:
        if os.environ.get("CI") or all(map(find_spec, re.findall(r"^import (\w+)", example, re.MULTILINE))):
            exec(compile(example, "README.md", "exec"), namespace)


def test_the_readme_s_console_sessions_are_true() -> None:
    sessions = [part for block in blocks("README.md", "console") for part in re.split(r"^\$ ", block, flags=re.M)[1:]]
    assert len(sessions) >= 3
    for session in sessions:
        command, _, expected = session.partition("\n")
        program, *arguments = shlex.split(command)
        assert program == "talweg"
        done = talweg(*arguments)
        assert [line.rstrip() for line in (done.stdout + done.stderr).strip().splitlines()] == (
            expected.strip().splitlines()
        )


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", (ROOT / document).read_text()):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize("document", ["README.md", "ARCHITECTURE.md"])
def test_quoted_files_exist(document: str) -> None:
    text = (ROOT / document).read_text()
    for name in re.findall(r"`([a-z_]+/[a-z_/]*(?:\.py|\.js)?)`", text):
        places = [ROOT / name, ROOT / "src/talweg" / name, ROOT / "src/talweg/web/static" / name]
        assert any(place.exists() for place in places), name
