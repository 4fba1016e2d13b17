"""`talweg map`: a picture in letters of where a rule settles."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import talweg as tw
from talweg.cli import main
from talweg.cli.maps import COLUMNS, ROWS

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["talweg", "map", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        return int(end.value.code or 0), *capsys.readouterr()

    return run


def test_what_is_drawn_is_the_map(here: Run, tmp_path: Path) -> None:
    picture = tmp_path / "map.png"
    code, out, _ = here("valley", "momentum", "--lr", "1e-3:1", "--beta=0:0.9", "--kappa", "20", "--plot", str(picture))
    assert code == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    rows = [line[5:] for line in out.splitlines()[2 : 2 + ROWS]]
    rates, betas = np.geomspace(1e-3, 1, COLUMNS), np.linspace(0, 0.9, ROWS)
    found = tw.stability_map("valley:kappa=20", "momentum", lr=rates, beta=betas)
    for row, beta in zip(rows[::-1], range(ROWS), strict=True):
        assert [letter == "x" for letter in row] == (found.left[:, beta] >= 0).tolist()
        deep = [letter == "█" for letter in row]
        assert deep == ((found.values[:, beta] <= 1e-12) & (found.left[:, beta] < 0)).tolist()
    assert "valley(kappa=20.0)" in out


def test_a_terminal_without_these_letters_gets_others(here: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("talweg.cli.maps._writable", lambda text: False)
    _, out, _ = here("valley", "sgd", "--lr", "1e-3:1", "--kappa", "1:5", "--start", "1,1")
    assert out.isascii()
    assert "#" in out
    assert "x diverged" in out


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--lr", "1e-3:1"], "two hyperparameters as low:high"),
        (["--lr", "1:0.1", "--beta", "0:0.9"], "--lr takes a number, or a rising low:high"),
        (["--lr", "0:inf", "--beta", "0:0.9"], "got '0:inf'"),
        (["--lr", "0.1:1:9", "--beta", "0:0.9"], "got '0.1:1:9'"),
        (["--lr", "--beta", "0:0.9"], "--lr takes a number, got '--beta'"),
        (["--lr", "0.1:1", "--lr", "0.1:2"], "--lr is there twice"),
        (["--lr", "0.1:1", "--beta", "0:2"], "beta must lie in [0, 1)"),
        (["--lr", "0.1:1", "--bet", "0:0.5"], "did you mean 'beta'"),
        (["lr=0.1", "--beta", "0:0.5"], "--name low:high"),
        (["--lr", "0.1:1", "--beta"], "--beta takes a number, got ''"),
    ],
)
def test_what_is_wrong_is_one_line(here: Run, given: list[str], said: str) -> None:
    code, out, err = here("valley", "momentum", *given)
    assert code == 2
    assert not out
    assert said in err
    assert err.count("\n") == 1
