"""Studies: kept through kills, shared, and told plainly where they cannot be."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import talweg as tw
from talweg.errors import RangeError, StoreError
from talweg.lab.compare.comparison import Comparison
from talweg.lab.compare.study import Study
from talweg.lab.compare.trial import Row
from talweg.lab.compare.workers import Workers


def bowl(x: Any) -> tuple[float, Any]:
    """A function, for what is run on it is run trial by trial: nobody else's runs are side by side with it."""
    curved = np.array([1.0, 10.0]) * x
    return float(x @ curved / 2), curved


PROBLEM = tw.problems.function(bowl, [5.0, 3.0], noise=1.0, steps=25)


def compared(store: Any = None, **asked: Any) -> Comparison:
    given = {"budgets": (1, 6), "seeds": 6, "jobs": 1, "sensitivity": False, "store": store, **asked}
    return tw.compare(PROBLEM, ["sgd", "adam"], **given)


def outcome(found: Comparison) -> list[tuple[Any, ...]]:
    """All that does not depend on how fast the machine was."""
    return [(row.rule, row.trial, row.hyper, row.seed, row.final, row.left) for row in found.trials]


@pytest.fixture(scope="module")
def whole() -> list[tuple[Any, ...]]:
    return outcome(compared())


def row(digest: str = "a" * 32, final: float = 1.5) -> Row:
    return Row(
        digest, "valley", "sgd", 0, '{"lr": 0.1}', 3, 10, final, None, 0.25, ((0.0, 2.0, 0.0), (10.0, final, 0.25))
    )


def in_child(work: Callable[[], object]) -> int:
    """The process that does this work, and nothing else of what this one would do."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # libraries with threads warn of a fork; what is done here needs none of them
        child = os.fork()
    if not child:
        with contextlib.suppress(BaseException):
            work()
            os._exit(0)
        os._exit(1)
    return child


@pytest.mark.slow
def test_a_study_killed_twenty_times_ends_in_the_same_table(tmp_path: Path, whole: list[tuple[Any, ...]]) -> None:
    """Each time after a few runs more, before the next is written or right after it."""
    path, rng, kept = tmp_path / "study.db", random.Random(0), 0

    def killed(after: int, late: bool) -> None:
        own, written = Study.keep, []

        def keep(self: Study, rows: Any) -> None:
            written.append(rows)
            if len(written) > after:
                if late:
                    own(self, rows)
                os.kill(os.getpid(), signal.SIGKILL)
            own(self, rows)

        Study.keep = keep  # type: ignore[method-assign]
        compared(path)

    for _ in range(20):
        after, late = rng.randrange(5), rng.random() < 0.5
        child = in_child(lambda after=after, late=late: killed(after, late))
        assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
        kept += after + late
        with Study(path) as study:
            assert len(study) == kept
    assert outcome(compared(path)) == whole


@pytest.mark.slow
def test_lanes_end_in_the_same_table_whatever_was_there(tmp_path: Path) -> None:
    """Bit by bit, though those that were there are side by side with others than before."""
    asked: dict[str, Any] = {"budgets": (1, 6), "jobs": 1, "sensitivity": False}
    rules = ["adam", "momentum", "rmsprop@cosine"]
    whole = outcome(tw.compare("rosenbrock:noise=1,steps=60", rules, seeds=7, **asked))
    for seeds, budgets in ((1, 1), ([3, 5], (1, 2)), (6, (1, 6))):
        given = asked | {"seeds": seeds, "budgets": budgets, "store": tmp_path / "study.db"}
        tw.compare("rosenbrock:noise=1,steps=60", rules, **given)
    again = tw.compare("rosenbrock:noise=1,steps=60", rules, seeds=7, store=tmp_path / "study.db", **asked)
    assert outcome(again) == whole


def test_what_is_there_is_not_run_again(tmp_path: Path, whole: list[tuple[Any, ...]], monkeypatch: Any) -> None:
    path = tmp_path / "study.db"
    assert outcome(compared(path)) == whole
    monkeypatch.setattr(type(PROBLEM), "run", None)
    assert outcome(compared(path)) == whole
    assert outcome(compared(path, seeds=4, budgets=6))[0] == whole[0]


def test_another_problem_rule_seed_or_length_is_another_run(tmp_path: Path) -> None:
    path = tmp_path / "study.db"
    sizes = []
    for problem, rule, steps in (
        ("valley", "sgd", 5),
        ("valley:kappa=11", "sgd", 5),
        ("valley", "momentum", 5),
        ("valley", "sgd", 6),
    ):
        tw.compare(problem, rule, steps=steps, budgets=1, seeds=2, jobs=1, store=path, sensitivity=False)
        with Study(path) as study:
            sizes.append(len(study))
    assert sizes == [2, 4, 6, 8]
    tw.compare("valley", "sgd:lr=0.01", steps=5, budgets=1, seeds=3, jobs=1, store=path, sensitivity=False)
    with Study(path) as study:
        assert len(study) == 9  # the same rule by another name: one seed more


def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(tmp_path: Path, whole: Any, monkeypatch: Any) -> None:
    path, own, asked = tmp_path / "study.db", type(PROBLEM).run, []

    def stopped(self: Any, *given: Any, **named: Any) -> Any:
        asked.append(1)
        if len(asked) == 8:
            raise KeyboardInterrupt
        return own(self, *given, **named)

    monkeypatch.setattr(type(PROBLEM), "run", stopped)
    with pytest.raises(
        KeyboardInterrupt, match=r"stopped; 7 runs are kept in .*study\.db: the same call again goes on"
    ):
        compared(path)
    with Study(path) as study:
        assert len(study) == 7
    asked.clear()
    with pytest.raises(KeyboardInterrupt, match=r"7 runs are lost: with store='study.db'"):
        compared()
    monkeypatch.undo()
    assert outcome(compared(path)) == whole


def test_two_processes_share_a_study(tmp_path: Path, whole: list[tuple[Any, ...]]) -> None:
    path = tmp_path / "study.db"

    def counted(place: int) -> None:
        ran, own = [], Study.keep

        def keep(self: Study, rows: Any) -> None:
            ran.extend(rows)
            own(self, rows)

        Study.keep = keep  # type: ignore[method-assign]
        assert outcome(compared(path)) == whole
        (tmp_path / f"ran{place}").write_text(str(len(ran)))

    children = [in_child(lambda place=place: counted(place)) for place in (0, 1)]
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    runs = [int((tmp_path / f"ran{place}").read_text()) for place in (0, 1)]
    with Study(path) as study:
        total = len(study)
    assert total <= sum(runs) < 1.3 * total  # twice only what both were at
    assert outcome(compared(path)) == whole


def test_rows_come_back_exactly(tmp_path: Path) -> None:
    given = [row("b" * 32, np.pi), row("c" * 32, np.inf)]
    with Study(tmp_path / "study.db") as study:
        study.keep(given)
        study.keep([row("b" * 32, 7.0)])  # the first stays
        assert study.known(["c" * 32, "b" * 32, "d" * 32]) == {each.digest: each for each in given}
        assert study.there(["b" * 32, "d" * 32]) == {"b" * 32}
        assert study.known([f"{k:032}" for k in range(1200)]) == {}


@pytest.mark.parametrize(
    ("where", "error", "words"),
    [
        ("nowhere/study.db", StoreError, "its folder does not exist"),
        (".", StoreError, "it is a folder"),
        ("", RangeError, "a path such as study.db"),
        (3, RangeError, "a path such as study.db"),
        ("a\0b", RangeError, "a path such as study.db"),
        ("nosuch://secret@host/db", RangeError, "nosuch://... is neither a path nor a URL"),
        ("postgresql+psycopg://me:secret@127.0.0.1:1/db", StoreError, "cannot be read or written"),
    ],
)
def test_what_is_no_study(where: Any, error: type[Exception], words: str, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error, match=words) as told:
        compared(where)
    assert "secret" not in str(told.value)
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("dear diary " * 200)
    with pytest.raises(StoreError, match=r"notes.txt cannot be read or written: file is not a database"):
        compared(path)
    assert path.read_text() == "dear diary " * 200
    other = tmp_path / "other.db"
    with contextlib.closing(sqlite3.connect(other)) as connection:
        connection.execute("create table mine (a)")
    compared(other, budgets=1, seeds=1)
    with contextlib.closing(sqlite3.connect(other)) as connection:
        assert {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")} == {
            "mine",
            "talweg_runs",
        }


def test_workers_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(RangeError, match="not both"):
        Workers(dask="tcp://localhost:1", backend="ray")
    with pytest.raises(RangeError, match="joblib has no backend 'nosuch' ready"):
        compared(backend="nosuch")


def test_a_study_in_postgresql_is_the_same(postgres: str, whole: list[tuple[Any, ...]]) -> None:
    url = postgres
    assert outcome(compared(url)) == whole
    wild = tw.compare("valley", "sgd:lr=10", steps=30, budgets=1, seeds=1, jobs=1, store=url, sensitivity=False)
    again = tw.compare("valley", "sgd:lr=10", steps=30, budgets=1, seeds=1, jobs=1, store=url, sensitivity=False)
    assert wild.trials[0] == again.trials[0]
    assert wild.trials[0].final == np.inf
    assert outcome(compared(url)) == whole
