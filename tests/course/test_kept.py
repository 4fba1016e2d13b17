"""What was measured is kept until anything that it comes from changes, and never stands in the way."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from talweg.course import kept as room
from talweg.course.kept import kept


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where it is kept."""
    monkeypatch.setenv("TALWEG_DATA", str(tmp_path))
    return tmp_path / "cache"


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of sources of the test's own."""
    home = tmp_path / "sources"
    home.mkdir()
    (home / "rule.py").write_text("lr = 0.1\n")
    monkeypatch.setattr(room, "HOME", home)
    monkeypatch.setattr(room, "_BEGAN", time.time() + 60)
    room._origin.cache_clear()
    return home


@pytest.fixture
def measure() -> Callable[[], str]:
    """Gives another text each time."""
    count = iter(range(100))
    return lambda: f"the {next(count)}th \N{MINUS SIGN}1\r\n\nmeasurement\n"


@pytest.fixture(autouse=True)
def forgotten() -> None:
    room._origin.cache_clear()


def test_it_is_measured_once(folder: Path, sources: Path, measure: Callable[[], str]) -> None:
    first = kept("lesson", measure)
    assert kept("lesson", measure) == first
    assert kept("data", measure) != first, "another name"
    assert folder.stat().st_mode & 0o077 == 0


def test_another_source_is_measured_again(folder: Path, sources: Path, measure: Callable[[], str]) -> None:
    changes: list[Callable[[], object]] = [
        lambda: (sources / "rule.py").write_text("lr = 0.2\n"),
        lambda: (sources / "rule.py").rename(sources / "rate.py"),
        lambda: (sources / "lesson.md").write_text("A line.\n"),
    ]
    seen = [kept("lesson", measure)]
    for change in changes:
        change()
        room._origin.cache_clear()
        seen.append(kept("lesson", measure))
    assert len(set(seen)) == len(seen)


def test_another_installed_version_is_another_source(
    folder: Path, sources: Path, measure: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = kept("lesson", measure)
    (tmp_path / "numbers-2.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    room._origin.cache_clear()
    assert kept("lesson", measure) != first


def test_what_ran_before_an_edit_is_not_kept_as_what_stands_there(
    folder: Path, sources: Path, measure: Callable[[], str]
) -> None:
    os.utime(sources / "rule.py", (room._BEGAN + 1, room._BEGAN + 1))
    assert kept("lesson", measure) != kept("lesson", measure)
    assert not folder.exists()


@pytest.mark.parametrize("harm", [b"", b"\xff\xfe", b"no digest\nthe text", None])
def test_a_damaged_text_is_measured_again(
    folder: Path, sources: Path, measure: Callable[[], str], harm: bytes | None
) -> None:
    first = kept("lesson", measure)
    [file] = folder.iterdir()
    file.write_bytes(file.read_bytes()[:-1] if harm is None else harm)
    second = kept("lesson", measure)
    assert second != first
    assert kept("lesson", measure) == second


def test_where_nothing_can_be_kept_it_is_measured(
    folder: Path, sources: Path, measure: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write_text("a file where the folder should be")
    assert kept("lesson", measure) != kept("lesson", measure)

    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("TALWEG_DATA")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert kept("lesson", measure) != kept("lesson", measure)


def test_what_an_old_version_kept_goes_after_a_month(folder: Path, sources: Path, measure: Callable[[], str]) -> None:
    folder.mkdir()
    for name, days in (("old", 31), ("recent", 29)):
        (folder / name).touch()
        os.utime(folder / name, (time.time() - days * 86_400,) * 2)
    kept("lesson", measure)
    assert not (folder / "old").exists()
    assert (folder / "recent").exists()
