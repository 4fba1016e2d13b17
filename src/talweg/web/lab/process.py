"""The process of one experiment: it compares, and writes down what happens, line by line, until it is over.

Everything about an experiment lies in a folder of its own, so that any process of the server can tell of it, and that
it outlives all of them. This process gives itself less than it may do harm with: a time, a memory, the lowest priority.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from talweg import atomic
from talweg.course.folder.taking import shelve

EVENTS, WANTED, CANCEL, ALIVE, REPORT, ROWS = (
    "events.jsonl", "wanted.json", "cancel", "alive", "report.html", "runs.csv",
)  # fmt: skip
BEAT = 1.0
"""Seconds between two signs of life."""
LONGEST = 300.0
"""Seconds that an experiment may take."""
MEMORY = 4 << 30
"""Bytes that its process may ask for, where the system can hold it to that."""
CANCELLED, LATE, FAILED, DONE, LOST = "cancelled", "late", "failed", "done", "lost"
NONE = pickle.dumps(())
POINTS = 60
"""A curve is sent with so many points at most."""


def run(folder: str, tables: str, longest: float, formulas: bytes = NONE) -> None:
    """Run the experiment that `folder` asks for, `longest` seconds at most. What goes wrong is its last event.

    `formulas` are those, pickled, that a user has put on the server's shelves: it may be asked for them.
    """
    place = Path(folder)
    _bounded()
    ended, parent = threading.Event(), os.getppid()
    end = time.monotonic() + longest
    with open(place / EVENTS, "a", encoding="utf-8") as events:
        lock = threading.Lock()

        def tell(kind: str, **what: Any) -> None:
            with lock:
                if not ended.is_set():
                    events.write(json.dumps({"kind": kind, **what}) + "\n")
                    events.flush()

        def beat() -> None:
            while not ended.wait(BEAT):
                with suppress(OSError):
                    (place / ALIVE).touch()
                if time.monotonic() > end:  # also of a run that never comes back
                    tell("end", status=LATE, said=f"It took longer than {longest:g} seconds, and was stopped.")
                    os._exit(1)
                if (place / CANCEL).exists():
                    tell("end", status=CANCELLED, said="Stopped, as you asked.")
                    os._exit(1)
                if os.getppid() != parent:
                    tell("end", status=LOST, said="The server was stopped before it was done.")
                    os._exit(1)

        (place / ALIVE).touch()
        threading.Thread(target=beat, daemon=True).start()
        try:
            shelve(pickle.loads(formulas))
            _compare(place, Path(tables), tell)
        except MemoryError:
            tell("end", status=FAILED, said="It needed more memory than an experiment here may have.")
        except Exception as error:
            tell("end", status=FAILED, said=_said(error))
        ended.set()


def _compare(place: Path, tables: Path, tell: Any) -> None:
    from talweg.lab.compare.compare import compare
    from talweg.lab.compare.entries import entries
    from talweg.web.lab.told import Growing, began, comparison, ended_run, runs_csv
    from talweg.web.lab.wanted import Wanted, call, problem_of

    wanted = Wanted.model_validate_json((place / WANTED).read_text("utf-8"))
    problem = problem_of(wanted, tables)
    steps = wanted.steps or problem.steps
    usual = problem if wanted.loss is None else problem_of(wanted.model_copy(update={"loss": None}), tables)
    tell("began", **began(problem, entries(wanted.rules, None, steps), steps, usual, wanted.loss))

    growing = Growing()

    def watch(stage: str, count: int, row: Any) -> None:
        if row is None:
            tell("stage", name=stage, runs=count)
        elif row.over:
            tell("run", stage=stage, **ended_run(row, POINTS))
        elif news := growing.news(row, time.monotonic()):
            tell("going", stage=stage, **news)

    found = compare(problem, wanted.rules, **call(wanted), jobs=1, progress=False, watch=watch)
    found.to_html(place / REPORT)
    atomic.write(place / ROWS, runs_csv(found))
    tell("end", status=DONE, said="", **comparison(found))


def _bounded() -> None:
    """Less memory than the machine has, a lower priority, and no reaction to the keyboard of the server."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError, AttributeError):
        os.nice(5)
    if sys.platform == "linux":
        import resource

        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _said(error: Exception) -> str:
    from talweg.errors import TalwegError

    return str(error) if isinstance(error, TalwegError) else f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.stdin.buffer.read())
