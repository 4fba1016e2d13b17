"""A file of the user's is written whole or not at all: by everything that writes one."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import suppress
from pathlib import Path

from talweg.errors import RangeError

_SUFFIX = ".partial"


def check(path: str | os.PathLike[str]) -> None:
    """Raise RangeError or OSError where `write` could not: asked before work is done for a file."""
    target = _target(path)
    folder = target.parent if Path(path).is_symlink() else Path(path).parent
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder {folder} to write {target.name or 'a file'} to")
    if not os.access(folder, os.W_OK):
        raise PermissionError(f"nothing may be written to the folder {folder}")


def write(path: str | os.PathLike[str], data: bytes) -> None:
    """Write `data` so that a full disk, a kill or a power cut leaves the old file at `path` or the new one, whole.

    Who may read the file stays as it was, and a link stays a link: the file it leads to is written. Raises RangeError
    for what is there and is no file, such as a folder, a pipe or a device, and OSError.
    """
    target = _target(path)
    partial = target.with_name(f".{target.name}.{secrets.token_hex(4)}{_SUFFIX}")
    try:
        with open(partial, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            os.chmod(partial, target.stat().st_mode & 0o777)
        os.replace(partial, target)
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise
    _sync_folder(target.parent)


def sweep(path: str | os.PathLike[str]) -> None:
    """Remove what killed writers of `path` left beside it. Only for the one who owns the path."""
    target = _target(path)
    for left in target.parent.glob(f".{target.name}.*{_SUFFIX}"):
        with suppress(OSError):
            left.unlink()


def _target(path: str | os.PathLike[str]) -> Path:
    """The file itself, where `path` is a link to it: replacing the link would leave the old file elsewhere."""
    target = Path(os.path.realpath(os.fspath(path)))
    if target.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), os.fspath(path))
    # What a path such as /dev/stdout leads to has no name of its own.
    for each in (Path(path), target):
        if each.exists() and not each.is_file():
            raise RangeError(f"{each} is not a file that can be replaced; name one, such as model.npz")
    return target


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable, where the system can."""
    with suppress(OSError, AttributeError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
