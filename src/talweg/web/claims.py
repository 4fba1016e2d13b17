"""The page of claims as plain files: what `talweg claims --out` writes."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from talweg import atomic
from talweg.course.claims import entries
from talweg.errors import RangeError
from talweg.lab.claims.results import Kept, written
from talweg.web.pages import POLICY, SHEETS, render
from talweg.web.version import STATIC

PAGE, RESULTS = "claims.html", "claims.json"
STYLED = (*(f"{name}.css" for name in SHEETS), "favicon.svg", "lib", "fonts")
"""What the page needs of the static files."""


def check(folder: Path) -> None:
    """Raise RangeError where `write` could not: asked before minutes are spent."""
    if folder.exists() and not folder.is_dir():
        raise RangeError(f"claims: {folder} is a file; name a folder, new or not")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        atomic.check(folder / PAGE)
    except OSError as error:
        raise RangeError(f"claims: cannot write into {folder}: {error.strerror or error}") from None


def write(folder: Path, found: Sequence[Kept]) -> Path:
    """Write the page, what it needs and the outcomes as JSON into `folder`; the page's path."""
    check(folder)
    for name in STYLED:
        source, target = STATIC / name, folder / "static" / name
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(source, target)
    page = render("claims.html", "claims", {"entries": entries(found), "lessons": False, "bare": True}, POLICY)
    atomic.write(folder / RESULTS, written(found).encode())
    atomic.write(folder / PAGE, page.encode())
    return folder / PAGE
