"""A small course to begin with, written where its teacher says."""

from __future__ import annotations

import shutil
import tempfile
from importlib.resources import as_file, files
from pathlib import Path

from talweg.errors import RangeError


def write(folder: Path) -> int:
    """Write the example of a course into `folder`, new or empty, whole or not at all; how many files it has.

    Raises RangeError where anything else stands there, or it cannot be written.
    """
    target = folder.resolve()
    wanted = "name a folder that is new or empty"
    try:
        if target.exists() and not target.is_dir():
            raise RangeError(f"new course: {folder} is a file; {wanted}")
        if target.is_dir() and any(target.iterdir()):
            raise RangeError(f"new course: {folder} is not empty; {wanted}")
        target.parent.mkdir(parents=True, exist_ok=True)
        with (
            tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as workshop,
            as_file(files(__package__) / "example") as example,
        ):
            made = Path(workshop, "course")
            shutil.copytree(example, made, ignore=shutil.ignore_patterns("__pycache__"))
            count = sum(each.is_file() for each in made.rglob("*"))
            if target.exists():
                target.rmdir()
            made.rename(target)
    except OSError as error:
        raise RangeError(f"new course: cannot write {folder}: {error.strerror or error}") from None
    return count
