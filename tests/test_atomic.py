"""Whatever writes a file of the user's leaves the old one or the new one, and replaces nothing but files."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import talweg as tw
from talweg.cli.lab import predict, train
from talweg.course.export import export, select
from talweg.errors import RangeError
from talweg.optimizers import sgd

Writer = Callable[[Path], object]
ENDINGS = {"checkpoint": ".npz", "run": ".npz", "picture": ".svg", "export": ".csv", "predictions": ".csv"}


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table of two columns, and beside it a model of it."""
    file = tmp_path_factory.mktemp("table") / "rows.csv"
    file.write_text("size,price\n" + "".join(f"{size},{3 * size + 1}\n" for size in range(1, 41)))
    train(str(file), target="price", epochs=1, hidden=0, save=file.with_suffix(".npz"))
    return file


@pytest.fixture(params=ENDINGS)
def kind(request: pytest.FixtureRequest) -> str:
    """One of everything that writes a file."""
    return str(request.param)


@pytest.fixture
def write(kind: str, table: Path) -> Writer:
    """Writes such a file to a path."""

    def run(path: Path) -> None:
        X = np.ones((4, 1))
        tw.fit(tw.models.linear(1, 1), tw.mse, sgd(lr=0.01), (X, X), epochs=1, checkpoint=path, resume=False)

    writers: dict[str, Writer] = {
        "checkpoint": lambda path: tw.save(path, {"w": np.ones(3)}),
        "run": run,
        "picture": lambda path: tw.race("valley", ["sgd"], steps=2).plot(path),
        "export": lambda path: export("csv", path, select(["loss"])),
        "predictions": lambda path: predict(table.with_suffix(".npz"), table, path),
    }
    return writers[kind]


@pytest.fixture
def path(kind: str, tmp_path: Path) -> Path:
    """Where such a file goes."""
    return tmp_path / f"kept{ENDINGS[kind]}"


def test_a_full_disk_leaves_the_old_file(write: Writer, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_bytes(b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises((OSError, RangeError), match="No space left"):
        write(path)
    assert path.read_bytes() == b"old"
    assert list(path.parent.iterdir()) == [path]


def test_a_link_stays_and_its_file_keeps_its_mode(write: Writer, path: Path) -> None:
    real = path.parent / f"elsewhere{path.suffix}"
    real.write_bytes(b"old")
    real.chmod(0o640)
    path.symlink_to(real.name)
    write(path)
    assert path.readlink() == Path(real.name)
    assert real.read_bytes() != b"old"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo], ids=["folder", "pipe"])
@pytest.mark.parametrize("linked", [False, True])
def test_what_is_no_file_is_left_as_it_is(
    write: Writer, path: Path, make: Callable[[Path], None], linked: bool
) -> None:
    there = path.with_stem("there") if linked else path
    make(there)
    if linked:
        path.symlink_to(there)
    before = [(each.lstat().st_ino, each.lstat().st_mode) for each in (path, there)]
    with pytest.raises(RangeError, match="is not a file that can be replaced"):
        write(path)
    assert [(each.lstat().st_ino, each.lstat().st_mode) for each in (path, there)] == before
    assert {each.name for each in path.parent.iterdir()} == {path.name, there.name}


def test_a_link_that_leads_to_itself_is_no_file(write: Writer, path: Path) -> None:
    path.symlink_to(path.name)
    with pytest.raises((OSError, RangeError), match="symbolic links"):
        write(path)
    assert path.is_symlink()


def test_a_device_is_no_file() -> None:
    before = os.stat(os.devnull)
    with pytest.raises(RangeError, match=f"{os.devnull} is not a file"):
        tw.save(os.devnull, {"w": np.ones(3)})
    assert os.stat(os.devnull).st_rdev == before.st_rdev
