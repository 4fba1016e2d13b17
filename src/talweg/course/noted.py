"""Numbers that take seconds to measure, noted: `python tests/course/note.py` measures all of them anew.

They stand in `noted.json`, each beside a digest of the file that measures it: what is not there, or was measured by
another file, is measured when it is asked for. `tests/course/test_noted.py` measures them all, and compares.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache, update_wrapper
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".json")


class Noted:
    """A function without arguments that measures plain JSON; called, it gives what is noted of it, if anything is."""

    def __init__(self, function: Callable[[], Mapping[str, Any]]) -> None:
        self._function = function
        self.name = f"{function.__module__}.{function.__name__}"
        update_wrapper(self, function)

    def __call__(self) -> dict[str, Any]:
        """What is noted, or measured now where the file has changed since."""
        found = _read().get(self.name, {})
        numbers: dict[str, Any] = found["numbers"] if found.get("source") == self.source else self.measure()
        return numbers

    @property
    def source(self) -> str:
        """A digest of the file in which it stands."""
        text = Path(self._function.__code__.co_filename).read_text("utf-8")
        return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()

    def measure(self) -> dict[str, Any]:
        """What it measures now, as JSON has it: lists, and no tuples."""
        numbers: dict[str, Any] = json.loads(json.dumps(self._function(), allow_nan=False))
        return numbers


@cache
def _read() -> dict[str, Any]:
    numbers: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return numbers
