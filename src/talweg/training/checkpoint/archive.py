"""One file that holds a nest of arrays, numbers and text, written whole or not at all.

The file is an uncompressed npz: an entry `header.npy` with the nest as JSON, and one entry for each array. Reading
parses JSON and raw numbers, never code, and verifies a SHA-256 over everything before it believes any of it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from talweg import atomic
from talweg.errors import CheckpointError

Nest: TypeAlias = Any  # dict[str | int, Nest], list[Nest], tuple[Nest, ...], NDArray, str, int, float, bool or None

FORMAT = "talweg checkpoint"
VERSION = 1


def write(path: str | os.PathLike[str], content: Nest) -> None:
    """Write `content` to `path` so that a kill or a power cut at any instant leaves the old file or the new one, whole.

    Raises CheckpointError, before anything is written, for content that is none of a `Nest`, RangeError for a path that
    is no file's, and OSError.
    """
    atomic.write(path, _encode(content))


def read(path: str | os.PathLike[str]) -> Nest:
    """What `write` was given. Raises OSError where there is no file, CheckpointError where it is damaged or foreign."""
    data = Path(path).read_bytes()
    try:
        return _decode(data)
    except CheckpointError as error:
        raise CheckpointError(f"{os.fspath(path)}: {error}") from None
    except Exception as error:  # whatever a zip, an npy header or JSON can be wrong in
        raise CheckpointError(
            f"{os.fspath(path)}: not a whole talweg checkpoint ({type(error).__name__}: {error})"
        ) from error


def _encode(content: Nest) -> bytes:
    arrays: list[NDArray[Any]] = []
    tree = _flatten(content, arrays, "content")
    header = {"format": FORMAT, "version": VERSION, "sha256": _digest(tree, arrays), "content": tree}
    text = np.frombuffer(json.dumps(header).encode(), np.uint8)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, array in [("header", text), *((_entry(i), array) for i, array in enumerate(arrays))]:
            with archive.open(f"{name}.npy", "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, array, allow_pickle=False)
    return buffer.getvalue()


def _decode(data: bytes) -> Nest:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if archive.namelist()[:1] != ["header.npy"]:
            raise CheckpointError("not a talweg checkpoint: it has no header")
        header = json.loads(_entry_array(archive, "header").tobytes())
        if not isinstance(header, dict) or header.get("format") != FORMAT:
            raise CheckpointError("not a talweg checkpoint: its header is another's")
        if header["version"] != VERSION:
            raise CheckpointError(f"its format is version {header['version']!r}; this talweg reads version {VERSION}")
        arrays = [_entry_array(archive, _entry(i)) for i in range(len(archive.namelist()) - 1)]
    if _digest(header["content"], arrays) != header["sha256"]:
        raise CheckpointError("damaged: its SHA-256 is not the one it was written with")
    return _unflatten(header["content"], arrays)


def _entry(number: int) -> str:
    return f"array{number}"


def _entry_array(archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    entry = archive.getinfo(f"{name}.npy")
    # Stored entries only: a few compressed bytes could unpack to more than the memory holds.
    if entry.compress_type != zipfile.ZIP_STORED:
        raise CheckpointError("not a talweg checkpoint: its entries are compressed")
    array: NDArray[Any] = np.lib.format.read_array(io.BytesIO(archive.read(entry)), allow_pickle=False)
    return array


def _digest(tree: Any, arrays: Iterable[NDArray[Any]]) -> str:
    found = hashlib.sha256(json.dumps(tree).encode())
    for array in arrays:
        found.update(f"{array.dtype.str} {array.shape}".encode())
        found.update(np.ascontiguousarray(array).tobytes())
    return found.hexdigest()


def _flatten(value: Nest, arrays: list[NDArray[Any]], where: str) -> Any:
    """`value` as JSON, every array replaced by its number in `arrays`: {"kind": what is in it}."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case np.ndarray() if value.dtype.kind in "fiub":
            arrays.append(value)
            return {"array": len(arrays) - 1}
        case np.bool_() | np.integer():
            return value.item()
        case np.floating():
            return float(value)
        case dict() if all(isinstance(key, str) or type(key) is int for key in value):
            return {"dict": [[key, _flatten(part, arrays, f"{where}[{key!r}]")] for key, part in value.items()]}
        case list() | tuple():
            parts = [_flatten(part, arrays, f"{where}[{i}]") for i, part in enumerate(value)]
            return {"tuple" if isinstance(value, tuple) else "list": parts}
    kind = f"an array of {value.dtype}" if isinstance(value, np.ndarray) else f"a {type(value).__name__}"
    raise CheckpointError(
        f"{where} is {kind}; a checkpoint holds arrays of numbers, numbers, text and None, alone or in lists, tuples "
        "and dicts whose keys are text or whole numbers"
    )


def _unflatten(tree: Any, arrays: list[NDArray[Any]]) -> Nest:
    match tree:
        case {"array": int(number)}:
            return arrays[number]
        case {"dict": list(pairs)}:
            return {key: _unflatten(part, arrays) for key, part in pairs}
        case {"list": list(parts)}:
            return [_unflatten(part, arrays) for part in parts]
        case {"tuple": list(parts)}:
            return tuple(_unflatten(part, arrays) for part in parts)
    return tree
