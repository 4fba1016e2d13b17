"""A file that is there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from talweg.errors import RangeError


def write(path: Path, body: bytes) -> None:
    """Write beside the file and put it in its place when all of it is on the disk. Raises RangeError."""
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as beside:
            try:
                beside.write(body)
                beside.flush()
                os.fsync(beside.fileno())
                os.chmod(beside.name, _permissions(path))
                os.replace(beside.name, path)
            except BaseException:
                os.unlink(beside.name)
                raise
    except OSError as error:
        why = error.strerror or str(error)
        raise RangeError(f"export: cannot write {path}: {why}; give a file in a folder that can be written") from None


def _permissions(path: Path) -> int:
    """Those the file has, or those a new file gets."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
