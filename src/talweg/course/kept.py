"""What takes long to measure is kept on this machine, for as long as nothing that it comes from has changed."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

import talweg
from talweg import atomic
from talweg.errors import RangeError
from talweg.nouns import own_file
from talweg.nouns.shelf import guests_listing

HOME = Path(talweg.__file__).parent
SOURCES = (".py", ".md", ".json")
_BEGAN = time.time()
MONTH = 30 * 24 * 3600  # seconds after which what another version has kept goes


def kept(name: str, measure: Callable[[], str]) -> str:
    """The text that `measure` gives: read where it was kept under this `name`, else measured, and kept if that can be.

    A text is known by all that it comes from: the files of Talweg, those of a course of one's own, everything that is
    installed, Python, the machine.
    """
    with suppress(OSError, RuntimeError, ValueError):  # RuntimeError: a user without a home
        digest, _, data = (_folder() / f"{name}-{_origin()}").read_bytes().partition(b"\n")
        if digest.decode() == _digest(data):
            return data.decode()
    text = measure()
    with suppress(OSError, RuntimeError, RangeError):
        if any(file.stat().st_mtime > _BEGAN for file in _sources()):
            return text  # edited since: what has run here is not what stands there
        folder = _folder()
        folder.mkdir(0o700, parents=True, exist_ok=True)
        atomic.write(folder / f"{name}-{_origin()}", f"{_digest(text.encode())}\n{text}".encode())
        for old in folder.iterdir():
            if old.stat().st_mtime < time.time() - MONTH:
                old.unlink()
    return text


def _folder() -> Path:
    """In TALWEG_DATA, or where the system keeps what may be thrown away."""
    if given := os.environ.get("TALWEG_DATA"):
        return Path(given) / "cache"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "Talweg" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches/Talweg"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "talweg"


@cache
def _origin() -> str:
    """All that a text comes from, in a few letters."""
    named = {file: file.relative_to(HOME) if file.is_relative_to(HOME) else file for file in _sources()}
    parts = [f"{name} {_digest(file.read_bytes())}" for file, name in named.items()]
    # A distribution's folder is named by its version, so the names are what is installed.
    roots = [Path(entry) for entry in sys.path if os.path.isdir(entry)]
    parts += sorted(each.name for root in roots for each in root.glob("*.dist-info"))
    parts += [guests_listing()]
    return _digest("\n".join([sys.version, platform.platform(), platform.processor(), *parts]).encode())


def _sources() -> list[Path]:
    ours = sorted(file for file in HOME.rglob("*") if file.suffix in SOURCES)
    return [*ours, *own_file.sources(SOURCES)]


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=12).hexdigest()
