"""Start the site: find a port, say where it is, open a browser where there is one; one process, or several."""

from __future__ import annotations

import errno
import logging
import multiprocessing
import multiprocessing.process
import os
import signal
import socket
import sys
import tempfile
import threading
import time
import webbrowser
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from talweg.errors import RangeError
from talweg.nouns.noun import Noun
from talweg.web.connection import Connection
from talweg.web.embedding import origin
from talweg.web.lazy_store import LazyStore

# A process that is still starting on a busy machine is no dead one.
SILENCE = 30
PORT = 8000
# Connections that wait to be taken up: a class may click at the same moment.
QUEUE = 1024
HERE = ("127.0.0.1", "localhost", "::1")
# Longer than a proxy keeps a connection that rests: one that we close while it sends is a request that fails.
REST = 75
OPEN = (
    "Whoever reaches this machine can read and answer here as you: nobody logs in. With --class everyone has a name, a "
    "code and answers of their own."
)


def run(
    host: str,
    port: int | None,
    browser: bool,
    store: str | None = None,
    class_mode: bool = False,
    proxy: str | None = None,
    processes: int = 1,
    blueprints: Sequence[Path] = (),
    embed_from: Sequence[str] = (),
    lab: bool = False,
    course: Path | None = None,
    formulas: Sequence[Noun] = (),
) -> None:
    """Serve until interrupted, on `port` (0: a free one; None: 8000, or a free one if that is taken).

    Raises RangeError for a host that cannot be, for a port that was asked for and is taken, and, as UnknownNameError
    is, for what stands wrong in one of the `blueprints` or among the sites to `embed_from` (see create_app).

    `store` is the URL of the learners' store; without one, TALWEG_STORE or a file in the data directory. In class mode
    people log in. `proxy` is the address of a proxy in front, or several with commas: what it says of where a request
    comes from is believed. Beyond this machine there is a `lab` only where it is asked for. Several `processes` share
    the address and the store; one that dies is replaced, and each takes the `formulas` and the folder `course`, as this
    one has.
    """
    from talweg.course.exam.blueprint import checked

    # Before anything begins: what is wrong here stops it, and not a process later.
    blueprints, embed_from = checked(blueprints), tuple(map(origin, embed_from))
    _open_many()
    entry = _first_entry(store) if class_mode else None
    listener = listen(host, port)
    number = listener.getsockname()[1]
    address = f"http://{host}:{number}/"
    taken = f" (port {PORT} is taken)" if port is None and number != PORT else ""
    print(f"Talweg is at {address}{taken}; Ctrl+C stops it.", flush=True)
    first = f"{address}teacher/enter?code={entry}" if entry else None
    if class_mode:
        print(_greeting(host, address, first), flush=True)
    elif host not in HERE:
        print(OPEN, flush=True)
    if browser:
        # A browser that takes long to start, or asks something, must not hold up the site.
        threading.Thread(target=_open, args=(first or address,), daemon=True).start()

    # Where nobody was named, a header that says where a request comes from is anyone's word.
    configured = partial(
        uvicorn.Config,
        timeout_worker_healthcheck=SILENCE,
        log_level="warning",
        timeout_keep_alive=REST,
        http=Connection,
        ws="none",
        server_header=False,
        proxy_headers=proxy is not None,
        forwarded_allow_ips=proxy,
    )
    with tempfile.TemporaryDirectory(prefix="talweg-") as folder:
        alone = processes == 1
        hosts = None if proxy else (host,)
        has_lab = lab or (host in HERE and not class_mode and not proxy)
        made = partial(_site, store, class_mode, hosts, blueprints, embed_from, has_lab, course, formulas)
        site = made() if alone else partial(made, Path(folder))
        # What a lesson quotes takes seconds to measure: begun before the first reader asks, and done once for all.
        threading.Thread(target=_measure, args=(Path(folder),), daemon=True).start()
        if alone:
            uvicorn.Server(configured(site)).run(sockets=[listener])
        else:
            Multiprocess(configured(site, factory=True, workers=processes), [listener]).run()


def _open_many() -> None:
    """Let this process and its children hold as many connections as the system allows: by habit it is a thousand."""
    if sys.platform != "win32":  # which counts them otherwise
        import resource

        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _site(
    store: str | None,
    class_mode: bool,
    hosts: tuple[str, ...] | None = (),
    blueprints: Sequence[Path] = (),
    embed_from: Sequence[str] = (),
    lab: bool = False,
    course: Path | None = None,
    formulas: Sequence[Noun] = (),
    measured: Path | None = None,
) -> FastAPI:
    """The application as one process serves it; `measured` is where its parent leaves the lessons."""
    from talweg.course.folder.taking import shelve, take_all

    shelve(formulas)  # before the site is imported, which is made of them
    take_all([course] if course else [])
    from talweg.web.app import create_app

    _log_entries()
    if parent := multiprocessing.parent_process():
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    app = create_app(store, class_mode=class_mode, hosts=hosts, blueprints=blueprints, embed_from=embed_from, lab=lab)
    if measured:
        threading.Thread(target=_take, args=(measured,), daemon=True).start()
    return app


def _log_entries() -> None:
    """Write who comes in on standard error, with the time."""
    log = logging.getLogger("talweg.entry")
    log.setLevel(logging.INFO)
    log.propagate = False
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
    log.handlers = [handler]


def _measure(folder: Path) -> None:
    """Measure every lesson, and leave its HTML in `folder` for the processes that serve."""
    from talweg.course.lesson import LESSONS, lesson

    if sys.platform == "linux":  # where each thread has a priority of its own: whoever asks now goes first
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
    for name in LESSONS:
        text, part = lesson(name).html, folder / f"{name}.part"
        with suppress(FileNotFoundError):  # the site has been stopped
            part.write_text(text, "utf-8")
            part.rename(folder / f"{name}.html")


def _take(folder: Path) -> None:
    """Take every lesson from `folder` as soon as it is there; one that a reader has asked for before is measured."""
    from talweg.course.lesson import LESSONS, lesson

    for name in LESSONS:
        while not (text := folder / f"{name}.html").exists():
            time.sleep(0.2)
        vars(lesson(name)).setdefault("html", text.read_text("utf-8"))


def _end_with(parent: multiprocessing.process.BaseProcess) -> None:
    """Stop when the parent has gone, however it went: else its children would keep the address for good."""
    parent.join()
    signal.raise_signal(signal.SIGTERM)


def _first_entry(store: str | None) -> str | None:
    """The first teacher's code; the store is let go again, for no process inherits a connection."""
    from talweg.course.exam.teachers import first_entry

    opened = LazyStore(store)
    try:
        return first_entry(opened())
    finally:
        opened.close()


def _greeting(host: str, address: str, first: str | None) -> str:
    """What a teacher reads in the terminal."""
    lines = [f"Learners join at {address}join, teachers log in at {address}teacher/login."]
    if first:
        lines += ["The teacher's first visit, to choose a password (the link is good until it is used):", f"  {first}"]
    if host in HERE:
        lines.append("Only this machine can reach it: --host 0.0.0.0 opens it to your network, a proxy adds HTTPS.")
    return "\n".join(lines)


def _open(address: str) -> None:
    try:
        webbrowser.get()
    except webbrowser.Error:
        return  # no browser on this machine: the address is printed
    webbrowser.open(address)


def listen(host: str, port: int | None) -> socket.socket:
    """A listening socket on `port` (0: a free one; None: PORT, or a free one). Raises RangeError."""
    try:
        family = socket.getaddrinfo(host, port or 0, type=socket.SOCK_STREAM)[0][0]
    except (OSError, UnicodeError, ValueError) as error:
        said = getattr(error, "strerror", None) or "it is no host's name"
        raise RangeError(f"serve: cannot listen on host {host!r}: {said}") from None
    tried = (PORT, 0) if port is None else (port,)
    for candidate in tried:
        # Only a socket that says TCP sends what it has at once; another keeps a short answer back for 40 ms.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen(QUEUE)
        except OSError as error:
            listener.close()
            if candidate != tried[-1]:
                continue
            if candidate and error.errno == errno.EADDRINUSE:
                raise RangeError(
                    f"serve: port {candidate} is taken; name another with --port, or take --port 0 for a free one"
                ) from None
            raise RangeError(f"serve: cannot listen on host {host!r}, port {candidate}: {error.strerror}") from None
        else:
            return listener
    raise AssertionError("the system gave no free port")
