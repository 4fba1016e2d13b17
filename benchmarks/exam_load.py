"""How many learners can sit an exam at once: the site, its store and the learners, all on this machine.

    python benchmarks/exam_load.py --store postgresql --learners 400,800,1200 --processes 2

First a class logs in at once, from one address. Every stage then logs its learners in, lets them answer for some time,
and compares every acknowledged answer with the store. Ends with status 1 if one was refused, is missing or stands there
twice. Needs the extra "load".
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.request import urlopen

import httpx
import psutil
from sqlalchemy import delete, func, select, text

from talweg.course.exam.codes import folded, hashed, plain
from talweg.course.store import Store, people
from talweg.course.store.schema import answer, sitting

sys.path.append(str(Path(__file__).parents[1] / "tests"))
import own_postgres

HELD = 200  # milliseconds, at the 95th percentile
CODE = "LOAD-TEST"
HEAD = "learners  came in  requests/s  answers/s | answer: 50%    95%    99% | all: 50%    95%    99% | errors  lost"
ROW = "{:8d} {:7.0f}s  {:10.1f}  {:9.1f} | {:10.0f} {:6.0f} {:6.0f} | {:7.0f} {:6.0f} {:6.0f} | {:6d} {:5d}"


def main() -> int:
    """Run every stage, and say how many learners were held."""
    given = _arguments()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="talweg-load-")))
        os.environ["TALWEG_DATA"] = str(folder / "data")
        url = given.url or f"sqlite:///{folder / 'talweg.db'}"
        if given.store == "postgresql" and not given.url:
            programs = own_postgres.home()
            if programs is None:
                raise SystemExit("no PostgreSQL on this machine; name one that runs with --url")
            url = stack.enter_context(own_postgres.running(programs)) + "/postgres"
        store = Store(url)
        stack.callback(store.close)
        host, server = stack.enter_context(site(url, given.processes))
        print(f"{given.store}, {given.processes} processes, think {given.think} s, {os.cpu_count()} cores, shared with")
        print(f"the learners; a latency counts from the moment the request was due.\n{HEAD}", flush=True)
        learners = new_learners(store, max([given.rush, *given.learners]))
        faults = rush(host, learners[: given.rush]) if given.rush else 0
        sent: dict[tuple[str, str], tuple[int, Any]] = {}
        held = 0
        for count in given.learners:
            stage: dict[str, Any] = {"host": host, "think": given.think, "seconds": given.seconds, "code": CODE}
            stage["database"] = given.store == "postgresql"
            seen, used = run_stage(stage | {"learners": learners[:count]}, server)
            learners[:count] = seen["learners"]
            sent |= {(sitting, token): (place, response) for sitting, token, place, response in seen["acknowledged"]}
            if given.plant:
                _lose_one(store, next(iter(sent)))
            lost, twice = compare(store, sent)
            faults += lost + twice
            good = report(count, seen, lost + twice)
            print(f"{'':9}{used}; {len(sent)} answers acknowledged, {lost} lost, {twice} twice", flush=True)
            held = count if good else held
        print(f"{'':9}{kept(store)}", flush=True)
    print(f"held at a 95th percentile below {HELD} ms: {held} learners")
    return 1 if faults else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--url", help="a database that runs already, instead of one of our own")
    parser.add_argument("--learners", type=lambda text: sorted(map(int, text.split(","))), default=[200, 400, 800])
    parser.add_argument("--think", type=float, default=20, help="seconds between two answers of a learner, about")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60, help="how long a stage is measured")
    parser.add_argument("--rush", type=int, default=200, help="how many log in at the same moment first; 0: none")
    parser.add_argument("--plant", action="store_true", help="lose an acknowledged answer on purpose")
    return parser.parse_args()


@contextmanager
def site(url: str, processes: int) -> Iterator[tuple[str, psutil.Process]]:
    """The site in class mode; it believes what a learner says of its address, for all of them sit on this machine."""
    host, port = "http://127.0.0.1", own_postgres.free_port()
    options = f"serve --class --no-browser --proxy 127.0.0.1 --port {port} --processes {processes} --store {url}"
    command = [sys.executable, "-m", "talweg", *options.split()]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running:
        try:
            while not _answers(f"{host}:{port}/login"):
                if running.poll() is not None:
                    raise SystemExit(f"the site ended with status {running.returncode} before it answered")
                time.sleep(0.2)
            time.sleep(4 + 6 * processes)  # the lesson is measured when a process starts
            yield f"{host}:{port}", psutil.Process(running.pid)
        finally:
            running.terminate()


def _answers(address: str) -> bool:
    try:
        return bool(urlopen(address).status == 200)
    except OSError:
        return False


def new_learners(store: Store, count: int) -> list[dict[str, Any]]:
    """A class of so many learners; all have one personal code, hashed at its real cost."""
    at, kept = store.clock(), hashed(plain(CODE))
    names = [f"Learner {number}" for number in range(count)]
    with store.begin() as connection:
        people.add_teacher(connection, "load", at)
        found = people.teacher_named(connection, "load")
        assert found is not None
        room = people.add_classroom(connection, found.id, "load", "LOADTEST", at)
        for name in names:
            row = {"classroom_id": room, "name": name, "folded": folded(name), "code_hash": kept, "created_at": at}
            people.add_learner(connection, row)
    return [{"name": name, "address": f"10.{place >> 8}.{place & 255}.1"} for place, name in enumerate(names)]


def rush(host: str, learners: list[dict[str, Any]]) -> int:
    """Let all of them log in at the same moment, from one address, as a class does: how many were not let in."""

    def log_in(me: dict[str, Any]) -> tuple[float, int]:
        began = time.perf_counter()
        with httpx.Client(base_url=host, timeout=120) as browser:
            stamp = re.search(r'name="talweg-token" content="([^"]+)"', browser.get("/login").text)
            form = {"token": stamp[1] if stamp else "", "name": me["name"], "code": CODE}
            status = browser.post("/login", data=form).status_code
        return time.perf_counter() - began, status

    began = time.perf_counter()
    with ThreadPoolExecutor(len(learners)) as pool:
        seen = list(pool.map(log_in, learners))
    took, refused = time.perf_counter() - began, Counter(status for _, status in seen if status != 303)
    cuts = _percentiles([each for each, _ in seen])
    said = f"all were in after {took:.1f} s; one waited {cuts[0]:.1f} s (median), {cuts[1]:.1f} s (95 %)"
    print(f"{'':9}{len(learners)} log in at once: {said}; refused: {dict(refused) or 'none'}", flush=True)
    return refused.total()


def run_stage(stage: dict[str, Any], server: psutil.Process) -> tuple[dict[str, Any], str]:
    """What the learners of one stage saw, and how much of a core each side used meanwhile."""
    command = [sys.executable, str(Path(__file__).with_name("exam_learners.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdin
        assert running.stdout
        json.dump(stage, running.stdin)
        running.stdin.close()
        sides = {
            "server": [server],
            "database": _postgres() if stage["database"] else [],
            "learners": [psutil.Process(running.pid)],
        }
        assert running.stdout.readline() == "go\n"
        before = {name: _seconds(side) for name, side in sides.items()}
        assert running.stdout.readline() == "end\n"
        after = {name: _seconds(side) for name, side in sides.items()}
        seen: dict[str, Any] = json.loads(running.stdout.readline())
    used = [f"{name} {100 * (after[name] - before[name]) / seen['took']:.0f}%" for name in sides]
    return seen, f"of a core: {', '.join(used)}; load {os.getloadavg()[0]:.1f}"


def _postgres() -> list[psutil.Process]:
    """Every PostgreSQL on this machine; its other processes are its children."""
    known = {each.pid: each for each in psutil.process_iter(["name", "ppid"]) if each.info["name"] == "postgres"}
    return [each for each in known.values() if each.info["ppid"] not in known]


def _seconds(side: list[psutil.Process]) -> float:
    """The processor time of these processes and their children."""
    total = 0.0
    for each in [each for top in side for each in [top, *top.children(recursive=True)]]:
        with suppress(psutil.NoSuchProcess):
            times = each.cpu_times()
            total += times.user + times.system
    return total


def compare(store: Store, sent: dict[tuple[str, str], tuple[int, Any]]) -> tuple[int, int]:
    """How many acknowledged answers are not in the store as they were given, and how many stand there twice."""
    with store.read() as connection:
        rows = connection.execute(select(answer.c.sitting_id, answer.c.token, answer.c.place, answer.c.response)).all()
    kept = {(row.sitting_id, row.token): (row.place, row.response) for row in rows}
    count = Counter((row.sitting_id, row.token) for row in rows)
    return sum(kept.get(name) != given for name, given in sent.items()), sum(each > 1 for each in count.values())


def kept(store: Store) -> str:
    """How large the store has become, and what is in it."""
    sqlite = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    large = sqlite if store.engine.dialect.name == "sqlite" else "SELECT pg_database_size(current_database())"
    with store.read() as connection:
        size = connection.execute(text(large)).scalar_one()
        exams, answers = (
            connection.execute(select(func.count()).select_from(each)).scalar_one() for each in (sitting, answer)
        )
    return f"kept: {exams} exams and {answers} answers in {size / 1e6:.0f} MB"


def _lose_one(store: Store, name: tuple[str, str]) -> None:
    with store.begin() as connection:
        connection.execute(delete(answer).where(answer.c.sitting_id == name[0], answer.c.token == name[1]))


def report(count: int, seen: dict[str, Any], faults: int) -> bool:
    """Print a stage as a row; True if it was held."""
    good = [(kind, took) for kind, took, status in seen["requests"] if 200 <= status < 400]
    errors = len(seen["requests"]) - len(good)
    saving = _percentiles([took for kind, took in good if kind == "answer"])
    whole = _percentiles([took for _, took in good])
    rates = [len(good) / seen["took"], len(seen["acknowledged"]) / seen["took"]]
    print(ROW.format(count, seen["came_in"], *rates, *saving, *whole, errors, faults), flush=True)
    return max(saving[1], whole[1]) < HELD and not errors and not faults


def _percentiles(values: list[float]) -> tuple[float, float, float]:
    cuts = quantiles(values, n=100)
    return cuts[49], cuts[94], cuts[98]


if __name__ == "__main__":
    sys.exit(main())
