"""`talweg claims` and `talweg diagnose`, as they are typed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from talweg.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["talweg", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        return int(end.value.code or 0), *capsys.readouterr()

    return run


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Two columns of very different size, and a quantity that both make."""
    draw = np.random.default_rng(0)
    a, b = draw.normal(size=200), 5000 * draw.normal(size=200)
    path = tmp_path / "table.csv"
    rows = [f"{x:.4f},{y:.4f},{3 * x + y / 5000:.4f}" for x, y in zip(a, b, strict=True)]
    path.write_text("\n".join(["a,b,made", *rows]))
    return path


def test_claims_are_measured_told_kept_and_written(here: Run, tmp_path: Path) -> None:
    file, folder = tmp_path / "found.json", tmp_path / "page"
    code, out, progress = here(
        "claims", "crossing", "closed_rates", "--jobs", "1", "--save", str(file), "--out", str(folder)
    )
    assert code == 0
    assert "2 holds, 0 depends, 0 fails" in out
    assert out.index("closed_rates") < out.index("crossing"), "in the order of the lesson"
    assert [line.split()[:2] for line in progress.splitlines()] == [["1/2", "holds"], ["2/2", "holds"]]
    assert list(json.loads(file.read_text("utf-8"))) == ["closed_rates", "crossing"]
    assert (folder / "claims.html").is_file()
    code, out, _ = here("claims", "crossing", "--jobs", "1")
    assert "37.97" in out
    assert "momentum's at κ = 10" in out


def test_what_is_kept_is_listed_without_being_measured(here: Run) -> None:
    code, out, progress = here("claims", "--list")
    assert (code, progress) == (0, "")
    assert out.splitlines()[-1].count(",") == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["crosing"], "did you mean 'crossing'"),
        (["crossing", "--seed", "-1"], "--seed"),
        (["crossing", "--seed", "9999999"], "--seed"),
        (["crossing", "--jobs", "0"], "--jobs"),
        (["crossing", "--save", "no/such/folder/a.json"], "there is no folder"),
        (["crossing", "--out", "pyproject.toml"], "is a file"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_measured(here: Run, given: list[str], said: str) -> None:
    code, out, error = here("claims", *given)
    assert (code, out) == (2, "")
    assert said in error


def test_a_table_is_diagnosed_as_it_would_be_trained_and_as_it_is(here: Run, table: Path) -> None:
    code, out, _ = here("diagnose", str(table), "--target", "made", "--lr", "0.01")
    assert code == 0
    assert "nothing found that speaks against it" in out
    _, out, _ = here("diagnose", str(table), "--target", "made", "--raw")
    assert "unscaled_inputs: column 1 of X" in out
    _, out, _ = here("diagnose", str(table), "--target", "made", "--optimizer", "sgd", "--lr", "100")
    assert "rate_too_large" in out


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--target", "none"], "has no column 'none'"),
        ([], "needs --target"),
        (["--target", "made", "--batch-size", "0"], "--batch-size"),
        (["--target", "made", "--optimizer", "adm"], "did you mean 'adam'"),
        (["--target", "made", "--loss", "hinge"], "hinge"),
        (["--target", "made", "--activation", "wave"], "no activation 'wave'"),
    ],
)
def test_what_cannot_be_diagnosed_is_refused(here: Run, table: Path, given: list[str], said: str) -> None:
    code, _, error = here("diagnose", str(table), *given)
    assert code == 2
    assert said in error
