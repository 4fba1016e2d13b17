"""`talweg compare`: its table, its files, its errors, and how it is stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import talweg as tw
from talweg.cli import app
from talweg.errors import TalwegError
from talweg.lab.compare.study import Study

QUICK = ["--steps", "20", "--seeds", "6", "--budgets", "1,3", "--jobs", "1", "--no-sensitivity"]


def compared(*words: str) -> Result:
    return CliRunner().invoke(app, ["compare", *words, *QUICK])


def test_a_comparison_is_printed_and_saved(tmp_path: Path) -> None:
    pytest.importorskip("polars")
    files = [tmp_path / name for name in ("a.svg", "a.html", "a.parquet", "study.db")]
    plot, html, parquet, store = map(str, files)
    done = compared(
        "valley:kappa=20", "sgd", "adam:beta1=0.8@cosine", "--also", "booth",
        "--plot", plot, "--html", html, "--parquet", parquet, "--store", store,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "f above its lowest on valley(kappa=20.0)" in done.output
    assert "again: talweg compare valley:kappa=20.0 sgd adam:beta1=0.8@cosine --also booth" in done.output
    assert all(each.stat().st_size > 1000 for each in files)
    found = tw.compare(["valley:kappa=20", "booth"], ["sgd", "adam:beta1=0.8@cosine"], steps=20, seeds=6,
                       budgets=(1, 3), jobs=1, sensitivity=False)  # fmt: skip

    def steady(text: str) -> list[str]:
        return [line for line in text.splitlines() if " is lower on " in line]

    assert steady(done.output) == steady(found.table())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["digitz", "sgd"], "did you mean 'digits'"),
        (["valley", "sdg"], "did you mean 'sgd'"),
        (["valley:kapa=3", "sgd"], "did you mean 'kappa'"),
        (["valley", "adam@cosin"], "cosine"),
        (["valley", "sgd", "--html", "nowhere/a.html"], "nowhere"),
        (["valley", "sgd", "--store", "nowhere/a.db"], "its folder does not exist"),
        (["valley", "sgd", "--dask", "somewhere"], "tcp://"),
    ],
)
def test_what_is_wrong_is_said(words: list[str], said: str) -> None:
    done = compared(*words)
    assert done.exit_code == 1
    assert isinstance(done.exception, TalwegError | OSError)
    assert said in str(done.exception)


def test_a_table_of_ones_own_is_compared_on(tmp_path: Path, monkeypatch: Any) -> None:
    pytest.importorskip("polars")
    monkeypatch.chdir(tmp_path)
    rows = "".join(f"{k % 7},{k % 5},{'odd' if k % 2 else 'even'}\n" for k in range(60))
    Path("mine.csv").write_text(f"a,b,kind\n{rows}")
    done = compared("mine.csv", "sgd", "adam", "--target", "kind")
    assert done.exit_code == 0, done.output
    assert "mine: the mean cross_entropy of 12 examples" in done.output
    assert "again: talweg compare mine.csv sgd adam --target kind --seeds 6 --budgets 1,3" in done.output
    for words, said in (
        (["mine.csv", "sgd"], "needs --target"),
        (["valley", "sgd", "--target", "b"], "valley is none"),
    ):
        assert said in str(compared(*words).exception)


def test_budgets_are_whole_numbers() -> None:
    for budgets in ("1,five", "2.5", ""):
        done = CliRunner().invoke(app, ["compare", "valley", "sgd", "--budgets", budgets])
        assert isinstance(done.exception, TalwegError)
        assert "budgets" in str(done.exception)


def test_ctrl_c_keeps_the_runs_and_says_where(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    kind, asked = type(tw.problems.valley), []
    own = kind.run

    def stopped(self: Any, *given: Any, **named: Any) -> Any:
        asked.append(1)
        if len(asked) == 6:
            raise KeyboardInterrupt
        return own(self, *given, **named)

    monkeypatch.setattr(kind, "run", stopped)
    done = compared("quadratic", "sgd", "--steps", "3")
    assert done.exit_code == 130
    assert "5 runs are kept in talweg-study.db; go on from there with --store talweg-study.db" in done.output
    with Study("talweg-study.db") as study:
        assert len(study) == 5
    asked.extend([1] * 10)
    assert compared("quadratic", "sgd", "--steps", "3", "--store", "talweg-study.db").exit_code == 0
