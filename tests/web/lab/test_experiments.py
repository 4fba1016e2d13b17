"""An experiment: told from its beginning to its end, whatever that is, and no harm to the server."""

from __future__ import annotations

import csv
import errno
import json
import os
import re
import signal
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from numpy.testing import assert_allclose

import talweg as tw
from talweg.errors import StoreError, TalwegError, TooManyTriesError, UnknownNameError
from talweg.lab.compare.trial import Row
from talweg.web.lab.experiments import Experiments
from talweg.web.lab.process import REPORT, ROWS, _compare, run
from talweg.web.lab.told import Growing
from talweg.web.lab.wanted import Wanted, call, check, problem_of

from .conftest import endless, eventually, small


def story(lab: Experiments, name: str) -> list[dict[str, Any]]:
    return [json.loads(each.text) for each in lab.events(name)]


def over(lab: Experiments, name: str) -> Any:
    told = story(lab, name)
    return told[-1] if told and told[-1]["kind"] == "end" else None


def process_of(name: str) -> int:
    """The process of an experiment."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if name in (folder / "cmdline").read_text():
                return int(folder.name)
        except OSError:
            continue
    raise AssertionError(f"no process of {name}")


def test_an_experiment_is_told_from_beginning_to_end(lab: Experiments) -> None:
    name = lab.begin(small(seeds=7, rules=["sgd:lr=0.05", "momentum"]), "me")
    end = eventually(lambda: over(lab, name))
    assert end["status"] == "done", end
    told = story(lab, name)
    first, stages, runs = told[0], [e for e in told if e["kind"] == "stage"], [e for e in told if e["kind"] == "run"]
    assert [each["name"] for each in first["rules"]] == ["sgd:lr=0.05", "momentum"]
    assert [each["name"] for each in stages] == ["tuning", "reporting", *4 * ["sensitivity"]]
    assert len(runs) == sum(each["runs"] for each in stages)
    # What is told is what the library finds.
    found = tw.compare("valley", ["sgd:lr=0.05", "momentum"], budgets=1, seeds=7, steps=20, jobs=1)
    told_ends = sorted(e["final"] for e in runs if e["rule"] == "momentum" and e["trial"] == 0 and e["seed"] < 7)
    assert_allclose(told_ends, sorted(found.values("momentum")), rtol=1e-12)
    assert [each["said"] for each in end["verdicts"]] == [each.said for each in found.verdicts()]
    assert end["again"] == found.again
    with (lab.folder / name / ROWS).open() as file:
        assert len([*csv.DictReader(file)]) == len(found.trials)
    assert "</html>" in (lab.folder / name / REPORT).read_text()
    # From any place on.
    events = lab.events(name)
    assert [each.number for each in events] == [*range(1, len(told) + 1)]
    assert lab.events(name, len(told) - 2) == events[-2:]


def test_a_run_is_told_as_it_grows_in_bounded_words() -> None:
    row = Row("d", "digits", "adam", 3, "{}", 7, 100, 0.0, None, 1.0, ())
    points = [(float(step), 100.0 - step, 0.0) for step in range(0, 100, 2)]
    growing, told, now = Growing(), list[tuple[str, Any]](), 0.0
    for digest in ("a", "b"):
        for count in range(1, 51):
            now += 0.11  # seconds between two measurements
            news = growing.news(replace(row, digest=digest, curve=tuple(points[:count])), now)
            told += [(digest, news)] if news else []
    for digest in ("a", "b"):
        own = [news for each, news in told if each == digest]
        assert [each["new"] for each in own] == [True] + [False] * (len(own) - 1)
        assert (own[0]["rule"], own[0]["trial"], own[0]["seed"]) == ("adam", 3, 7)
        told_of = [point for each in own for point in each["curve"]]
        assert told_of == [[int(step), value] for step, value, _ in points[: len(told_of)]]
        assert len(told_of) > 45
        assert len(own) == 25


def test_under_another_loss_it_is_the_same_problem(lab: Experiments, tmp_path: Path, monkeypatch: Any) -> None:
    told = []
    monkeypatch.setattr("talweg.lab.compare.compare.compare", lambda *_, **__: 1 / 0)  # by then it is told
    for loss in ("focal", "squared_hinge", None):
        (tmp_path / "wanted.json").write_text(small(problem="digits_linear", loss=loss).model_dump_json())
        with pytest.raises(ZeroDivisionError):
            _compare(tmp_path, lab.tables, lambda _kind, **what: told.append(what))
    assert [each["loss"] for each in told] == ["focal", "squared_hinge", None]
    assert len({each["digest"] for each in told}) == 3
    assert {each["usual"] for each in told} == {told[2]["digest"]}
    assert told[0]["measured"] == told[1]["measured"] != told[2]["measured"]


def test_start_and_seeds_are_those_that_were_asked_for(lab: Experiments) -> None:
    wanted = small(start=(1.5, -2), first=40)
    found = tw.compare(problem_of(wanted, lab.tables), "sgd", **call(wanted), jobs=1, sensitivity=False)
    assert found.seeds == (40, 41)
    own = tw.problems.valley(x=1.5, y=-2).run("sgd", seed=41, steps=20)
    assert found.values("sgd")[1] == pytest.approx(own.final, rel=1e-12)
    assert "valley:x=1.5,y=-2.0" in found.again
    assert "--seeds 2 --budgets 1 --tuning-seeds 3 --first-seed 40" in found.again
    assert lab.begin(wanted, "me")


@pytest.mark.slow
def test_it_is_stopped_by_who_began_it_and_nobody_else(lab: Experiments) -> None:
    name = lab.begin(endless(), "Ada")
    eventually(lambda: [each for each in story(lab, name) if each["kind"] == "going"][2:])  # and so while a run goes on
    with pytest.raises(UnknownNameError, match="not yours"):
        lab.stop(name, "Bob")
    lab.stop(name, "Ada")
    assert eventually(lambda: over(lab, name))["status"] == "cancelled"
    assert lab.file(name, REPORT) is None


@pytest.mark.slow
def test_a_process_that_is_killed_is_told_of(lab: Experiments, short_silence: None) -> None:
    name = lab.begin(endless(), "me")
    eventually(lambda: story(lab, name))
    assert lab.written(name) > 0
    os.kill(process_of(name), signal.SIGKILL)
    assert eventually(lambda: over(lab, name))["status"] == "lost"
    assert lab.written(name) == -1, "who watches looks again, though nothing more was written"
    assert lab.begin(small(), "me"), "and its place is free"


def test_a_process_that_hangs_is_ended_by_the_clock(tmp_path: Path) -> None:
    lab = Experiments(tmp_path, longest=2.0)
    name = lab.begin(endless(), "me")
    end = eventually(lambda: over(lab, name))
    assert end["status"] == "late"
    assert "longer than 2 seconds" in end["said"]


def test_too_many_at_once_are_refused(lab: Experiments) -> None:
    going = [lab.begin(endless(), "Ada"), lab.begin(endless(), "Ada")]
    with pytest.raises(TooManyTriesError, match="2 of yours are still running"):
        lab.begin(small(), "Ada")
    going.append(lab.begin(endless(), "Bob"))
    with pytest.raises(TooManyTriesError, match="3 are still running"):
        lab.begin(small(), "Eve")
    for name, owner in zip(going, ("Ada", "Ada", "Bob"), strict=True):
        lab.stop(name, owner)
    for name in going:
        assert eventually(lambda name=name: over(lab, name))
    assert lab.begin(small(), "Eve")


def test_what_goes_wrong_in_it_is_its_last_event(lab: Experiments, monkeypatch: pytest.MonkeyPatch) -> None:
    for raised, said in ((MemoryError(), "more memory"), (KeyError("no such thing"), "KeyError: 'no such thing'")):
        place = lab.folder / "x"
        place.mkdir(parents=True, exist_ok=True)
        (place / "wanted.json").write_text(small().model_dump_json())
        (place / "events.jsonl").unlink(missing_ok=True)

        def fail(*_: Any, _raised: Exception = raised, **__: Any) -> None:
            raise _raised

        monkeypatch.setattr("talweg.lab.compare.compare.compare", fail)
        monkeypatch.setattr("talweg.web.lab.process._bounded", lambda: None)
        run(str(place), str(lab.tables), 60)
        end = json.loads((place / "events.jsonl").read_text().splitlines()[-1])
        assert (end["kind"], end["status"]) == ("end", "failed")
        assert said in end["said"]


@pytest.mark.parametrize(
    "given, said",
    [
        ({"problem": "digit"}, "did you mean 'digits'"),
        ({"problem": "../../etc/passwd"}, "has no problem"),
        ({"rules": ["adamm"]}, "did you mean 'adam'"),
        ({"rules": ["adam:lr=-1"]}, r"lr must lie in \[0"),
        ({"rules": ["adam@nothing"]}, "nothing"),
        ({"rules": ["adam", "adam"]}, "there twice"),
        ({"problem": "valley", "loss": "mse"}, "takes no other loss"),
        ({"problem": "digits", "loss": "mee"}, "mse"),
        ({"problem": "digits", "start": (1, 2)}, "only a surface has a point to start from"),
        ({"start": (1e200, 0)}, "f is inf at"),
        ({"table": "A" * 22, "target": "y"}, "not there any more"),
    ],
)
def test_what_cannot_be_is_said_before_anything_begins(lab: Experiments, given: dict[str, Any], said: str) -> None:
    with pytest.raises(TalwegError, match=said):
        lab.begin(small(**given), "me")
    assert not lab.folder.exists()


def test_no_file_is_run_for_a_visitor(lab: Experiments, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "mine.py"
    file.write_text(f"open({str(tmp_path / 'was run')!r}, 'w')\nfrom talweg import adam as mine\n")
    monkeypatch.chdir(tmp_path)
    for rule in (f"{file}:mine", "mine.py:mine", "./mine.py:mine", "mine.py", f"{file}:mine@cosine"):
        with pytest.raises(TalwegError):
            lab.begin(small(rules=[rule]), "me")
        with pytest.raises(TalwegError):
            lab.begin(small(problem=rule), "me")
    assert not (tmp_path / "was run").exists()


def test_a_full_disk_is_told_and_leaves_nothing(lab: Experiments, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("talweg.atomic.write", full)
    with pytest.raises(StoreError, match="cannot begin anything now: No space left"):
        lab.begin(small(), "me")
    with pytest.raises(StoreError, match="cannot keep a table now: No space left"):
        lab.keep_table(b"a,y\n1,2\n")
    assert [*lab.folder.iterdir(), *lab.tables.iterdir()] == []


def test_a_table_becomes_a_problem(lab: Experiments) -> None:
    lines = ["size,kind,price", *(f"{k % 17},{'ab'[k % 2]},{3 * (k % 17) + k % 2}" for k in range(60))]
    name = lab.keep_table("\n".join(lines).encode())
    wanted = small(table=name, target="price", rules=["adam:lr=0.01"])
    problem = problem_of(wanted, lab.tables)
    assert problem.task.start(0).size
    check(wanted, lab.tables)
    with pytest.raises(TalwegError, match="did you mean 'price'"):
        check(small(table=name, target="prize"), lab.tables)
    with pytest.raises(TalwegError, match="needs the name of its column"):
        problem_of(small(table=name), lab.tables)


@pytest.mark.parametrize("name", ["..", "../experiments", "", "x" * 22, "/etc", "x" * 10_000, "a/../b" + "c" * 16])
def test_no_name_leads_elsewhere(lab: Experiments, name: str) -> None:
    (lab.folder / "events.jsonl").parent.mkdir(parents=True)
    (lab.folder / "events.jsonl").touch()
    with pytest.raises(UnknownNameError, match="there is no experiment"):
        lab.events(name)


def test_old_experiments_go(lab: Experiments, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("talweg.web.lab.experiments.KEPT", 3)
    for number in range(6):
        place = lab.folder / f"{number:022}"
        place.mkdir(parents=True)
        for file in ("events.jsonl", "alive", "owner"):
            (place / file).write_text('{"kind": "end"}\n')
        os.utime(place, (0, time.time() - 1000 + number))
    lab.show(f"{1:022}", 7, True)
    os.utime(lab.folder / f"{1:022}", (0, time.time() - 999))
    lab._sweep()
    left = sorted(int(place.name) for place in lab.folder.iterdir())
    assert left == [1, 3, 4, 5], "what a class is shown stays for weeks"
    assert [each.name for each in lab.shown_to(7)] == [f"{1:022}"]
    os.utime(lab.folder / f"{1:022}", (0, 0))
    lab._sweep()
    assert lab.shown_to(7) == []


def test_the_numbers_of_the_page_are_those_of_the_server() -> None:
    form = (Path(tw.__file__).parent / "web/static/lab/form.js").read_text()
    from talweg.web.lab.experiments import MOST_TABLE

    found = re.search(r"LARGEST = ([\d_]+)", form)
    assert found
    assert int(found[1]) == MOST_TABLE
    how = {"budget", "seeds", "first", "steps", "start"}
    assert set(Wanted.model_fields) == {"problem", "table", "target", "loss", "rules", *how}
