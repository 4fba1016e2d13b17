"""Numbers that are noted are what is measured, and those of another file are not taken."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from note import NOTED

from talweg.course import noted
from talweg.course.noted import FILE, Noted
from talweg.nouns.own_file import load


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every number and text in JSON, with its place."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if pairs is None:
        yield path, value
    else:
        for key, each in pairs:
            yield from leaves(each, f"{path}.{key}")


@pytest.mark.slow
@pytest.mark.parametrize("measure", NOTED, ids=lambda each: each.name.partition("course.")[2])
def test_what_is_noted_is_what_is_measured(measure: Noted) -> None:
    rows = json.loads(FILE.read_text("utf-8"))
    assert rows[measure.name]["source"] == measure.source, "run python tests/course/note.py"
    assert measure() == rows[measure.name]["numbers"]
    found, wanted = dict(leaves(measure())), dict(leaves(measure.measure()))
    texts = [path for path, each in wanted.items() if isinstance(each, str)]
    assert {path: found.pop(path) for path in texts} == {path: wanted.pop(path) for path in texts}
    assert found == pytest.approx(wanted, rel=1e-6, abs=1e-9)


def test_nothing_else_is_noted() -> None:
    assert json.loads(FILE.read_text("utf-8")).keys() == {each.name for each in NOTED}


def test_a_file_that_has_changed_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "own.py"
    file.write_text("from talweg.course.noted import Noted\n\n@Noted\ndef values():\n    return {'n': (1, 2)}\n")
    values: Noted = load(file).values
    assert values() == {"n": [1, 2]}, "nothing is noted of it"
    rows = {values.name: {"source": values.source, "numbers": {"n": [3, 4]}}}
    monkeypatch.setattr(noted, "_read", lambda: rows)
    assert values() == {"n": [3, 4]}
    file.write_text(f"{file.read_text()}# changed\n")
    assert values() == {"n": [1, 2]}


def test_no_page_of_a_new_server_waits_for_a_kernel_or_a_data_set(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom talweg.course.bank import BANK\nfrom talweg.course.data import data\n"
        "from talweg.course.lesson import lesson\nlen(lesson('loss-and-optimization').html)\n"
        "data('stall'), data('batches'), data('quick_check'), BANK['stalled_gradient'].ask(1)\n"
        "print([each for each in ('numba', 'sklearn', 'scipy') if each in sys.modules])"
    )
    environment = os.environ | {"TALWEG_DATA": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "[]"
