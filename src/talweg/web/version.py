"""The name of all that stands below /static as it is now: what is asked for by this name, a browser keeps for good."""

from __future__ import annotations

import os
import time
from functools import lru_cache
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path

import talweg
from talweg.nouns import own_file
from talweg.nouns.shelf import guests_listing

STATIC = Path(str(files("talweg.web"))) / "static"
MARK = "v-"


def folder() -> str:
    """The folder below /static in which this version stands; another one after any edit of a script or sheet."""
    return MARK + _digest(_last_edit(int(time.monotonic())))


def split(path: str) -> tuple[str, bool]:
    """A path below /static without its version, and whether it names the version that is served."""
    first, _, rest = path.replace(os.sep, "/").partition("/")
    return (rest, first == folder()) if first.startswith(MARK) else (path, False)


@lru_cache(maxsize=1)
def _last_edit(_second: int) -> int:
    """When a file was last changed: looked up once a second at most, for a page asks for a hundred files."""
    return _newest(STATIC)


def _newest(folder: Path) -> int:
    """When a file was last changed, in nanoseconds."""
    with os.scandir(folder) as found:
        return max((_newest(Path(each)) if each.is_dir() else each.stat().st_mtime_ns for each in found), default=0)


@lru_cache(maxsize=1)
def _digest(_newest: int) -> str:
    """Everything that scripts, sheets and data come from in a few letters, the same on every machine."""
    digest = blake2b(digest_size=6)
    ours = (*sorted(Path(talweg.__file__).parent.rglob("*.py")), *sorted(STATIC.rglob("*.*")))
    for file in (*ours, *own_file.sources((".py",))):
        digest.update(file.read_bytes())
    digest.update(guests_listing().encode())
    return digest.hexdigest()
