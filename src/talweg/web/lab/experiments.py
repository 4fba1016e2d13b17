"""The experiments of a server: begun, told, stopped. Each lies in a folder; its process is a child of whoever began it.

Any process of the server can tell of any experiment, for it reads what the experiment's own process has written. One
that shows no sign of life for a while is lost, whatever became of it, and everyone is told so.
"""

from __future__ import annotations

import json
import os
import pickle
import re
import secrets
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from talweg import atomic
from talweg.errors import StoreError, TooManyTriesError, UnknownNameError
from talweg.nouns.shelf import guests
from talweg.web.lab import process
from talweg.web.lab.process import ALIVE, CANCEL, EVENTS, LONGEST, LOST, WANTED
from talweg.web.lab.wanted import ID, Wanted, check

OWNER = "owner"
SHOWN = "class-"
"""With the number of a class behind it: the file that says that the class is shown the experiment."""
SILENT = 20.0
"""Seconds without a sign of life after which an experiment is lost: a process that begins takes some."""
KEPT, KEPT_FOR = 200, 30 * 24 * 3600.0
"""So many experiments are kept, for so many seconds at most."""
MOST_TABLE = 1_000_000
"""Bytes of a table."""
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
"""An experiment has a core: on products as small as these, threads mostly wait for each other."""
AGAIN = 5_000
"""Milliseconds after which whoever has too many may ask again."""
LOST_WORDS = "Its process is gone, and nobody knows why: it may have been killed, or have needed too much memory."


@dataclass(frozen=True)
class Event:
    """A line of an experiment's story: its number, 1 for the first, and what it says."""

    number: int
    text: str

    @property
    def last(self) -> bool:
        """Whether the experiment is over."""
        return bool(json.loads(self.text)["kind"] == "end")


@dataclass(frozen=True)
class Shown:
    """An experiment that a class is shown: its name, and what it compares."""

    name: str
    title: str


class Experiments:
    """What this server's visitors have asked for, below `folder`: `most` at once, `each` of one visitor."""

    def __init__(self, folder: Path, most: int | None = None, each: int = 2, longest: float = LONGEST) -> None:
        self.folder, self.tables = folder / "experiments", folder / "tables"
        self.most, self.each, self.longest = most or max(1, os.cpu_count() or 1), each, longest
        self._lock = threading.Lock()

    def begin(self, wanted: Wanted, owner: str) -> str:
        """Begin an experiment, and say what it is called.

        Raises what `check` raises, TooManyTriesError, and StoreError where nothing can be kept.
        """
        check(wanted, self.tables)
        formulas = pickle.dumps(guests())  # so that its process knows the formulas that this one knows
        with self._lock:
            self._refuse_too_many(owner)
            name = secrets.token_urlsafe(16)
            place = self.folder / name
            try:
                place.mkdir(0o700, parents=True)
                atomic.write(place / WANTED, wanted.model_dump_json().encode())
                atomic.write(place / OWNER, owner.encode())
                (place / ALIVE).touch()
                (place / EVENTS).touch()
            except OSError as error:
                shutil.rmtree(place, ignore_errors=True)
                raise StoreError(f"the lab cannot begin anything now: {error.strerror}") from error
        # A process group of its own: Ctrl+C at the server is no word to it, which sees by itself that the server ends.
        line = [sys.executable, "-P", "-m", process.__name__, str(place), str(self.tables), str(self.longest)]
        alone = {**os.environ, **dict.fromkeys(ONE_THREAD, "1")}
        child = subprocess.Popen(line, stdin=subprocess.PIPE, start_new_session=True, env=alone)
        assert child.stdin is not None
        with suppress(BrokenPipeError), child.stdin:  # one that died at once is told as lost
            child.stdin.write(formulas)
        threading.Thread(target=child.wait, daemon=True).start()  # so that none stays behind as a zombie
        self._sweep()
        return name

    def stop(self, name: str, owner: str) -> None:
        """Stop an experiment of this owner; one that is over stays as it is. Raises UnknownNameError."""
        if not self.mine(name, owner):
            raise UnknownNameError("this experiment is not yours, and so not yours to stop")
        (self._place(name) / CANCEL).touch()

    def mine(self, name: str, owner: str) -> bool:
        """Whether this owner began it. Raises UnknownNameError."""
        return (self._place(name) / OWNER).read_text() == owner

    def show(self, name: str, classroom: int, shown: bool) -> None:
        """Show an experiment to a class, or no longer. Raises UnknownNameError, and StoreError for a full disk."""
        mark = self._place(name) / f"{SHOWN}{int(classroom)}"  # a file each: two who show at once are in no one's way
        try:
            mark.touch() if shown else mark.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"the lab cannot keep this now: {error.strerror}") from error

    def classes(self, name: str) -> list[int]:
        """The classes that it is shown to. Raises UnknownNameError."""
        return sorted(int(path.name.removeprefix(SHOWN)) for path in self._place(name).glob(f"{SHOWN}*"))

    def shown_to(self, classroom: int) -> list[Shown]:
        """What this class is shown, the latest first."""
        marks = [place / f"{SHOWN}{int(classroom)}" for place in self._all()]
        found = []
        for mark in marks:
            with suppress(FileNotFoundError):  # it may go while this is asked
                found.append((mark.stat().st_mtime, Shown(mark.parent.name, _title(mark.parent))))
        return [each for _, each in sorted(found, key=lambda pair: -pair[0])]

    def wanted(self, name: str) -> dict[str, Any]:
        """What was asked for. Raises UnknownNameError."""
        found: dict[str, Any] = json.loads((self._place(name) / WANTED).read_text("utf-8"))
        return found

    def events(self, name: str, after: int = 0) -> list[Event]:
        """What has happened since event number `after`; the last is an "end", also where a process was lost.

        Raises UnknownNameError.
        """
        place = self._place(name)
        silent = self._silent(place)  # before reading: what is written now is no sign of death
        lines = (place / EVENTS).read_text("utf-8").split("\n")[:-1]
        found = [Event(number, text) for number, text in enumerate(lines, 1)]
        if silent and not (found and found[-1].last):
            told = {"kind": "end", "status": LOST, "said": LOST_WORDS}
            found.append(Event(len(found) + 1, json.dumps(told)))
        return found[after:]

    def written(self, name: str) -> int:
        """How many bytes its story has, to see whether there is more of it; -1 where it is over or lost.

        Raises UnknownNameError.
        """
        place = self._place(name)
        return -1 if self._silent(place) else (place / EVENTS).stat().st_size

    def file(self, name: str, what: str) -> Path | None:
        """A file that an experiment leaves when it is done. Raises UnknownNameError."""
        path = self._place(name) / what
        return path if path.is_file() else None

    def keep_table(self, data: bytes) -> str:
        """Keep a table that was handed over, and say what it is called. Raises StoreError."""
        name = secrets.token_urlsafe(16)
        try:
            self.tables.mkdir(0o700, parents=True, exist_ok=True)
            atomic.write(self.tables / f"{name}.csv", data)
        except OSError as error:
            raise StoreError(f"the lab cannot keep a table now: {error.strerror}") from error
        return name

    def _place(self, name: str) -> Path:
        place = self.folder / name
        if not re.fullmatch(ID, name) or not (place / EVENTS).is_file():
            raise UnknownNameError(f"there is no experiment {name!r:.60}; after some weeks an old one goes")
        return place

    def _refuse_too_many(self, owner: str) -> None:
        going = [place for place in self._all() if self._goes(place)]
        own = [place for place in going if (place / OWNER).read_text() == owner]
        if len(own) >= self.each or len(going) >= self.most:
            whose = f"{len(own)} of yours are" if len(own) >= self.each else f"{len(going)} are"
            raise TooManyTriesError(f"the lab: {whose} still running; stop one, or wait until it is over", AGAIN)

    def _all(self) -> Iterator[Path]:
        if self.folder.is_dir():
            yield from (place for place in self.folder.iterdir() if (place / EVENTS).is_file())

    def _goes(self, place: Path) -> bool:
        with suppress(FileNotFoundError):
            return not self._silent(place) and b'"kind": "end"' not in (place / EVENTS).read_bytes()[-20_000:]
        return False

    @staticmethod
    def _silent(place: Path) -> bool:
        return time.time() - (place / ALIVE).stat().st_mtime > SILENT

    def _sweep(self) -> None:
        """Let go of what is old: of more than KEPT the oldest that no class is shown, and of what nobody can still be
        looking at."""
        for folder, goes in ((self.folder, self._goes), (self.tables, lambda _: False)):
            with suppress(OSError):
                known = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)
                old = time.time() - KEPT_FOR
                for path in known:
                    many = len(known) - known.index(path) > KEPT and not any(path.glob(f"{SHOWN}*"))
                    if (many or path.stat().st_mtime < old) and not goes(path):
                        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def _title(place: Path) -> str:
    """What an experiment compares, in words."""
    with (place / EVENTS).open(encoding="utf-8") as events:
        first = events.readline()
    began = json.loads(first) if first.endswith("\n") else {}
    if began.get("kind") != "began":
        return "A comparison"
    by = f", by {began['loss']}" if began["loss"] else ""
    return f"{', '.join(each['name'] for each in began['rules'])} on {began['problem']}{by}"
