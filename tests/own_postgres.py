"""A PostgreSQL of our own, for the tests and for the load test: it lives in a folder that goes when it is stopped."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def home() -> Path | None:
    """Where PostgreSQL's programs are; None where it is not installed."""
    tools = [Path(shutil.which("pg_ctl") or "nowhere"), *Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")]
    homes = [each.resolve().parent for each in tools]
    return next((each for each in homes if (each / "initdb").is_file()), None)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running(programs: Path) -> Iterator[str]:
    """Start it with the settings it comes with, as a user who is not root; the URL lacks the database's name."""
    with tempfile.TemporaryDirectory(prefix="talweg-pg-") as folder:
        sudo = []
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(folder, "postgres", "postgres")
            sudo = ["runuser", "-u", "postgres", "--"]

        def run(*command: object) -> None:
            nowhere = subprocess.DEVNULL
            subprocess.run([*sudo, *map(str, command)], check=True, stdout=nowhere, stderr=nowhere, cwd=folder)

        run(programs / "initdb", "--no-sync", "-D", f"{folder}/data", "-A", "trust", "-U", "talweg")
        port = free_port()
        control = [programs / "pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-w"]
        run(*control, "-o", f"-p {port} -k {folder} -c listen_addresses=127.0.0.1", "start")
        try:
            yield f"postgresql+psycopg://talweg@127.0.0.1:{port}"
        finally:
            run(*control, "-m", "immediate", "stop")
